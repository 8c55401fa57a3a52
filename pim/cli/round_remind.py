"""``pim round remind``: everybody who has not answered, once more, by hand."""

from pim.cli.edge import As, Json, Key, Now, Said, do
from pim.cli.saying import say
from pim.feedback.nudge import nudge


def remind(id: int, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Remind who has not answered, once in a round, beside the reminders that go by themselves.

    Nobody can see who that is, and not how many there are.
    """
    answer = do(as_, lambda work: {"round": nudge(work, id).id}, key)
    line = say("Whoever has not answered gets a reminder. Nobody can see who that is, or how many.")
    return Said(answer, [line])
