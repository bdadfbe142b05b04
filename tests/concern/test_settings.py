"""What IT sets for the Sorgenbox, and what doesn't fit together."""

from __future__ import annotations

import pytest

from bot.app import text_files
from bot.concern.box import Box
from bot.settings import SettingsBroken, read
from bot.texts import Texts

TEXTS = Texts.load(text_files())
WHOLE = {
    "LOTSE_APP_ID": "app",
    "LOTSE_APP_TENANT": "tenant",
    "LOTSE_APP_PASSWORD": "secret",
    "LOTSE_CONCERN_READERS": "one, two",
    "LOTSE_CONCERN_LISTEN": "127.0.0.1:3979",
    "LOTSE_CONCERN_DOMAIN": "sorge.musterstadt.example",
    "LOTSE_CONCERN_URL": "https://lotse.musterstadt.example/",
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
        ({"LOTSE_CONCERN_URL": "http://lotse.musterstadt.example"}, "LOTSE_CONCERN_URL", "https://"),
        ({"LOTSE_CONCERN_URL": "lotse.musterstadt.example"}, "LOTSE_CONCERN_URL", "https://"),
        ({"LOTSE_CONCERN_URL": "https://lotse.musterstadt.example/lesen"}, "LOTSE_CONCERN_URL", "Pfad"),
        ({"LOTSE_CONCERN_URL": "https://a:b@lotse.musterstadt.example"}, "LOTSE_CONCERN_URL", "Pfad"),
        ({"LOTSE_CONCERN_URL": "https://SORGE.musterstadt.example"}, "LOTSE_CONCERN_URL", "Cookie"),
        ({"LOTSE_CONCERN_URL": "https://sorge.musterstadt.example:8443"}, "LOTSE_CONCERN_URL", "Cookie"),
        ({"LOTSE_APP_TYPE": "UserAssignedMSI"}, "LOTSE_CONCERN_URL", "verwalteten Identität"),
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
        assert any(fault.startswith("LOTSE_CONCERN_URL:") for fault in broken.value.faults)
