"""A compiled letter: its subject and body blocks, filled in without the detour of a whole template."""

from collections.abc import Iterator
from typing import Any

from jinja2 import Template, TemplateError, nodes

from notifications.letter import LetterError

MAX_BODY = 200_000
"""Characters. Far more than a letter; a loop of a hostile template ends here."""
MAX_SUBJECT = 120


class Pattern:
    """One letter in one language, ready to be filled in. Safe to share between threads."""

    __slots__ = ("_body", "_guard", "_subject", "_template", "language", "subject_fields")

    def __init__(
        self, template: Template, parsed: nodes.Template, language: str, *, trusted: bool = False
    ) -> None:
        """`parsed`: the same template, parsed. `trusted`: our own, so its length needs no watching."""
        self._template = template
        self._subject = template.blocks["subject"]
        self._body = template.blocks["body"]
        self._guard = iter if trusted else _limited
        self.language = language
        self.subject_fields = _names_in(parsed, "subject")

    def fill(self, values: dict[str, Any]) -> tuple[str, str]:
        """(subject, body). Raises LetterError when the letter cannot be filled in or grows too large."""
        # Shared: the values are all there is. Jinja's globals are not copied in, which is also faster.
        context = self._template.new_context(values, shared=True)
        try:
            subject = "".join(self._guard(self._subject(context))).strip()
            body = "".join(self._guard(self._body(context)))
        except (TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
            raise LetterError(f"the letter cannot be filled in: {error}") from error
        if not subject or "\n" in subject or "\r" in subject:
            raise LetterError("the subject must be one line of text")
        if len(subject) > MAX_SUBJECT:
            subject = subject[: MAX_SUBJECT - 1].rstrip() + "…"
        return subject, body


def _limited(pieces: Iterator[str]) -> Iterator[str]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > MAX_BODY:
            raise LetterError(f"the letter is too long: over {MAX_BODY} characters")
        yield piece


def _names_in(parsed: nodes.Template, block: str) -> frozenset[str]:
    return frozenset(
        name.name
        for found in parsed.find_all(nodes.Block)
        if found.name == block
        for name in found.find_all(nodes.Name)
    )
