"""An answer beside the close of its round, in processes that are killed: counted or refused, never lost."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from pim.db import Database
from pim.feedback.custody import destroy_leftover_keys
from tests.faults.answerers import answers, closes
from tests.faults.clients import Diary
from tests.faults.processes import Fuse, Running, start
from tests.pim.feedback.desk import ASKED, ENDED, Desk, lay_desk

ANSWERERS, CLOCKS = 3, 2
FEWEST, MOST = 5, 15  # rounds that are played: until everything was seen that must be seen
MUST_BE_SEEN = {"killed", "counted", "refused"}


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return lay_desk(database, tmp_path / "round-keys")


def play(desk: Desk, round_id: int, folder: Path, chance: random.Random) -> int:
    """Let people answer while the clock closes, and kill some of both; returns how many were killed."""
    where = desk.database.url, desk.settings.round_keys_dir, round_id
    people = [desk.cast[who].person_id for who in ASKED]

    def fuse(likely: float) -> Fuse | None:
        return Fuse(chance.uniform(0.0, 0.03), own_time=True) if chance.random() < likely else None

    answering = [
        start(answers, *where, folder / f"{round_id}-{n}", people[n::ANSWERERS], fuse(0.4))
        for n in range(ANSWERERS)
    ]
    closing = [start(closes, *where, ENDED, fuse(0.5)) for _ in range(CLOCKS)]
    for process in (*answering, *closing):
        process.hear()
    for process in answering:
        process.say()
    _hear(answering[0], chance.randint(0, 12))
    for process in closing:
        process.say()
    return sum(process.was_killed() for process in (*answering, *closing))


def _hear(process: Running, words: int) -> None:
    try:
        for _ in range(words):
            process.hear()
    except EOFError:
        pass


def lost_or_invented(diaries: Sequence[Path], results: Sequence[str]) -> list[str]:
    """Return everything that was said and not kept, or kept and not said."""
    perhaps: dict[int, set[int]] = defaultdict(set)  # what each may have said last
    sure: set[int] = set()
    wrong: list[str] = []
    for diary in diaries:
        for what, (person, turn) in Diary(diary).lines():
            if what == "says":
                perhaps[person].add(turn)
            elif what == "refused":
                perhaps[person].discard(turn)
            else:
                perhaps[person] = {turn}
                sure.add(person)
    kept = Counter(int(result.split()[0]) for result in results)
    for person, often in kept.items():
        if often > 1:
            wrong.append(f"{person} counts {often} times")
    wrong += [f"{person} was told it counts, and is lost" for person in sure - kept.keys()]
    for result in results:
        person, turn = int(result.split()[0]), int(result.split()[2])
        if turn not in perhaps[person]:
            wrong.append(f"{person} said {sorted(perhaps[person])} last, and {turn} was kept")
    return wrong


def test_an_answer_that_races_the_close_in_processes_that_die_is_counted_or_refused(
    desk: Desk, tmp_path: Path
) -> None:
    chance, seen, played = random.Random(1), Counter[str](), 0
    while played < FEWEST or (played < MOST and not (+seen).keys() >= MUST_BE_SEEN):
        played += 1
        round_id = desk.opened()
        seen["killed"] += play(desk, round_id, tmp_path, chance)
        while desk.means(round_id) == "open":
            desk.tick(ENDED)
        if desk.means(round_id) == "held":  # few answered in time; the lead closes it then
            desk.close(round_id, ENDED)
        desk.ask(lambda session: destroy_leftover_keys(session, desk.settings))
        diaries = sorted(tmp_path.glob(f"{round_id}-*"))
        seen.update(what for diary in diaries for what, _ in Diary(diary).lines())
        results = [result.body["texts"]["remarks"] for result in desk.results(round_id)]
        assert lost_or_invented(diaries, results) == []
        assert desk.round(round_id).answered == len(results)
        assert desk.answers(round_id) == []
        assert desk.key_files() == []
    assert +seen >= Counter(MUST_BE_SEEN)


def test_the_judge_of_answers_finds_what_is_lost_doubled_stale_or_let_in_too_late(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "7-0")
    for what, said in (
        ("says", [1, 0]), ("counted", [1, 0]),
        ("says", [2, 0]), ("counted", [2, 0]), ("says", [2, 1]),
        ("says", [3, 0]), ("refused", [3, 0]),
    ):  # fmt: skip
        diary.write(what, said)

    def judge(*results: str) -> list[str]:
        return lost_or_invented([tmp_path / "7-0"], results)

    assert judge("1 says 0", "2 says 0") == judge("1 says 0", "2 says 1") == []
    assert judge("1 says 0") == ["2 was told it counts, and is lost"]
    assert judge("1 says 0", "2 says 0", "2 says 1") == ["2 counts 2 times"]
    assert judge("1 says 4", "2 says 0") == ["1 said [0] last, and 4 was kept"]
    assert judge("1 says 0", "2 says 0", "3 says 0") == ["3 said [] last, and 0 was kept"]
