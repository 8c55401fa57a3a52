"""A workflow as a picture: the definition itself, or a live cycle with the place where it stands."""

from collections.abc import Sequence

from workflows.picture.look import look
from workflows.picture.mermaid import as_mermaid
from workflows.picture.svg import as_svg
from workflows.schema import Definition


def svg(
    definition: Definition,
    kind: str = "cycle",
    at: str | None = None,
    visited: Sequence[str] = (),
    language: str = "nl",
) -> str:
    """Draw one lifecycle as SVG, with `at` marked as the present stage and `visited` ticked.

    The drawing needs no script, style sheet or font of its own: it shows in a page with the strictest content
    policy, and on paper. `<desc>` says the same in words. A page may colour it through the classes
    `pim-drawing-stage`, `-here`, `-visited`, `-down`, `-skip`, `-loop` and `-paper`.
    ValueError when the lifecycle, a stage or the language (nl, en) does not exist.
    """
    return as_svg(look(definition, kind, at, visited, language), language)


def mermaid(
    definition: Definition,
    kind: str = "cycle",
    at: str | None = None,
    visited: Sequence[str] = (),
    language: str = "nl",
) -> str:
    """Write one lifecycle as a Mermaid flow chart, marked like `svg`; the same ValueError."""
    return as_mermaid(look(definition, kind, at, visited, language))
