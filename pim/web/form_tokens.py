"""The token that each form of somebody who is signed in carries; what is done with it: see ``forms``."""

import re

from pim.sessions.sessions import hash_of

FIELD = "csrf"
_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')


def token_of_forms(session_token: str) -> str:
    """Return what the forms of a session carry. Who sees a page learns nothing of the session from it."""
    return hash_of(f"form|{session_token}") if session_token else ""


def with_token(html: str, token: str) -> str:
    """Return a page with the token in each of its forms that change something."""
    field = f'<input type="hidden" name="{FIELD}" value="{token}">'
    return _FORM.sub(lambda form: form[0] + field, html)
