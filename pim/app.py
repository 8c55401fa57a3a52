"""The web application: pages of every feature under one roof, safe headers, plain errors."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from itsdangerous import URLSafeSerializer
from starlette.exceptions import HTTPException

from pim import health
from pim.admin import calendar_pages, moving_pages, story_pages, text_pages, workflow_pages
from pim.admin import pages as admin
from pim.answers import cluster_pages, desk_pages, said_pages, standard_pages
from pim.channels import kiosk, paper_list, print_pages
from pim.channels import pages as channels
from pim.consultation import council_pages
from pim.consultation import pages as consultation
from pim.consultation import step_pages as consultation_steps
from pim.cycles import (
    benefit_pages,
    charter_pages,
    lesson_pages,
    matrix_pages,
    money_pages,
    people_pages,
    round_plan_pages,
    start_pages,
)
from pim.cycles import pages as cycles
from pim.dashboard import pages as dashboard
from pim.dashboard import security_txt
from pim.db import Database
from pim.demo import pages as demo
from pim.errors import BadInput, PimError
from pim.evidence import chain_pages
from pim.evidence import pages as evidence
from pim.feedback import file_pages as result_files
from pim.feedback import lead_pages, load_pages, nudge_pages
from pim.feedback import pages as feedback
from pim.figures import pages as figures
from pim.following import pages as following
from pim.house import PimHouse
from pim.ideas import file_pages as idea_files
from pim.ideas import idea_pages
from pim.ideas import pages as ideas
from pim.ideas import step_pages as idea_steps
from pim.lifecycle.clock import installation
from pim.mine import pages as mine
from pim.overview import file_pages as overview_files
from pim.overview import pages as overview
from pim.own_data import pages as own_data
from pim.pilots import pages as pilots
from pim.pilots import people_pages as pilot_people
from pim.pilots import plan_pages as pilot_plans
from pim.pilots import step_pages as pilot_steps
from pim.rollout import pages as waves
from pim.rollout import plan_pages as wave_plans
from pim.rollout import step_pages as wave_steps
from pim.settings import Settings
from pim.signing_in import my_pages, typed_pages
from pim.signing_in import pages as signing_in
from pim.signing_in.secret import checked_secret
from pim.staff import import_pages, site_pages
from pim.staff import pages as people
from pim.tick import Clockwork
from pim.variants import list_pages as variant_lists
from pim.variants import pages as variants
from pim.variants import step_pages as variant_steps
from pim.web import letter_pages, look_pages, my_letter_pages
from pim.web.edge import Desk
from pim.web.faults import bad_request, fault_page, http_error, pim_error
from pim.web.guard import Guard
from pim.web.own_theme import read_theme
from pim.web.policy import check_policies

STATIC = Path(__file__).parent / "static"
BUILT = STATIC / "built" / "nl.css"  # by `make look`, from packages that are not in the repository
PUBLIC = "/static"  # files of ours that everybody may read
HOSTS = ("127.0.0.1", "localhost", "::1")


class Styles(StaticFiles):
    """The style sheet: kept by the browser, and asked each time whether it is still the same."""

    def file_response(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        """Return the file as it may be kept."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(database: Database, settings: Settings) -> FastAPI:
    """Return the application on a database.

    Raises BadInput for a route that does not say who it is for, when the style sheet was not built, or when
    the organisation's own theme cannot be used.
    """
    if not BUILT.is_file():
        raise BadInput(
            f"the style sheet of the pages is missing ({BUILT}); build it with: make look, or python -m look"
        )
    app = FastAPI(title="PIM", docs_url=None, redoc_url=None, openapi_url=None)
    signer = URLSafeSerializer(settings.secret_key or secrets.token_hex(32), salt="pim")
    app.state.desk = Desk(database, settings, PimHouse(settings), signer)
    app.state.own_theme = read_theme(settings.theme_css) if settings.theme_css else None
    app.state.clockwork = Clockwork(database, settings, "pages")
    for feature in (
        # First where most people come at the same time: each router before it is asked in vain.
        feedback,
        channels,
        kiosk,
        dashboard,
        start_pages,  # before those of a cycle: "new" is no number
        overview,
        overview_files,
        idea_files,
        result_files,
        cycles,
        charter_pages,
        people_pages,
        money_pages,
        evidence,
        chain_pages,
        figures,
        benefit_pages,
        lesson_pages,
        matrix_pages,
        pilots,
        waves,
        consultation,
        council_pages,
        variants,
        print_pages,
        paper_list,
        lead_pages,
        nudge_pages,
        round_plan_pages,
        pilot_plans,
        pilot_people,
        wave_plans,
        variant_lists,
        pilot_steps,
        wave_steps,
        variant_steps,
        idea_steps,
        consultation_steps,
        desk_pages,
        cluster_pages,
        said_pages,
        standard_pages,
        mine,
        following,
        ideas,
        idea_pages,
        load_pages,
        import_pages,  # before those of a person: "import" is no number
        people,
        site_pages,
        letter_pages,
        my_letter_pages,
        look_pages,
        admin,
        own_data,
        calendar_pages,
        story_pages,
        workflow_pages,
        text_pages,
        moving_pages,
        demo,
        signing_in,
        typed_pages,
        my_pages,
        health,
        security_txt,
    ):
        app.router.routes.extend(feature.router.routes)
    app.mount(PUBLIC, Styles(directory=STATIC), name="static")
    check_policies(app.routes, (PUBLIC,))
    own = urlsplit(settings.base_url).hostname
    encrypted = settings.base_url.lower().startswith("https:")
    hosts = (*HOSTS, *([own] if own else []))
    app.add_middleware(Guard, hosts=hosts, refuse=fault_page, encrypted=encrypted)
    app.add_exception_handler(PimError, pim_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, bad_request)
    return app


def check_secret(database: Database, settings: Settings) -> None:
    """Raise BadInput when real work would be signed with a secret that is missing or too short."""
    with database.read() as session:
        demo = installation(session).demo
    checked_secret(settings, demo=demo)


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the pages are served. ``behind_proxy``: a proxy on this machine says where a request is from."""

    host: str = "127.0.0.1"
    port: int = 8000
    behind_proxy: bool = False

    @property
    def only_here(self) -> bool:
        """Tell whether only this machine can ask."""
        return self.host in HOSTS


def check_listening(database: Database, settings: Settings, listening: Listening) -> None:
    """Raise BadInput when passwords and sessions would cross a network where everybody can read along."""
    with database.read() as session:
        demo = installation(session).demo
    if not (demo or listening.only_here or settings.base_url.lower().startswith("https:")):
        raise BadInput(
            f"--host {listening.host}: beyond this machine PIM_BASE_URL must begin with https:// (a proxy in "
            f"front of PIM does the encrypting); got {settings.base_url}"
        )


def serve_forever(
    database: Database,
    settings: Settings,
    listening: Listening,
    hurry: Callable[[], None] | None = None,
) -> None:
    """Serve the pages until stopped. The access log is off: it would name who answers.

    ``hurry`` wakes the clock, when it is kept in this process. Raises BadInput outside a demo without a
    secret of its own, or beyond this machine without https.
    """
    check_secret(database, settings)
    check_listening(database, settings, listening)
    app = create_app(database, settings)
    if hurry is not None:
        app.state.desk.hurry = hurry
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=listening.behind_proxy,
        forwarded_allow_ips="127.0.0.1",
    )
    uvicorn.Server(config).run()
