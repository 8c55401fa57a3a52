"""``pim round cluster``: what people said, grouped, given to somebody, and answered."""

from typing import Annotated, Any

import typer

from pim.cli.edge import As, Json, Key, Now, Said, do, person_by
from pim.feedback.clusters import add_cluster, answer_cluster, cluster_here, give_owner
from pim.lifecycle.work import Work
from pim.pilots.places import variant_by_code

app = typer.Typer(no_args_is_help=True)

Owner = Annotated[str | None, typer.Option("--owner", metavar="EMAIL", help="Who will answer it.")]


def _owner(work: Work, email: str | None) -> int | None:
    return person_by(work.session, email).person_id if email else None


def _variant(work: Work, cluster_id: int, code: str) -> int:
    _, round_ = cluster_here(work, cluster_id)
    assert work.actor is not None
    return variant_by_code(work.session, work.actor, round_.cycle_id, code)


@app.command()
def add(
    round: Annotated[int, typer.Argument(metavar="ROUND")],
    as_: As,
    title: Annotated[str, typer.Option("--title")],
    said: Annotated[str, typer.Option("--said", help="What people said, in their words.")],
    owner: Owner = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Bring together what several people said."""
    answer = do(
        as_,
        lambda work: add_cluster(work, round, title=title, said=said, owner_id=_owner(work, owner)),
        key,
    )
    return Said(answer, [f"Cluster {answer['id']} added: {answer['title']}."])


@app.command()
def give(
    id: int,
    as_: As,
    owner: Annotated[str, typer.Option("--owner", metavar="EMAIL", help="Who will answer it.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say who answers a cluster."""
    answer = do(as_, lambda work: give_owner(work, id, person_by(work.session, owner).person_id), key)
    return Said(answer, [f"Cluster {id} is now with {owner}."])


@app.command("answer")
def answer_(
    id: int,
    as_: As,
    outcome: Annotated[str, typer.Option("--outcome", help="done, changed or not_done.")],
    because: Annotated[str, typer.Option("--because", help="A sentence: what, or why not.")],
    variant: Annotated[
        str | None, typer.Option("--variant", metavar="CODE", help="The new version that follows from it.")
    ] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Answer a cluster."""

    def verb(work: Work) -> dict[str, Any]:
        variant_id = _variant(work, id, variant) if variant else None
        return answer_cluster(work, id, outcome=outcome, because=because, variant_id=variant_id)

    answer = do(as_, verb, key)
    return Said(answer, [f"Cluster {id}: {answer['outcome']}."])
