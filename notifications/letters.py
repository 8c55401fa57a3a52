"""A notice in, a letter out: subject, plain text, HTML and, where there is a deadline, a calendar entry."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from notifications.calendar_entry import calendar_entry
from notifications.catalogue import NOTICES, Dated, General, Notice
from notifications.layout import PAGE_MARK, lay_out, page
from notifications.letter import Letter, LetterError, LetterFault, LettersRefused
from notifications.notice import shape
from notifications.own_letters import read_own
from notifications.pattern import Pattern
from notifications.plain import one_line, plain
from notifications.words import LANGUAGES, WORDS, greet, why

__all__ = ["Letter", "LetterError", "LetterFault", "Letters", "LettersRefused"]

_TEMPLATES = Path(__file__).parent / "templates"


class Letters:
    """All letters, each compiled once. Safe to share between threads."""

    def __init__(self, own_folder: Path | None = None) -> None:
        """`own_folder`: an organisation's own letters, searched first.

        Raises LettersRefused with every fault when a file in it is not a safe letter.
        """
        self._texts = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._texts.filters["page"] = page
        pages = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False
        )
        self._page: Template = pages.get_template("_letter.html")
        self._patterns: dict[tuple[str, str], Pattern] = {}
        self._own: dict[tuple[str, str], Pattern] = {}
        if own_folder is not None:
            own = read_own(own_folder)
            if own.faults:
                raise LettersRefused(own.faults)
            self._own = own.patterns

    def known(self) -> frozenset[str]:
        """Every name a workflow may tell: the catalogue and the organisation's own letters."""
        return frozenset(NOTICES) | {name for _, name in self._own}

    def render(self, name: str, language: str, context: Mapping[str, Any]) -> Letter:
        """One letter. `context`: the notice's fields (Notice.context(), also after a trip through JSON).

        Names in `context` that the notice does not have are left out: they never reach the template.
        An own letter that exists in one language only is written in that language.
        Raises LetterError: unknown letter, missing field, unsafe link, line break in the subject, too long.
        """
        try:
            return self._render(name, language, context)
        except LetterError as error:
            raise LetterError(f"{name} ({language}): {error}") from error

    def _render(self, name: str, language: str, context: Mapping[str, Any]) -> Letter:
        kind = NOTICES.get(name, General)
        pattern = self._pattern(name, language)
        for field in pattern.subject_fields:
            raw = context.get(field)
            if isinstance(raw, str) and ("\n" in raw or "\r" in raw):
                raise LetterError(f"`{field}` has a line break and stands in the subject")
        values = _values(kind, context)
        values["link"] = link = _checked_link(values["link"])
        subject, body = pattern.fill(values)
        text, html = lay_out(body)
        words = WORDS[pattern.language]
        frame = {
            "lang": pattern.language,
            "subject": subject,
            "organisation": values["organisation"],
            "innovation": values["innovation"],
            "greeting": greet(pattern.language, values["recipient"]),
            "body": Markup(_stressed(html, values.get("due"))),  # layout.py escaped it
            "link": link,
            "why": why(pattern.language, values["because"], values["because_label"]),
            "words": words,
        }
        return Letter(
            subject=subject,
            text=_framed(text, frame),
            html="".join(self._page.root_render_func(self._page.new_context(frame, shared=True))),
            ics=_entry(kind, context, values, subject, f"{words.open_page}: {link}"),
        )

    def _pattern(self, name: str, language: str) -> Pattern:
        found = self._patterns.get((language, name))
        if found is None:
            found = self._patterns[language, name] = self._find(name, language)
        return found

    def _find(self, name: str, language: str) -> Pattern:
        if language not in LANGUAGES:
            raise LetterError(f"no letters in this language; there are {', '.join(LANGUAGES)}")
        if (language, name) in self._own:
            return self._own[language, name]
        if name in NOTICES:
            template = self._texts.get_template(f"{language}/{name}.j2")
            source = (_TEMPLATES / language / f"{name}.j2").read_text(encoding="utf-8")
            return Pattern(template, self._texts.parse(source), language, trusted=True)
        for other in LANGUAGES:
            if (other, name) in self._own:
                return self._own[other, name]
        raise LetterError("there is no such letter")

    @staticmethod
    def check(folder: Path) -> list[LetterFault]:
        """Every fault in an organisation's own folder; an empty list means it can be used."""
        return read_own(folder).faults


def _values(kind: type[Notice], context: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the notice and nothing else, as plain values. `due_at` is not for the template."""
    holds = shape(kind)
    missing = holds.required - context.keys()
    if missing:
        raise LetterError(f"missing {', '.join(sorted(missing))}")
    values = {field: plain(context[field]) for field in holds.required}
    for field, default in holds.defaults.items():
        if field != "due_at":
            values[field] = plain(context[field]) if field in context else default
    return values


def _framed(body: str, frame: Mapping[str, Any]) -> str:
    """The whole text part: the address on a line of its own, and why you get it as the last line."""
    words = frame["words"]
    return (
        f"{frame['greeting']}\n\n{body}\n\n{words.open_page}:\n{frame['link']}\n\n"
        f"{words.regards}\n{frame['organisation']}\n\n{lay_out(frame['why'])[0]}\n"
    )


def _stressed(html: str, due: str | None) -> str:
    """The last day stands out where it is first named, and is not broken over two lines."""
    if not due or " " not in due:  # without a space it might be part of an address
        return html
    day = str(escape(due))
    return html.replace(day, f'<strong style="white-space:nowrap">{day}</strong>', 1)


def _checked_link(link: Any) -> str:
    try:
        return page(link).removeprefix(PAGE_MARK)
    except ValueError as error:
        raise LetterError(str(error)) from error


def _entry(
    kind: type[Notice], context: Mapping[str, Any], values: Mapping[str, Any], subject: str, description: str
) -> bytes | None:
    moment = context.get("due_at")
    if not moment or not issubclass(kind, Dated) or not kind.calendar:
        return None
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError as error:
            raise LetterError(f"`due_at` is no moment: {one_line(str(error))}") from error
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise LetterError("`due_at` needs a time zone")
    series = f"{kind.calendar}|{values.get('what', '')}"
    return calendar_entry(series, values["link"], moment, subject, description)
