"""A workflow to draw: a bakery that tries a new oven, with a loop, a skip and a pause."""

from typing import Any

from workflows.schema import Definition


def words(nl: str, en: str | None = None) -> dict[str, str]:
    return {"nl": nl, "en": en or nl}


BAKERY: dict[str, Any] = {
    "workflow": "bakery",
    "title": words("Bakkerij: nieuwe oven", "Bakery: a new oven"),
    "calendar": "nl",
    "roles": {"lead": words("Kartrekker", "Lead"), "works_council": words("OR", "Works council")},
    "cycle": {
        "start": "asking",
        "stages": {
            "asking": {
                "label": words("Vragen", "Asking"),
                "due": {"in": "1 working day"},
                "steps": {
                    "begin": {"to": "trying", "by": ["lead"], "label": words("Proefbakken", "Bake a trial")},
                    "drop": {"to": "stopped", "by": ["lead", "works_council"]},
                    "ask_more": {"to": "same", "by": "lead"},
                },
            },
            "trying": {
                "label": words("Proberen", "Trying"),
                "due": {"lasts": "14 days"},
                "steps": {
                    "again": {"to": "asking", "by": ["clock"]},
                    "adopt": {"to": "done", "by": ["lead"]},
                },
            },
            "done": {"label": words("Klaar", "Done"), "final": True},
            "waiting": {
                "label": words("Wachten", "Waiting"),
                "due": {"on": "target_on"},
                "steps": {"go_on": {"to": "back", "by": ["lead"], "label": words("Verder", "Go on")}},
            },
            "stopped": {"label": words("Gestopt", "Stopped"), "final": True},
        },
        "everywhere": {"wait": {"to": "waiting", "by": ["lead"]}},
    },
}


def bakery() -> Definition:
    return Definition.model_validate(BAKERY)
