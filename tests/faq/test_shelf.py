"""The shelf: a saved file is in use at the next look, a broken one takes nothing away."""

import os
import threading
from pathlib import Path

import pytest

from faq import Shelf
from faq.calibrations import Calibrations

PAGE = """topic: Konto
owner: IT
entries:
  - id: passwort
    question: Wie ändere ich mein Passwort?
    variants: [Kennwort wechseln, Passwort neu vergeben]
    keywords: [Passwort]
    answer: {answer}
    why: Darum.
    benefit: Gut.
    review_by: 2027-01-31
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "konto.yaml"
    file.write_text(PAGE.format(answer="Strg und Alt."), encoding="utf-8")
    return file


def saved(file: Path, content: str) -> None:
    """Write a file as an editor does, a moment after the last time."""
    before = file.stat().st_mtime_ns
    file.write_text(content, encoding="utf-8")
    os.utime(file, ns=(before + 1_000_000, before + 1_000_000))


def test_nothing_changed_is_nothing_to_do(page: Path) -> None:
    """The pair stays the very same."""
    shelf = Shelf([page.parent])
    catalog = shelf.catalog
    assert not shelf.refresh()
    assert shelf.catalog is catalog


def test_a_saved_file_is_taken_in(page: Path) -> None:
    """Catalog and matcher change together."""
    shelf = Shelf([page.parent])
    saved(page, PAGE.format(answer="Nur Entf."))
    assert shelf.refresh()
    assert shelf.catalog.by_id["passwort"].answer == "Nur Entf."
    assert shelf.matcher.catalog is shelf.catalog


def test_a_broken_file_keeps_the_last_good_state_and_says_so(page: Path) -> None:
    """And saved well again, it is taken in."""
    shelf = Shelf([page.parent])
    saved(page, "entries: [")
    assert shelf.refresh()
    assert shelf.catalog.by_id["passwort"].answer == "Strg und Alt."
    assert shelf.catalog.errors
    saved(page, PAGE.format(answer="Wieder gut."))
    assert shelf.refresh()
    assert shelf.catalog.by_id["passwort"].answer == "Wieder gut."
    assert not shelf.catalog.errors


def test_facts_that_are_null_are_no_facts(page: Path) -> None:
    """What a town does not have is left to the general words."""
    (page.parent / "facts.yaml").write_text("it: {hotline: '115', mail: null}\n", encoding="utf-8")
    assert Shelf([page.parent]).facts == {"it.hotline": "115"}


def test_a_save_that_leaves_size_and_time_alone_is_seen(page: Path) -> None:
    """Clocks of network drives are coarse: just after a change the bytes themselves are compared."""
    shelf = Shelf([page.parent])
    saved(page, PAGE.format(answer="Eins."))
    assert shelf.refresh()
    before = page.stat()
    page.write_text(PAGE.format(answer="Zwei."), encoding="utf-8")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert shelf.refresh()
    assert shelf.catalog.by_id["passwort"].answer == "Zwei."


def test_what_is_only_touched_is_not_read_again(page: Path) -> None:
    """A backup or a checkout that changes times and no words builds no index."""
    shelf = Shelf([page.parent])
    matcher = shelf.matcher
    saved(page, PAGE.format(answer="Strg und Alt."))
    assert not shelf.refresh()
    assert shelf.matcher is matcher


def test_a_save_counts_at_once_and_is_calibrated_later(page: Path) -> None:
    """The new answer is in use with the old calibration; settling changes the matcher and nothing else."""
    shelf = Shelf([page.parent])
    confidence = shelf.matcher.confidence
    saved(page, PAGE.format(answer="Neu."))
    assert shelf.refresh()
    assert shelf.matcher.confidence is confidence
    catalog, quick = shelf.catalog, shelf.matcher
    assert shelf.settle()
    assert shelf.catalog is catalog
    assert shelf.matcher is not quick
    assert shelf.matcher.catalog is catalog


def test_a_calibration_that_comes_too_late_is_thrown_away(page: Path) -> None:
    """A file that was saved while it was being calculated wins."""

    class Late(Calibrations):
        def of(self, mark: str) -> None:
            saved(page, PAGE.format(answer="Schneller."))
            shelf.refresh()

    shelf = Shelf([page.parent], calibrations=Late(page.parent / "calibrations.json"))
    assert not shelf.settle()
    assert shelf.catalog.by_id["passwort"].answer == "Schneller."


def test_each_turn_sees_a_catalog_and_its_own_matcher(page: Path) -> None:
    """While files are saved over and over no reader ever meets half of a change, or waits for it."""
    shelf = Shelf([page.parent])
    stop, torn = threading.Event(), list[str]()

    def read() -> None:
        while not stop.is_set():
            matcher = shelf.matcher
            (hit,) = matcher.find("Passwort ändern", 1)
            if hit.entry is not matcher.catalog.by_id["passwort"]:
                torn.append(hit.entry.answer)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(30):
        saved(page, PAGE.format(answer=f"Stand {number}."))
        assert shelf.refresh()
    stop.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert shelf.catalog.by_id["passwort"].answer == "Stand 29."
