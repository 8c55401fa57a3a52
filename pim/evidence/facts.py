"""What the gates read of the evidence."""

from sqlmodel import Session

from pim.evidence.chain import link_measures, newest_asked
from pim.evidence.reading import rounds_and_trial
from pim.job_quality import queries as job_quality
from workflows.facts import LinkMeasure, Measure


def measures(session: Session, cycle_id: int) -> tuple[Measure, ...]:
    """Return what was measured in a cycle, without the sites that its pilot is only compared with.

    Their people do not work with the variant: they must neither soften a fall nor stop a decision. Of each
    purpose the newest round that was closed counts. Demands, control, pleasure, performance and innovation on
    0–100, acceptability 1–5. A figure is there for a site, and for all sites together, where at least five
    people answered and nobody else can be worked out from it. Two statements.
    """
    rounds, trial = rounds_and_trial(session, cycle_id)
    shown, sites = job_quality.shown_in(session, rounds, job_quality.MEASURED)
    return job_quality.judged_in(rounds, shown, job_quality.site_names(sites), trial.apart)


def measures_and_links(
    session: Session, cycle_id: int
) -> tuple[tuple[Measure, ...], tuple[LinkMeasure, ...]]:
    """Return what ``measures`` does, and what was measured in each link of the chain. Two statements."""
    rounds, asked, trial = newest_asked(session, cycle_id)
    shown, sites = job_quality.shown_in(session, rounds, job_quality.MEASURED)
    return (
        job_quality.judged_in(rounds, shown, job_quality.site_names(sites), trial.apart),
        link_measures(rounds, shown, asked),
    )
