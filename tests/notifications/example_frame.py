"""What stands around every letter of the supermarket's story."""

from typing import Any


def store(because: str, page: str = "bestelsysteem") -> dict[str, Any]:
    """Return the fields of the frame, for a reader who gets it because of this."""
    return {
        "organisation": "Noordervers",
        "recipient": "Fatima El Idrissi",
        "innovation": "Nieuw bestelsysteem",
        "link": f"https://pim.noordervers.example/{page}",
        "because": because,
    }
