"""Pilots: one variant at some sites for some weeks."""

from sqlmodel import Field, SQLModel


class Pilot(SQLModel, table=True):
    """One pilot. Its first and last day are the named dates ``starts_on`` and ``ends_on`` of the instance."""

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    variant_id: int = Field(foreign_key="instance.id")


class PilotSite(SQLModel, table=True):
    """A site that works with the variant, or one that does not and is compared with."""

    __tablename__ = "pilot_site"

    pilot_id: int = Field(foreign_key="instance.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id", primary_key=True)
    comparison: bool = False
