"""The picture beside a variant: put there by who makes the variant, until people have been asked about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import Conflict, NotFound
from pim.ideas.wording import prose
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import child
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.variants.add import MAKERS
from pim.variants.picture_file import CleanPicture
from pim.variants.tables import Picture

LONGEST_ALT = 300  # characters


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A picture without its content: where it is, how large, and what is to be seen on it."""

    variant_id: int
    digest: str
    width: int
    height: int
    nl: str
    en: str

    @property
    def path(self) -> str:
        """Return its address. It never changes: another picture has another one."""
        return f"/variants/{self.variant_id}/picture/{self.digest}"

    def alt(self, language: str) -> str:
        """Return what is to be seen on it."""
        return self.nl if language == "nl" else self.en


_LINE = (
    col(Picture.variant_id), col(Picture.digest), col(Picture.width), col(Picture.height),
    col(Picture.alt_nl), col(Picture.alt_en),
)  # fmt: skip


def set_picture(
    work: Work, variant_id: int, picture: CleanPicture, *, alt_nl: str, alt_en: str
) -> dict[str, int | str]:
    """Put a picture beside a version of a variant, in place of the one there was; returns where it is.

    ``picture`` is made by ``picture_file.cleaned`` before the transaction: that may take a second.
    Raises NotFound, NotAllowed, BadInput without a text in both languages, Conflict once people were
    asked about this version: what they saw does not change afterwards.
    """
    subject = child(work, variant_id, "variant")
    require_role(work, subject, *MAKERS)
    alt_nl = prose(alt_nl, "alt-nl", longest=LONGEST_ALT)
    alt_en = prose(alt_en, "alt-en", longest=LONGEST_ALT)
    if subject.means != "draft":
        raise Conflict(
            f"people were asked about {subject.code} as it is; a new version can have a new picture"
        )
    line = PictureLine(
        variant_id, sha256(picture.content).hexdigest(), picture.width, picture.height, alt_nl, alt_en
    )
    known = work.session.get(Picture, variant_id)
    if known is not None:
        work.session.delete(known)
        work.session.flush()
    work.session.add(
        Picture(
            variant_id=variant_id, digest=line.digest, content=picture.content,
            width=line.width, height=line.height, alt_nl=alt_nl, alt_en=alt_en,
        )
    )  # fmt: skip
    work.session.flush()
    record(work, variant_id, "picture_set", {"digest": line.digest, "text": alt_nl})
    return {
        "id": variant_id, "code": subject.code, "path": line.path, "width": line.width, "height": line.height,
    }  # fmt: skip


def pictures_of(session: Session, variant_ids: Iterable[int]) -> Mapping[int, PictureLine]:
    """Return the picture of each of these versions that has one, without its content. One statement."""
    rows = session.execute(select(*_LINE).where(col(Picture.variant_id).in_(list(variant_ids))))
    return {row[0]: PictureLine(*row) for row in rows}


def picture_content(session: Session, variant_id: int, digest: str, organisation_id: int | None) -> bytes:
    """Return the content of a picture. Raises NotFound, also for another organisation's.

    ``organisation_id`` is None where the caller has found out in another way that it may be seen.
    """
    row = session.execute(
        select(col(Instance.organisation_id), col(Picture.content))
        .join(Picture, col(Picture.variant_id) == col(Instance.id))
        .where(col(Instance.id) == variant_id, col(Picture.digest) == digest)
    ).first()
    if row is None or organisation_id not in (None, row[0]):
        raise NotFound("there is no such picture")
    content: bytes = row[1]
    return content
