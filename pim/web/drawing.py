"""A drawing of a workflow as a picture on a page."""

from collections.abc import Sequence

from fastapi.responses import Response

from workflows.drawing import svg
from workflows.schema import Definition

POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # the drawing brings its own style, and nothing else


def drawn(
    definition: Definition, language: str, at: str | None = None, visited: Sequence[str] = ()
) -> Response:
    """Return the life of a cycle as a drawing, ``at`` marked as where it is and ``visited`` ticked."""
    headers = {"Content-Security-Policy": POLICY}
    content = svg(definition, "cycle", at, visited, language)
    return Response(content, media_type="image/svg+xml", headers=headers)
