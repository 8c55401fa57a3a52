"""The page of what concerns whoever looks, and nobody else's."""

from fastapi import Request
from fastapi.responses import Response

from pim.following.follow import followed
from pim.mine.asked import rounds_of, tasks_of
from pim.mine.ideas import my_ideas
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.policy import Pages

router = Pages()


@router.get("/mine", policy=policy.unnoted)
def show(request: Request) -> Response:
    """Show what is asked of somebody now, what became of their ideas, and what they follow."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        asked, past = rounds_of(session, viewer.me)
        tasks = tasks_of(session, viewer.me)
        ideas = my_ideas(session, viewer.me)
        follows = followed(session, viewer.me)
    return page(viewer, "mine.html", asked=asked, past=past, tasks=tasks, ideas=ideas, follows=follows)
