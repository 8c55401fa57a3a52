"""What the stores of Noordervers counted: empty shelf places, before, in the second pilot and after."""

from pim.demo.scenes import on
from pim.demo.stories.counted import write_counts
from pim.demo.stories.supermarket_pilot import SupermarketUntilRepeat

# Four weeks each: before the first pilot, in the second, and three months after the last wave.
STORES = {
    "groningen": (120, 96, 95),
    "leeuwarden": (104, 85, 84),
    "zwolle": (90, 75, 73),
    "emmen": (86, 71, 70),
    "heerenveen": (60, 50, 49),
    "hoogeveen": (40, 33, 33),
    "sneek": (80, 78, 65),
    "veendam": (70, 67, 57),
    "stadskanaal": (50, 49, 41),
}
SOURCES = (
    "Telling om 17.00 uur, 13 april tot en met 10 mei 2026",
    "Telling om 17.00 uur, 22 juni tot en met 19 juli 2026",
    "Telling om 17.00 uur, 15 maart tot en met 11 april 2027",
)


class SupermarketCounts(SupermarketUntilRepeat):
    """Every store of the pilots and every store to compare with is counted three times."""

    @on("2026-05-10 20:00")
    def shelves_are_counted_before(self) -> None:
        """Vóór de proef tellen negen winkels vier weken lang hun lege vakken. Sofie zet het in PIM."""
        self.shelves = self.do(
            self.lead,
            "figure",
            "add",
            self.cycle,
            "Lege vakken",
            unit="in vier weken",
            title_en="Empty shelf places",
            unit_en="in four weeks",
            less_is_better=True,
        )["code"]
        self._counted(0, "baseline")

    @on("2026-07-21 10:00")
    def shelves_are_counted_in_pilot_2(self) -> None:
        """Na de tweede proef weer: zes winkels met V2b, drie zonder."""
        self._counted(1, "pilot-2")

    @on("2027-04-12 09:00")
    def shelves_are_counted_after(self) -> None:
        """Drie maanden na de laatste golf: dezelfde winkels, nu allemaal met V2b."""
        self._counted(2, "evaluation")

    def _counted(self, turn: int, moment: str) -> None:
        rows = [
            (self.shelves, store, moment, counts[turn], SOURCES[turn], "Team Logistiek")
            for store, counts in STORES.items()
        ]
        file = write_counts(self.player.folder, f"lege-vakken-{moment}", rows)
        self.do(self.lead, "figure", "import", self.cycle, file)
