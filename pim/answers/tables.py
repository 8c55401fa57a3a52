"""Clusters, which text has its place where, and when a round was answered.

Nothing here leads to a person who answered: a text has a random number of its own, so two texts of
one person share nothing.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime

_OUTCOMES = "('done', 'changed', 'not_done')"


class Cluster(SQLModel, table=True):
    """Things people said that are answered together: done, changed or not done, because …

    ``merged_into`` is the cluster that answers for it. Nothing of its own is lost by that, so taking
    them apart again brings back exactly what was.
    """

    __table_args__ = (
        UniqueConstraint("round_id", "title"),
        CheckConstraint(f"outcome IS NULL OR outcome IN {_OUTCOMES}", name="outcome"),
        Index(
            "ix_cluster_to_answer",
            "due_on",
            postgresql_where=text("outcome IS NULL AND merged_into IS NULL AND owner_id IS NOT NULL"),
            sqlite_where=text("outcome IS NULL AND merged_into IS NULL AND owner_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="instance.id")
    title: str
    said: str  # in the words of the people who said it
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    due_on: date | None = None  # the last day for its owner
    outcome: str | None = None
    opening: dict[str, str] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )  # {nl, en}: the standard words it begins with, as they were on that day
    because: str | None = None
    variant_id: int | None = Field(
        default=None, foreign_key="instance.id"
    )  # the new version that follows from it
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    merged_into: int | None = Field(default=None, foreign_key="cluster.id")


class Placement(SQLModel, table=True):
    """The one place of a text, or of a low mark: in a cluster, or set aside with a reason."""

    __table_args__ = (
        CheckConstraint("kind IN ('text', 'mark')", name="kind"),
        CheckConstraint("(cluster_id IS NULL) <> (aside IS NULL)", name="one_place"),
        Index("ix_placement_cluster_id", "cluster_id"),
        {"sqlite_with_rowid": False},
    )

    round_id: int = Field(foreign_key="instance.id", primary_key=True)
    said_id: str = Field(primary_key=True)
    kind: str
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id")
    aside: str | None = None  # why it needs no answer


class ReportBack(SQLModel, table=True):
    """How a closed round is answered: from when, over how many texts, and since when everybody may read it.

    ``code`` is the short address under which the answers can be read without signing in.
    """

    __tablename__ = "report_back"

    round_id: int = Field(foreign_key="instance.id", primary_key=True)
    closed_at: datetime = Field(sa_type=UtcDateTime)
    texts: int
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code: str | None = Field(default=None, unique=True)


class StandardAnswer(SQLModel, table=True):
    """Words that an organisation begins an answer with more often, in both languages."""

    __tablename__ = "standard_answer"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title"),
        CheckConstraint(f"outcome IN {_OUTCOMES}", name="outcome"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    title: str
    outcome: str
    nl: str
    en: str
