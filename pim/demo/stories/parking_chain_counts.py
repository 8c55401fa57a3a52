"""What Waterveld counted: how long a permit takes at the counter, and how many objections come in."""

from pim.demo.scenes import on
from pim.demo.stories.parking_chain import ParkingChainUntilRepeat

REGISTER = "Zaaksysteem, aanvraag tot besluit"
POST = "Postregister van bezwaar"


class ParkingChainCounts(ParkingChainUntilRepeat):
    """Days at the counter before, in the pilot and after; objections a week around the pilots with H2."""

    @on("2026-02-23 11:00")
    def permits_are_counted_before(self) -> None:
        """Een vergunning kost veertien dagen. Jasper haalt het uit het zaaksysteem."""
        self.days = self._figure("Doorlooptijd van een vergunning", "dagen", "Days a permit takes", "days")
        self._count(self.days, "balie", "baseline", "14", REGISTER)

    @on("2026-07-14 11:00")
    def permits_are_counted_in_the_pilot(self) -> None:
        """In de proef met P2 zijn het er vijf."""
        self._count(self.days, "balie", "pilot-1", "5", REGISTER)

    @on("2026-10-02 11:00")
    def objections_are_counted_before(self) -> None:
        """Vóór de proef met H2 komen er twintig bezwaren per week binnen."""
        self.objections = self._figure("Bezwaren", "per week", "Objections", "per week")
        self._count(self.objections, "bezwaar", "baseline", "20", POST)

    @on("2026-12-02 11:00")
    def objections_are_counted_in_the_pilot(self) -> None:
        """In de proef met H2 zijn het er zevenentwintig: bezwaar betaalt voor wat de straat wint."""
        self._count(self.objections, "bezwaar", "pilot-3", "27", POST)

    @on("2027-02-01 11:00")
    def objections_are_counted_again(self) -> None:
        """Met de twee nieuwe regels zijn het er weer twintig."""
        self._count(self.objections, "bezwaar", "pilot-4", "20", POST)

    @on("2027-06-30 11:00")
    def both_are_counted_after(self) -> None:
        """Drie maanden na de uitrol: nog steeds vijf dagen, en twintig bezwaren."""
        self._count(self.days, "balie", "evaluation", "5", REGISTER)
        self._count(self.objections, "bezwaar", "evaluation", "20", POST)

    def _figure(self, title: str, unit: str, title_en: str, unit_en: str) -> str:
        english = {"title_en": title_en, "unit_en": unit_en}
        how = {"less_is_better": True, "mean": True}
        made = self.do(self.lead, "figure", "add", self.cycle, title, unit=unit, **english, **how)
        return str(made["code"])

    def _count(self, code: str, site: str, moment: str, value: str, source: str) -> None:
        self.do(
            self.lead,
            "figure",
            "count",
            self.cycle,
            code,
            site=site,
            moment=moment,
            value=value,
            source=source,
            counted_by="Jasper Linden",
        )
