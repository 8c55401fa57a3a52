"""What the ways in are made with: the installation's own secret, which is in no backup of the database."""

import hmac

from pim.errors import BadInput
from pim.settings import Settings

SHORTEST_SECRET = 32
_OF_A_DEMO = "a demo has nothing to hide: in it anybody may be anybody"


def checked_secret(settings: Settings, *, demo: bool) -> None:
    """Raise BadInput when real work would be signed with a secret that is missing or too short."""
    if not demo and len(settings.secret_key or "") < SHORTEST_SECRET:
        raise BadInput(
            f"PIM_SECRET_KEY: expected at least {SHORTEST_SECRET} random characters; make one with: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )


def mac(settings: Settings, *said: object) -> bytes:
    """Return 32 bytes that only this installation can make of what is said."""
    key = (settings.secret_key or _OF_A_DEMO).encode()
    return hmac.digest(key, "|".join(("signing in", *map(str, said))).encode(), "sha256")
