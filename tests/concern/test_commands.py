"""`lotse concern`: the link, the report, the poster."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.concern.door import redeem
from bot.concern.file import NAME
from tests.cli.conftest import Lotse, lotse, small, within
from tests.concern.sample import TUESDAY, fill, store_of

__all__ = ["lotse", "small", "within"]
READER = "11111111-2222-3333-4444-555555555555"
ON = {
    "CONCERN_READERS": f"{READER},99999999-2222-3333-4444-555555555555",
    "CONCERN_LISTEN": "127.0.0.1:3979",
    "CONCERN_DOMAIN": "sorge.example.org",
}


def test_the_link_lets_this_reader_in(within: Lotse, small: Path) -> None:
    """Once; somebody else gets none."""
    ran = within("concern", "read", READER, HOME=str(small), **ON)
    assert ran.code == 0, ran.err
    token = ran.out.split("link=")[1].split()[0]
    assert redeem(small, token, datetime.now(UTC)) == READER
    assert within("concern", "read", "jemand", HOME=str(small), **ON).code == 3


def test_the_report_is_that_of_a_quarter_that_is_over(within: Lotse, small: Path) -> None:
    """Topics from five on; the rest is not shown, and that is said."""
    with store_of(small) as store:
        fill(store, *(f"Sorge {number}" for number in range(7)))
        store.release(TUESDAY)
        store.release(datetime(2027, 1, 12, tzinfo=UTC).date())
    assert (small / NAME).exists()
    ran = within("concern", "report", "2026-Q4", HOME=str(small), **ON)
    assert ran.code == 0, ran.err
    assert "Sorgen insgesamt: 7" in ran.out
    assert "nicht gezeigt" in ran.out
    page = within("concern", "report", "--html", HOME=str(small), **ON)
    assert page.out.startswith("<!doctype html>")
    assert within("concern", "report", "2020-Q1", HOME=str(small), **ON).code == 1


def test_the_poster_has_the_address_and_its_code(within: Lotse, small: Path, tmp_path: Path) -> None:
    """An SVG that fetches nothing and says with whom it is anonymous."""
    out = tmp_path / "plakat.svg"
    assert within("concern", "poster", "--out", str(out), HOME=str(small), **ON).code == 0
    drawn = out.read_text(encoding="utf-8")
    assert "https://sorge.example.org/sorge" in drawn
    assert "<path" in drawn
    assert drawn.count("http") == drawn.count("http://www.w3.org/2000/svg") + 1


@pytest.mark.parametrize("command", [("read", READER), ("report",), ("poster",)])
def test_without_a_box_it_says_what_is_missing(within: Lotse, small: Path, command: tuple[str, ...]) -> None:
    """And names the setting."""
    ran = within("concern", *command, HOME=str(small))
    assert ran.code == 3
    assert "LOTSE_CONCERN_READERS" in ran.err


def test_nobody_reads_alone(within: Lotse, small: Path) -> None:
    """One reader is a fault of the settings."""
    ran = within("concern", "poster", HOME=str(small), CONCERN_READERS=READER)
    assert ran.code == 3
    assert "mindestens zwei" in ran.err


def test_the_box_has_one_owner(within: Lotse, small: Path) -> None:
    """A second one on the same file is refused, and it is said why."""
    with store_of(small):
        ran = within("concern", "serve", HOME=str(small), CONCERN_SECRET="x" * 32, **ON)
    assert ran.code == 3
    assert f"{small / NAME} gehört schon einem anderen Prozess" in ran.err


def test_an_owner_is_told_all_that_it_lacks(within: Lotse, small: Path) -> None:
    """Each by its name; and one that hands over itself is none."""
    ran = within("concern", "serve", HOME=str(small))
    assert ran.code == 3
    for name in ("READERS", "LISTEN", "SECRET"):
        assert f"LOTSE_CONCERN_{name}:" in ran.err
    handing = {"CONCERN_URL": "https://sorgenbox.example", "CONCERN_SECRET": "x" * 32, "CONCERN_LISTEN": ""}
    ran = within("concern", "serve", HOME=str(small), **{**ON, **handing})
    assert ran.code == 3
    assert "besitzt die Sorgenbox selbst" in ran.err
    for command in (("read", READER), ("report",)):
        ran = within("concern", *command, HOME=str(small), **{**ON, **handing})
        assert ran.code == 3
        assert "https://sorgenbox.example" in ran.err
