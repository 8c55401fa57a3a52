"""Somebody at the machine with a browser: real pages of the real application on a real database."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import FastAPI
from httpx import Request, Response
from sqlalchemy import event
from sqlmodel import Session, SQLModel, update

from pim.app import create_app
from pim.db import Database
from pim.lifecycle.clock import beat
from pim.lifecycle.tables import Installation
from pim.lifecycle.work import Work
from pim.sessions.sessions import BY_DEMO, begin
from pim.sessions.tables import SignedIn
from pim.settings import Settings
from pim.web.form_tokens import token_of_forms
from pim.web.forms import HEADER
from tests.cast import Cast
from tests.pim.ideas.desk import BEGIN, Desk, at, desk
from tests.pim.web.reading import Form, Page
from workflows.definition import Definition

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for httpx2; httpx does all that we need
    from fastapi.testclient import TestClient

HERE = "http://127.0.0.1:8000"
T = TypeVar("T")


class Browser:
    """One browser. ``get``, ``press`` and ``send`` return the page that comes, after any redirect."""

    def __init__(self, app: FastAPI) -> None:
        self.client = TestClient(app, base_url=HERE, follow_redirects=False)
        self.client.event_hooks = {"request": [self._carry_token]}

    def _carry_token(self, request: Request) -> None:
        """Let a form that a test makes up carry what every form on a page of ours carries."""
        token = self.client.cookies.get("pim")
        if request.method == "POST" and token:
            request.headers.setdefault(HEADER, token_of_forms(token))

    def get(self, path: str) -> Page:
        """Open a page, following where it leads."""
        return self._arrive(self.client.get(path), path)

    def post(self, path: str, came_from: str = "/", **fields: Any) -> Response:
        """Send a form as a page of ours would, and return the bare answer."""
        headers = {"Origin": HERE, "Referer": HERE + came_from}
        answer: Response = self.client.post(path, data=fields, headers=headers)
        return answer

    def press(self, path: str, form: Form, button: str | None = None, **typed: Any) -> Page:
        """Fill in a form that stands on the page at ``path`` and press its button."""
        unknown = typed.keys() - form.names - {name for name, _, _ in form.buttons}
        assert not unknown, f"no field {unknown} in {form}"
        fields: dict[str, Any] = {**form.fields, **typed}
        named = [(name, value) for name, value, words in form.buttons if words == button and name]
        fields |= dict(named)
        to = form.action or path
        answer = self.post(to, came_from=path, **fields)
        return self._arrive(answer, to)

    def search(self, path: str, form: Form, **typed: str) -> Page:
        """Fill in a form that only asks, and open the page it leads to."""
        assert form.method == "get"
        assert typed.keys() <= form.names
        return self.get(f"{form.action or path}?{urlencode({**form.fields, **typed})}")

    def _arrive(self, answer: Response, path: str) -> Page:
        for _ in range(5):
            if answer.status_code != 303:
                return Page(answer)
            answer = self.client.get(answer.headers["location"])
        raise AssertionError(f"{path} leads in a circle")


class Web:
    """The application on a demo database of Noordervers, and the verbs of its people beside it."""

    def __init__(self, database: Database, settings: Settings, at_desk: Desk) -> None:
        self.database = database
        self.settings = settings
        self.desk = at_desk
        self.app = create_app(database, settings)

    @property
    def people(self) -> Cast:
        """Return the cast."""
        return self.desk.people

    @property
    def cycle(self) -> int:
        """Return the number of the cycle that Marieke leads."""
        return self.desk.cycle

    def browser(self, who: str | None = None, language: str = "nl") -> Browser:
        """Return a browser, signed in as somebody, in a language."""
        made = Browser(self.app)
        if who is not None:
            with self.database.write() as session:
                token = begin(session, self.people[who].person_id, datetime.now(UTC), how=BY_DEMO)
            made.client.cookies.set("pim", token, domain="127.0.0.1", path="/")
        assert made.post("/language", language=language).status_code == 303
        return made

    def clock(self, local: str) -> None:
        """Set the time of the demo; nothing fires."""
        with self.database.write() as session:
            row = session.get_one(Installation, 1)
            row.clock = at(local)
            session.add(row)

    def no_demo(self) -> None:
        """Let it be an installation for real work."""
        with self.database.write() as session:
            session.execute(update(Installation).values(demo=False, clock=None))

    def do(self, who: str, verb: Callable[[Work], T], local: str) -> T:
        """Let somebody do a verb at a moment, to which the clock of the demo is set."""
        self.clock(local)
        return self.desk.do(who, verb, local)

    def look(self, query: Callable[[Session], T]) -> T:
        """Read something."""
        return self.desk.look(query)

    def rows(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """Return every row of every table, but for who is signed in."""
        with self.database.read() as session:
            connection = session.connection()
            return {
                name: [tuple(row) for row in connection.execute(table.select())]
                for name, table in SQLModel.metadata.tables.items()
                if name != SignedIn.__tablename__
            }

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Give the list of statements that the application sends meanwhile."""
        seen: list[str] = []

        def note(*given: Any) -> None:
            if not given[2].startswith("BEGIN"):  # SQLite's way to begin; PostgreSQL's is not counted either
                seen.append(given[2])

        engines = {id(one): one for one in (self.database.engine, self.database._read_engine)}.values()
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)


def web(database: Database, folder: Path, workflow: Definition | None = None) -> Web:
    """Open the application on a demo database with the cast and a cycle, and a clock that is kept."""
    at_desk = desk(database, workflow, folder / "keys")
    with database.write() as session:
        session.add(Installation(id=1, demo=True, clock=at(BEGIN)))
        beat(session, "worker", datetime.now(UTC))
    settings = Settings(database_url=database.url, round_keys_dir=folder / "keys", secret_key="s" * 32)
    return Web(database, settings, at_desk)
