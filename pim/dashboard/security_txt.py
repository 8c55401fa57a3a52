"""Where somebody who finds a weakness can tell it (RFC 9116)."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from pim.errors import NotFound
from pim.web import policy
from pim.web.edge import desk_of, real_now
from pim.web.policy import Pages

router = Pages()
STANDS_FOR = timedelta(days=180)  # RFC 9116, 2.5.5: less than a year is recommended


@router.get("/.well-known/security.txt", policy=policy.anyone)
def security_txt(request: Request) -> Response:
    """Say where to report a weakness; 404 where the installation names no contact."""
    settings = desk_of(request).settings
    if settings.security_contact is None:
        raise NotFound("no contact is set (PIM_SECURITY_CONTACT)")
    until = (real_now() + STANDS_FOR).replace(microsecond=0)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {until.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.base_url.rstrip('/')}/.well-known/security.txt",
    )
    return PlainTextResponse("\n".join(lines) + "\n")
