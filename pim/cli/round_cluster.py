"""``pim round cluster``: what people said, grouped, given to somebody, and answered."""

from typing import Annotated, Any

import typer

from pim.answers.answer import answer_cluster, answer_clusters
from pim.answers.clusters import add_cluster, cluster_here, rename_cluster
from pim.answers.merging import merge_clusters, unmerge_cluster
from pim.answers.owner import give_owner
from pim.answers.placing import put, put_in_new
from pim.cli.edge import As, Json, Key, Now, Said, day, do, person_by
from pim.cli.saying import known, say
from pim.errors import BadInput
from pim.lifecycle.work import Work
from pim.pilots.places import variant_by_code

app = typer.Typer(no_args_is_help=True)

Owner = Annotated[str | None, typer.Option("--owner", metavar="EMAIL", help="Who will answer it.")]
Title = Annotated[str, typer.Option("--title", help="In a few words.")]
Outcome = Annotated[str, typer.Option("--outcome", help="done, changed or not_done.")]
Because = Annotated[str, typer.Option("--because", help="A sentence: what, or why not.")]
Variant = Annotated[
    str | None, typer.Option("--variant", metavar="CODE", help="The new version that follows from it.")
]
Standard = Annotated[
    int | None, typer.Option("--standard", metavar="NUMBER", help="The standard answer it begins with.")
]
Cluster = Annotated[
    int, typer.Argument(metavar="CLUSTER", help="Its number, as `pim round show ROUND` lists it.")
]
Texts = Annotated[list[str], typer.Argument(metavar="TEXT…", help="As `pim round desk` numbers them.")]


def _owner(work: Work, email: str | None) -> int | None:
    return person_by(work.session, email).person_id if email else None


def _variant(work: Work, cluster_id: int, code: str | None) -> int | None:
    if code is None:
        return None
    _, subject = cluster_here(work, cluster_id)
    assert work.actor is not None
    return variant_by_code(work.session, work.actor, subject.cycle_id, code)


@app.command()
def add(
    round: Annotated[int, typer.Argument(metavar="ROUND")],
    as_: As,
    title: Title,
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
    return Said(answer, [say("Cluster {id} added: {title}.", **answer)])


@app.command()
def new(
    round: Annotated[int, typer.Argument(metavar="ROUND")],
    texts: Texts,
    as_: As,
    title: Title,
    said: Annotated[str, typer.Option("--said", help="Else the first of these texts speaks.")] = "",
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Make a cluster of texts, also of some that are in another cluster."""
    answer = do(as_, lambda work: put_in_new(work, round, texts, title=title, said=said), key)
    return Said(answer, [say("Cluster {id} added: {title}.", **answer)])


@app.command("put")
def put_(id: Cluster, texts: Texts, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Put texts in a cluster."""
    answer = do(as_, lambda work: put(work, id, texts), key)
    return Said(
        answer,
        [say("{number} text(s) in cluster {id}: {title}.", number=len(set(texts)), **{**answer, "id": id})],
    )


@app.command()
def rename(
    id: Cluster,
    as_: As,
    title: Title,
    said: Annotated[str, typer.Option("--said", help="What people said, in their words.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Give a cluster another title, or put what people said in better words."""
    answer = do(as_, lambda work: rename_cluster(work, id, title=title, said=said), key)
    return Said(answer, [say("Cluster {id} is now: {title}.", id=id, title=answer["title"])])


@app.command()
def merge(
    id: Cluster,
    as_: As,
    into: Annotated[int, typer.Option("--into", metavar="CLUSTER", help="The one that answers for both.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Put a cluster with another one; `unmerge` undoes it."""
    answer = do(as_, lambda work: merge_clusters(work, id, into), key)
    return Said(answer, [say("Cluster {into} now answers for cluster {id} too.", into=into, id=id)])


@app.command()
def unmerge(id: Cluster, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Let a cluster stand by itself again, with all it had before."""
    answer = do(as_, lambda work: unmerge_cluster(work, id), key)
    return Said(answer, [say("Cluster {id} stands by itself: {title}.", id=id, title=answer["title"])])


@app.command()
def give(
    id: Cluster,
    as_: As,
    owner: Annotated[str, typer.Option("--owner", metavar="EMAIL", help="Who will answer it.")],
    due_on: Annotated[
        str | None, typer.Option("--due-on", metavar="DAY", help="By when; else by the end of the term.")
    ] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say who answers a cluster, and by when."""

    def verb(work: Work) -> dict[str, Any]:
        person = person_by(work.session, owner).person_id
        return give_owner(work, id, person, due_on=day(due_on) if due_on else None)

    answer = do(as_, verb, key)
    until = answer["dueOn"] or say("no set day")
    return Said(
        answer, [say("Cluster {id} is now with {owner}, until {day}.", id=id, owner=owner, day=until)]
    )


@app.command("answer")
def answer_(
    ids: Annotated[
        list[int],
        typer.Argument(
            metavar="[ROUND] CLUSTER",
            help="As `pim round show ROUND` lists it; the round may stand before it.",
        ),
    ],
    as_: As,
    outcome: Outcome,
    because: Because = "",
    variant: Variant = None,
    standard: Standard = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Answer a cluster."""
    *rounds, cluster = ids
    if len(rounds) > 1:
        raise BadInput("expected one cluster; several get one answer with `pim round cluster answer-all`")

    def verb(work: Work) -> dict[str, Any]:
        if rounds and cluster_here(work, cluster)[1].id != rounds[0]:
            raise BadInput(
                f"cluster {cluster} is not of round {rounds[0]}; `pim round show {rounds[0]}` lists them"
            )
        version = _variant(work, cluster, variant)
        return answer_cluster(
            work, cluster, outcome=outcome, because=because, variant_id=version, standard_id=standard
        )

    answer = do(as_, verb, key)
    return Said(answer, [say("Cluster {id}: {outcome}.", id=cluster, outcome=known(answer["outcome"]))])


@app.command("answer-all")
def answer_all(
    ids: Annotated[list[int], typer.Argument(metavar="CLUSTER…")],
    as_: As,
    outcome: Outcome,
    because: Because = "",
    variant: Variant = None,
    standard: Standard = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Give several clusters the same answer."""

    def verb(work: Work) -> dict[str, Any]:
        given: dict[str, Any] = {"outcome": outcome, "because": because, "standard_id": standard}
        given["variant_id"] = _variant(work, ids[0], variant)
        return {"clusters": answer_clusters(work, ids, **given)}

    answer = do(as_, verb, key)
    return Said(
        answer, [say("{number} clusters: {outcome}.", number=len(answer["clusters"]), outcome=known(outcome))]
    )
