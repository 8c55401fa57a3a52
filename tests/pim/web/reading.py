"""A page as a person sees it: its words, its links, and its forms with what is filled in already."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx import Response

_SILENT = ("title", "script", "style")
_VOID = frozenset({"input", "img", "br", "link", "meta", "hr"})


@dataclass
class Form:
    """A form: where it goes, and each field with its present value. ``buttons`` are (name, value, words)."""

    action: str | None
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What stands on a page."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.response = response
        self.language = ""
        self.title = ""
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.leads_to: list[str] = []  # every address, also where two links read the same
        self.forms: list[Form] = []
        self.marked: list[str] = []  # what is marked as the present stage or page
        self.alerts: list[str] = []
        self.ids: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._link: tuple[str, list[str]] | None = None
        self._button: tuple[str, str, list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select = ""
        self.feed(response.text)
        assert not self._open, f"never closed: {self._open}"

    @property
    def text(self) -> str:
        """Return everything that can be read, on one line."""
        return " ".join(" ".join(self.words).split())

    def form(self, action: str | None = None, *, has: str | None = None) -> Form:
        """Return the one form that goes somewhere, or has a field. Raises LookupError."""
        found = [
            one
            for one in self.forms
            if (action is None or one.action == action) and (has is None or has in one.names)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} forms to {action} with {has} among {self.forms}")
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.language = given["lang"]
        elif tag == "a":
            self.leads_to.append(given["href"])
            self._link = (given["href"], [])
        elif tag == "form":
            self.forms.append(Form(given.get("action"), given.get("method", "get")))
        elif tag == "button":
            self._button = (given.get("name", ""), given.get("value", ""), [])
        elif tag == "textarea":
            self._name(given)
            self._area = (given["name"], [])
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._name(given)
            self._select = given["name"]
            self.forms[-1].fields[given["name"]] = ""
        elif tag == "option" and self._select:
            self._option(given)

    def _name(self, given: dict[str, str]) -> None:
        self.forms[-1].names.add(given["name"])
        if "required" in given:
            self.forms[-1].required.add(given["name"])

    def _option(self, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], self._select, given["value"]
        form.choices.setdefault(name, []).append(value)
        if "selected" in given or len(form.choices[name]) == 1:  # a browser takes the first of itself
            form.fields[name] = value

    def _input(self, given: dict[str, str]) -> None:
        self._name(given)
        form, name, value = self.forms[-1], given["name"], given.get("value", "")
        if given.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.fields[name] = value
        else:
            if given.get("type") == "hidden":
                form.choices.setdefault(name, []).append(value)  # there may be several of one name
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        opened, _ = self._open.pop()
        assert opened == tag, f"<{opened}> closed by </{tag}>"
        if tag == "a" and self._link:
            self.links[" ".join("".join(self._link[1]).split())] = self._link[0]
            self._link = None
        elif tag == "select":
            self._select = ""
        elif tag == "button" and self._button:
            name, value, words = self._button
            if self.forms:
                self.forms[-1].buttons.append((name, value, "".join(words).strip()))
            self._button = None
        elif tag == "textarea" and self._area:
            # As a browser does: a line break right after the tag is not part of the text.
            self.forms[-1].fields[self._area[0]] = "".join(self._area[1]).removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        drawn = "svg" in tags  # a drawing has a title of its own, which is read out
        if "title" in tags and not drawn:
            self.title += data
        if any(tag in _SILENT for tag in tags) and not drawn:
            return
        if self._area:
            self._area[1].append(data)
            return
        for kept in (self._link, self._button):
            if kept:
                kept[-1].append(data)
        self.words.append(data)
        for _, given in self._open:
            if "aria-current" in given:
                self.marked.append(data.strip())
            if given.get("role") == "alert":
                self.alerts.append(data.strip())
