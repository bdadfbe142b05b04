"""Settings from the environment and a file: every fault at once, and what wins."""

from pathlib import Path

import pytest

from bot.app import text_files
from bot.settings import STARTER, Settings, SettingsBroken, read
from bot.texts import Texts

TEXTS = Texts.load(text_files())
APP = {"LOTSE_APP_ID": "app", "LOTSE_APP_PASSWORD": "secret", "LOTSE_APP_TENANT": "town"}


def faults(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsBroken) as broken:
        read(environment, TEXTS)
    return broken.value.faults


def test_nothing_set_is_a_bot_on_this_machine_with_the_starter() -> None:
    """The first start needs no setting."""
    settings = read({}, TEXTS)
    assert (settings.listen.host, settings.listen.port) == ("127.0.0.1", 3978)
    assert settings.database_url == "sqlite:///lotse-data/lotse.db"
    assert settings.faq_folders == (STARTER,)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """A file holds what stays, the environment what differs on this machine."""
    (tmp_path / "settings.yaml").write_text("address: du\nlisten: 127.0.0.1:4000\ntenants: [a, b]\n")
    settings = read({"LOTSE_HOME": str(tmp_path), "LOTSE_LISTEN": "[::1]:4001"}, TEXTS)
    assert settings.address == "du"
    assert (settings.listen.host, settings.listen.port) == ("::1", 4001)
    assert settings.tenants == {"a", "b"}
    assert settings.database_url == f"sqlite:///{tmp_path.as_posix()}/lotse.db"


def test_lists_may_be_written_with_commas_or_spaces() -> None:
    """As people write them in a shell."""
    settings = read({"LOTSE_ADMINS": "one, two three"}, TEXTS)
    assert settings.admins == {"one", "two", "three"}


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    """As container platforms hand secrets over; it never shows in a repr."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    environment = {**APP, "LOTSE_APP_PASSWORD": "", "LOTSE_APP_PASSWORD_FILE": str(secret)}
    settings = read(environment, TEXTS)
    assert settings.app_password == "s3cret"
    assert "s3cret" not in repr(settings)


def test_all_faults_are_listed_together(tmp_path: Path) -> None:
    """One start is enough to learn everything that is wrong."""
    (tmp_path / "settings.yaml").write_text("lisen: 127.0.0.1:4000\naddress: ihr\n")
    found = faults(
        {"LOTSE_HOME": str(tmp_path), "LOTSE_LISTEN": "nowhere", "LOTSE_APP_PASSWORD_FILE": "/no/such"}
    )
    assert len(found) == 4
    assert any("lisen" in fault and "listen" in fault for fault in found)
    assert any("LOTSE_LISTEN" in fault and "127.0.0.1:3978" in fault for fault in found)
    assert any("LOTSE_ADDRESS" in fault and "sie" in fault for fault in found)
    assert any("LOTSE_APP_PASSWORD_FILE" in fault for fault in found)


@pytest.mark.parametrize("listen", ["0.0.0.0:3978", ":3978", "192.168.0.7:80", "[::]:3978"])
def test_without_an_app_id_only_this_machine_may_reach_the_bot(listen: str) -> None:
    """Any other address is a start-up error, since nobody would be authenticated."""
    found = faults({"LOTSE_LISTEN": listen})
    assert len(found) == 1
    assert "LOTSE_APP_ID" in found[0]
    assert read({**APP, "LOTSE_LISTEN": listen}, TEXTS).app_id == "app"


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "localhost:3978", "[::1]:3978", "127.8.8.8:1"])
def test_loopback_needs_no_app_id(listen: str) -> None:
    """Every loopback address is this machine."""
    assert read({"LOTSE_LISTEN": listen}, TEXTS).listen.loopback


@pytest.mark.parametrize(
    ("change", "setting"),
    [
        ({"LOTSE_APP_TENANT": ""}, "LOTSE_APP_TENANT"),
        ({"LOTSE_APP_PASSWORD": ""}, "LOTSE_APP_PASSWORD"),
        ({"LOTSE_APP_CERTIFICATE": "/no/such.pem"}, "LOTSE_APP_CERTIFICATE"),
        ({"LOTSE_OPENID_METADATA": "http://keys.example/openid"}, "LOTSE_OPENID_METADATA"),
        ({"LOTSE_TOKEN_ENDPOINT": "http://10.0.0.1/token"}, "LOTSE_TOKEN_ENDPOINT"),
        ({"LOTSE_DATABASE": "mysql://x"}, "LOTSE_DATABASE"),
        ({"LOTSE_HOME": "/no/such/folder"}, "LOTSE_HOME"),
        ({"LOTSE_APP_TYPE": "multi-tenant"}, "LOTSE_APP_TYPE"),
    ],
)
def test_each_fault_names_its_setting(change: dict[str, str], setting: str) -> None:
    """Nothing else is complained of."""
    found = faults({**APP, **change})
    assert len(found) == 1
    assert found[0].startswith(f"{setting}:")


def test_a_wrong_value_hides_no_other_fault() -> None:
    """What does not fit together is found beside what is wrong by itself."""
    found = faults({"LOTSE_APP_TYPE": "multi-tenant", "LOTSE_LISTEN": "0.0.0.0:80"})
    assert [fault.split(":")[0] for fault in found] == ["LOTSE_APP_TYPE", "LOTSE_LISTEN"]


def test_azures_own_spelling_is_taken() -> None:
    """People copy `UserAssignedMSI` from the portal."""
    environment = {**APP, "LOTSE_APP_PASSWORD": "", "LOTSE_APP_TYPE": "UserAssignedMSI"}
    assert read(environment, TEXTS).app_type == "managed-identity"


def test_the_apps_own_tenant_is_the_allow_list_unless_another_is_given() -> None:
    """Single-tenant by default."""
    assert read(APP, TEXTS).allowed_tenants == {"town"}
    assert read({**APP, "LOTSE_TENANTS": "a,b"}, TEXTS).allowed_tenants == {"a", "b"}
    assert Settings().allowed_tenants == frozenset()


def test_faults_are_said_in_english_on_request() -> None:
    """The language of the command line."""
    assert "not an address" in faults({"LOTSE_LANGUAGE": "en", "LOTSE_LISTEN": "x"})[0]
