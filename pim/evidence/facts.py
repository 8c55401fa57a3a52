"""What the gates read of the evidence."""

from sqlmodel import Session

from pim.evidence.reading import trial_of
from pim.job_quality import queries as job_quality
from workflows.facts import Measure


def measures(session: Session, cycle_id: int) -> tuple[Measure, ...]:
    """Return what was measured in a cycle, without the sites that its pilot is only compared with.

    Their people do not work with the variant: they must neither soften a fall nor stop a decision.
    Three statements.
    """
    return job_quality.measures(session, cycle_id, trial_of(session, cycle_id).apart)
