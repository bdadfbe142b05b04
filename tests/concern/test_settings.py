"""What IT sets for the Sorgenbox, and what doesn't fit together."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import text_files
from bot.concern.box import Box
from bot.concern.handing import Handing
from bot.concern.keeping import Keeping
from bot.concern.receipts import fresh_nonce
from bot.concern.whose import keeping
from bot.settings import Settings, SettingsBroken, read
from bot.settings.concern import owner_faults
from bot.storage import DatabaseAway
from bot.texts import Texts
from tests.concern.sample import TUESDAY, every_byte, told

TEXTS = Texts.load(text_files())
WHOLE = {
    "LOTSE_APP_ID": "app",
    "LOTSE_APP_TENANT": "tenant",
    "LOTSE_APP_PASSWORD": "secret",
    "LOTSE_CONCERN_READERS": "one, two",
    "LOTSE_CONCERN_LISTEN": "127.0.0.1:3979",
    "LOTSE_CONCERN_DOMAIN": "sorge.musterstadt.example",
    "LOTSE_CONCERN_DESK": "https://lotse.musterstadt.example/",
}


def test_the_whole_of_it_is_good() -> None:
    """The control; the page of who writes and the page of readers each have an address."""
    box = Box.of(read(WHOLE, TEXTS))
    assert (box.url, box.desk_url) == (
        "https://sorge.musterstadt.example",
        "https://lotse.musterstadt.example",
    )


@pytest.mark.parametrize(
    ("change", "setting", "said"),
    [
        ({"LOTSE_CONCERN_READERS": "one"}, "LOTSE_CONCERN_READERS", "zwei"),
        ({"LOTSE_CONCERN_DESK": "http://lotse.musterstadt.example"}, "LOTSE_CONCERN_DESK", "https://"),
        ({"LOTSE_CONCERN_DESK": "lotse.musterstadt.example"}, "LOTSE_CONCERN_DESK", "https://"),
        ({"LOTSE_CONCERN_DESK": "https://lotse.musterstadt.example/lesen"}, "LOTSE_CONCERN_DESK", "Pfad"),
        ({"LOTSE_CONCERN_DESK": "https://a:b@lotse.musterstadt.example"}, "LOTSE_CONCERN_DESK", "Pfad"),
        ({"LOTSE_CONCERN_DESK": "https://SORGE.musterstadt.example"}, "LOTSE_CONCERN_DESK", "Cookie"),
        ({"LOTSE_CONCERN_DESK": "https://sorge.musterstadt.example:8443"}, "LOTSE_CONCERN_DESK", "Cookie"),
        ({"LOTSE_APP_TYPE": "UserAssignedMSI"}, "LOTSE_CONCERN_DESK", "verwalteten Identität"),
        ({"LOTSE_TOKEN_ENDPOINT": "https://login.example/token"}, "LOTSE_TOKEN_ENDPOINT", "/oauth2/v2.0/"),
    ],
)
def test_each_fault_names_its_setting(change: dict[str, str], setting: str, said: str) -> None:
    """Nothing else is complained of."""
    with pytest.raises(SettingsBroken) as broken:
        read({**WHOLE, **change}, TEXTS)
    (fault,) = broken.value.faults
    assert fault.startswith(f"{setting}:")
    assert said in fault


def test_a_page_for_readers_needs_readers_and_an_address_to_be_served_at() -> None:
    """Otherwise the notice would lead nowhere."""
    for missing in ("LOTSE_CONCERN_READERS", "LOTSE_CONCERN_LISTEN"):
        with pytest.raises(SettingsBroken) as broken:
            read({**WHOLE, missing: ""}, TEXTS)
        assert any(fault.startswith("LOTSE_CONCERN_DESK:") for fault in broken.value.faults)


SECRET = "x" * 32
HANDING = {
    **WHOLE,
    "LOTSE_CONCERN_LISTEN": "",
    "LOTSE_CONCERN_URL": "https://sorgenbox.intern.example/",
    "LOTSE_CONCERN_SECRET": SECRET,
}


def test_a_bot_hands_over_to_the_owner() -> None:
    """It names the pages, though it serves none, and signs nobody in; the secret is in no picture of it."""
    settings = read({**HANDING, "LOTSE_APP_TYPE": "UserAssignedMSI"}, TEXTS)
    side = keeping(settings)
    assert isinstance(side, Handing)
    assert (side.owner, side.url, side.desk_url) == (
        "https://sorgenbox.intern.example",
        "https://sorge.musterstadt.example",
        "https://lotse.musterstadt.example",
    )
    assert SECRET not in repr(settings) + repr(side)
    assert isinstance(keeping(read(WHOLE, TEXTS)), Box)
    assert type(keeping(Settings())) is Keeping, "who has no readers owns nothing"


def test_the_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    """As every secret."""
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    named = {**HANDING, "LOTSE_CONCERN_SECRET": "", "LOTSE_CONCERN_SECRET_FILE": str(file)}
    assert read(named, TEXTS).concern_secret == SECRET


@pytest.mark.parametrize(
    ("change", "setting", "said"),
    [
        ({"LOTSE_CONCERN_URL": "http://sorgenbox.intern.example"}, "LOTSE_CONCERN_URL", "https://"),
        ({"LOTSE_CONCERN_URL": "https://sorgenbox.intern.example/hier"}, "LOTSE_CONCERN_URL", "Pfad"),
        ({"LOTSE_CONCERN_SECRET": "kurz"}, "LOTSE_CONCERN_SECRET", "32"),
        ({"LOTSE_CONCERN_SECRET": "ä" * 32}, "LOTSE_CONCERN_SECRET", "Umlaute"),
        ({"LOTSE_CONCERN_SECRET": ""}, "LOTSE_CONCERN_SECRET", "fehlt"),
        ({"LOTSE_CONCERN_LISTEN": "127.0.0.1:3979"}, "LOTSE_CONCERN_LISTEN", "einen Besitzer"),
    ],
)
def test_each_fault_of_the_hand_over_names_its_setting(
    change: dict[str, str], setting: str, said: str
) -> None:
    """Nothing else is complained of."""
    with pytest.raises(SettingsBroken) as broken:
        read({**HANDING, **change}, TEXTS)
    (fault,) = broken.value.faults
    assert fault.startswith(f"{setting}:")
    assert said in fault


def test_a_secret_alone_leads_nowhere() -> None:
    """Neither handed over to, nor served; with an address to be served at it is that of the owner."""
    bare = {"LOTSE_CONCERN_READERS": "one, two", "LOTSE_CONCERN_SECRET": SECRET}
    with pytest.raises(SettingsBroken) as broken:
        read(bare, TEXTS)
    (fault,) = broken.value.faults
    assert fault.startswith("LOTSE_CONCERN_URL:")
    owner = read({**bare, "LOTSE_CONCERN_LISTEN": "127.0.0.1:3979"}, TEXTS)
    assert owner_faults(owner) == []


def test_an_owner_lacks_what_it_lacks() -> None:
    """All of it is told at once."""
    assert [name for name, *_ in owner_faults(Settings())] == [
        *("concern_readers", "concern_listen", "concern_secret")
    ]
    assert [name for name, *_ in owner_faults(read(HANDING, TEXTS))] == ["concern_listen", "concern_url"]


async def test_without_readers_nothing_is_kept(tmp_path: Path) -> None:
    """There is no file, either."""
    nobody = keeping(Settings(home=tmp_path))
    assert not nobody.there
    with pytest.raises(DatabaseAway):
        await nobody.put(fresh_nonce(), told("Etwas"), TUESDAY)
    with pytest.raises(DatabaseAway):
        await nobody.published()
    assert await nobody.look(datetime.now(UTC)) is None
    await nobody.close()
    assert every_byte(tmp_path) == b""
