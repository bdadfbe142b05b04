"""The shelf: a saved file is in use at the next look, a broken one takes nothing away."""

import os
from pathlib import Path

import pytest

from faq import Shelf

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
