"""Putting an innovation in a stage without the road to it, where that is another test's business."""

from pim.lifecycle.changes import Change, write_changes
from pim.lifecycle.subject import lock
from pim.lifecycle.work import Work
from workflows.decision import Decision


def moved(work: Work, cycle_id: int, *stages: str) -> None:
    """Put the cycle in each of these stages in turn, for a test that does not play what leads there."""
    cycle = lock(work.session, cycle_id)
    change = Change(before=cycle, after=cycle)
    for stage in stages:
        state = change.after.state
        gone = Decision(
            step="moved", from_stage=state.stage, to_stage=stage, means=stage, final=False,
            visit=state.visit + 1, version=state.version + 1, entered_at=work.now, previous=state.stage,
        )  # fmt: skip
        change.move(gone, None, work.now, {})
    write_changes(work.session, work.house, [change], work.now)
