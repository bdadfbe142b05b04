"""The file: what is kept of a concern, until when, and what is left when it is gone."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.concern import file as concern_file
from bot.concern.box import Box
from bot.concern.desk import Desk
from bot.concern.file import ConcernFile
from bot.concern.keeping import Standing
from bot.concern.receipts import fresh_nonce
from bot.concern.rules import By
from bot.concern.store import Store
from bot.storage import DatabaseAway, DatabaseLocked, StorageError, TooManyRows
from tests.concern.sample import TUESDAY, every_byte, fill, store_of, told

DAY = timedelta(days=1)


def test_three_are_released_together(tmp_path: Path) -> None:
    """Two wait at the next moment; with the third all three become readable, with the week alone."""
    with store_of(tmp_path) as store:
        fill(store, "erste", "zweite")
        assert store.release(TUESDAY + DAY) == 0
        assert Desk(store.file).threads() == []
        fill(store, "dritte")
        assert store.release(TUESDAY + 2 * DAY) == 3
        threads = Desk(store.file).threads()
    assert {one.messages[0].words for one in threads} == {"erste", "zweite", "dritte"}
    assert {one.messages[0].week for one in threads} == {"2026-W48"}


def test_one_alone_waits_for_five_days_at_most(tmp_path: Path) -> None:
    """Then somebody reads it."""
    with store_of(tmp_path) as store:
        fill(store, "allein")
        assert [store.release(TUESDAY + days * DAY) for days in range(6)] == [0, 0, 0, 0, 0, 1]


def test_what_was_taken_back_makes_nobody_ripe(tmp_path: Path) -> None:
    """Who comes after it has five days of their own, and is not alone in a release before."""
    with store_of(tmp_path) as store:
        (gone,) = fill(store, "anders überlegt")
        assert store.take_back(gone)
        fill(store, "allein", day=TUESDAY + 4 * DAY)
        assert [store.release(TUESDAY + days * DAY) for days in (5, 8, 9)] == [0, 0, 1]


async def test_what_fails_lets_go_of_the_file(tmp_path: Path) -> None:
    """Whatever it was, the next one opens it afresh; a refusal of another kind keeps it, the control."""
    box = Box(tmp_path / concern_file.NAME, readers=frozenset({"reader-1", "reader-2"}))

    def fail(error: type[StorageError]) -> Callable[[Store], None]:
        def work(_store: Store) -> None:
            raise error

        return work

    with pytest.raises(TooManyRows):
        await box.store(fail(TooManyRows))
    with pytest.raises(DatabaseLocked), store_of(tmp_path):
        pass
    with pytest.raises(DatabaseAway):
        await box.store(fail(DatabaseAway))
    with store_of(tmp_path) as store:
        fill(store, "a")
    assert await box.standing() == Standing(None, None)
    await box.close()


def test_after_a_clock_that_ran_ahead_it_goes_on_at_the_next_moment(tmp_path: Path) -> None:
    """The box looks each day again, and who came while the clock was wrong waits no years."""
    with store_of(tmp_path) as store:
        fill(store, "vorgestellt", day=TUESDAY.replace(year=2031))
        store.release(TUESDAY.replace(year=2031))
        assert store.looked() == TUESDAY.replace(year=2031)
        assert store.release(TUESDAY) == 1
        assert store.looked() == TUESDAY


async def test_the_box_goes_on_once_the_clock_is_right_again(tmp_path: Path) -> None:
    """It had looked five years ahead; three texts are released at the next moment all the same."""
    box = Box(tmp_path / concern_file.NAME, readers=frozenset({"reader-1", "reader-2"}))
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    await box.look(now.replace(year=2031))
    await box.store(lambda store: fill(store, "erste", "zweite", "dritte"))
    assert await box.look(now) == TUESDAY
    await box.close()


async def test_who_reads_beside_at_the_release_keeps_no_order_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a tool that copies the file: once it has ended the log is truncated, not only the next day."""
    monkeypatch.setattr(concern_file, "PATIENCE", 0.01)
    box = Box(tmp_path / concern_file.NAME, readers=frozenset({"reader-1", "reader-2"}))
    log, now = tmp_path / "sorgenbox.db-wal", datetime(2026, 11, 24, 12, tzinfo=UTC)
    await box.look(now)
    await box.store(lambda store: fill(store, "erste", "zweite", "dritte"))
    with closing(sqlite3.connect(box.path)) as copying:
        copying.execute("BEGIN")
        copying.execute("SELECT * FROM concern_staged").fetchall()
        assert await box.look(now + DAY) is not None
        await box.told(TUESDAY + DAY)
        await box.look(now + DAY)
        assert b"zweite" in log.read_bytes(), "the control"
        await box.look(now + DAY + timedelta(minutes=1))
    assert log.stat().st_size
    await box.look(now + DAY + timedelta(minutes=2))
    assert not log.stat().st_size
    await box.close()


def test_the_same_form_is_one_concern_with_one_receipt(tmp_path: Path) -> None:
    """Sent twice, also after the release in between."""
    nonce = fresh_nonce()
    with store_of(tmp_path) as store:
        fill(store, "a", "b")
        first = store.put(nonce, told("doppelt"), TUESDAY)
        assert store.put(nonce, told("doppelt"), TUESDAY) == first
        assert store.release(TUESDAY) == 3
        assert store.put(nonce, told("doppelt"), TUESDAY) == first
        assert store.release(TUESDAY + 9 * DAY) == 0
        assert len(Desk(store.file).threads()) == 3


def test_a_receipt_opens_its_concern_before_and_after_the_release(tmp_path: Path) -> None:
    """With the reply, and what was written back, in order."""
    with store_of(tmp_path) as store:
        receipt, *_ = fill(store, "Frage", "b", "c")
        before = store.thread(receipt)
        assert before is not None
        assert [one.words for one in before.messages] == ["Frage"]
        store.release(TUESDAY)
        (mine,) = [one for one in Desk(store.file).threads() if one.messages[0].words == "Frage"]
        Desk(store.file).reply([mine.id], "Antwort", TUESDAY)
        for words in ("Noch etwas", "Und noch etwas", "Und Schluss"):
            assert store.put_more(fresh_nonce(), receipt, words, TUESDAY)
        waiting = store.thread(receipt)
        assert waiting is not None
        assert [one.words for one in waiting.messages][2:] == ["Noch etwas", "Und noch etwas", "Und Schluss"]
        store.release(TUESDAY + DAY)
        after = store.thread(receipt)
    assert after is not None
    assert [one.words for one in after.messages] == [one.words for one in waiting.messages]
    assert [one.by for one in after.messages][:3] == [By.PERSON, By.READER, By.PERSON]


def test_what_is_written_back_is_there_once(tmp_path: Path) -> None:
    """Sent again before the release, and from a page that was left open after it. Other words come on top."""
    with store_of(tmp_path) as store:
        receipt, *_ = fill(store, "Frage", "b", "c")
        store.release(TUESDAY)
        nonce = fresh_nonce()
        for day in (0, 6, 6):
            assert store.put_more(nonce, receipt, "Noch etwas", TUESDAY + day * DAY)
            store.release(TUESDAY + day * DAY)
        assert store.put_more(nonce, receipt, "Und Schluss", TUESDAY + 6 * DAY)
        found = store.thread(receipt)
    assert found is not None
    assert [one.words for one in found.messages] == ["Frage", "Noch etwas", "Und Schluss"]


def test_a_wrong_receipt_opens_nothing(tmp_path: Path) -> None:
    """Nor can anything be written back with it."""
    with store_of(tmp_path) as store:
        fill(store, "a", "b", "c")
        store.release(TUESDAY)
        for wrong in ("", "0000-0000-0000-0000-0000", "' OR 1=1 --"):
            assert store.thread(wrong) is None
            assert not store.put_more(fresh_nonce(), wrong, "x", TUESDAY)
            assert not store.take_back(wrong)


def test_many_are_answered_at_once(tmp_path: Path) -> None:
    """Each thread gets the reply; an id that is unknown gets none."""
    with store_of(tmp_path) as store:
        fill(store, "a", "b", "c")
        store.release(TUESDAY)
        desk = Desk(store.file)
        assert desk.reply([one.id for one in desk.threads()] + ["gibt es nicht"], "Danke", TUESDAY) == 3
        assert all(one.answered for one in desk.threads())


def test_the_file_has_one_owner(tmp_path: Path) -> None:
    """A second process is refused; who only reads is not."""
    with store_of(tmp_path):
        with pytest.raises(DatabaseLocked):
            ConcernFile.open(tmp_path / "sorgenbox.db")
        ConcernFile.reading(tmp_path / "sorgenbox.db").close()


def test_who_opened_the_page_is_forgotten_after_90_days(tmp_path: Path) -> None:
    """On the 90th day it is still known."""
    with store_of(tmp_path) as store:
        desk = Desk(store.file)
        desk.opened("reader", TUESDAY)
        desk.opened("reader", TUESDAY)
        store.release(TUESDAY + 90 * DAY)
        assert len(desk.openings()) == 1
        store.release(TUESDAY + 91 * DAY)
        assert desk.openings() == []


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the machine may read it."""
    with store_of(tmp_path) as store:
        fill(store, "geheim")
        assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
        assert b"geheim" in every_byte(tmp_path)


def test_a_release_is_untold_until_the_readers_were_told(tmp_path: Path) -> None:
    """Also after a restart; where nothing was released there is nothing to tell."""
    later = TUESDAY + timedelta(days=1)
    with store_of(tmp_path) as store:
        store.release(TUESDAY)
        assert store.untold() is None
        fill(store, "Eins", "Zwei", "Drei")
        assert store.release(later) == 3
    with store_of(tmp_path) as store:
        store.told(TUESDAY)
        assert store.untold() == later, "who tells of an earlier one takes nothing back"
        store.told(later)
    with store_of(tmp_path) as store:
        assert store.untold() is None
        store.release(later + timedelta(days=1))
        assert store.untold() is None
