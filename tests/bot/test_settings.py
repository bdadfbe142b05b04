"""Settings from the environment and a file: every fault at once, and what wins."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from bot.app import text_files
from bot.settings import STARTER, Settings, SettingsBroken, read, strangers
from bot.settings.reading import sentence
from bot.texts import Texts

TEXTS = Texts.load(text_files())
APP = {"LOTSE_APP_ID": "app", "LOTSE_APP_PASSWORD": "secret", "LOTSE_APP_TENANT": "town"}


def faults(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsBroken) as broken:
        read(environment, TEXTS)
    return broken.value.faults


def town(folder: Path, settings: str = "") -> str:
    """A town's folder with these settings and a FAQ."""
    (folder / "faq").mkdir(parents=True)
    (folder / "faq" / "netz.yaml").touch()
    (folder / "settings.yaml").write_text(settings, encoding="utf-8")
    return str(folder)


def test_nothing_set_is_a_bot_on_this_machine_with_the_starter() -> None:
    """The first start needs no setting."""
    settings = read({}, TEXTS)
    assert (settings.listen.host, settings.listen.port) == ("127.0.0.1", 3978)
    assert settings.database_url == "sqlite:///lotse-data/lotse.db"
    assert settings.faq_folders == (STARTER,)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """A file holds what stays, the environment what differs on this machine."""
    home = town(tmp_path, "address: du\nlisten: 127.0.0.1:4000\ntenants: [a, b]\n")
    settings = read({"LOTSE_HOME": home, "LOTSE_LISTEN": "[::1]:4001"}, TEXTS)
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
    found = faults(
        {
            "LOTSE_HOME": town(tmp_path, "lisen: 127.0.0.1:4000\naddress: ihr\n"),
            "LOTSE_LISTEN": "nowhere",
            "LOTSE_APP_PASSWORD_FILE": "/no/such",
        }
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
        ({"LOTSE_HOME": "~nobody-of-this-name/town"}, "LOTSE_HOME"),
        ({"LOTSE_LISTEN": "http://127.0.0.1:3978"}, "LOTSE_LISTEN"),
        ({"LOTSE_LISTEN": "127.0.0.1:²"}, "LOTSE_LISTEN"),
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


# ---------------------------------------------------------------- names that are none


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("LOTSE_APPID", "LOTSE_APP_ID"),
        ("LOTSE_TENANT", "LOTSE_TENANTS"),
        ("LOTSE_app_id", "LOTSE_APP_ID"),
        ("lotse_app_id", "LOTSE_APP_ID"),
        ("LOTSE_APP_PASWORD_FILE", "LOTSE_APP_PASSWORD_FILE"),
    ],
)
def test_a_misspelt_variable_never_starts_an_open_bot(wrong: str, meant: str) -> None:
    """Nothing is left out in silence: the fault names what was probably meant."""
    (found,) = faults({wrong: "x"})
    assert found.startswith(f"{wrong}:")
    assert f"„{meant}“" in found
    assert strangers({wrong: "x"}) == []


def test_a_variable_like_no_other_is_told_and_stops_nothing() -> None:
    """A newer version may know it; those of our tests, empty ones and other programs' are not even told."""
    environment = {"LOTSE_MOON_PHASE": "https://x", "LOTSE_SOAK": "1", "LOTSE_APPID": "", "LOTS_OF": "x"}
    assert read(environment, TEXTS) == Settings()
    assert strangers(environment) == ["LOTSE_MOON_PHASE"]


@pytest.mark.parametrize("given", ["LOTSE_APP_TENANT", "LOTSE_APP_PASSWORD"])
def test_an_app_without_its_id_never_starts_an_open_bot(given: str) -> None:
    """However the id's own name was misspelt: who gives the rest means to be authenticated."""
    (found,) = faults({given: "x", "LOTSE_APPLICATION_NUMBER": "x"})
    assert found.startswith("LOTSE_APP_ID:")


# ---------------------------------------------------------------- a town's folder


def test_a_town_without_a_faq_never_gets_the_invented_one(tmp_path: Path) -> None:
    """The starter's numbers are nobody's: a home without a FAQ, or with an empty one, is a fault."""
    for _ in range(2):
        (found,) = faults({"LOTSE_HOME": str(tmp_path)})
        assert "faq/*.yaml" in found
        (tmp_path / "faq").mkdir(exist_ok=True)
    (tmp_path / "faq" / "netz.yaml").touch()
    assert read({"LOTSE_HOME": str(tmp_path)}, TEXTS).faq_folders == (tmp_path / "faq",)


def test_a_shared_faq_stands_below_the_towns_own(tmp_path: Path) -> None:
    """The last folder is where the town writes; it may be empty, but it has to be there."""
    shared = tmp_path / "shared"
    shared.mkdir()
    given = {"LOTSE_FAQ_SHARED": str(shared)}
    home = tmp_path / "town"
    (home / "faq").mkdir(parents=True)
    assert [fault.partition(":")[0] for fault in faults(given)] == ["LOTSE_FAQ_SHARED"] * 2
    (one,) = faults({**given, "LOTSE_HOME": str(home)})
    assert str(shared) in one
    (shared / "netz.yaml").touch()
    assert read({**given, "LOTSE_HOME": str(home)}, TEXTS).faq_folders == (shared, home / "faq")
    (home / "faq").rmdir()
    assert "LOTSE_HOME" in faults({**given, "LOTSE_HOME": str(home)})[0]


def test_the_home_may_stand_in_a_file_as_every_setting(tmp_path: Path) -> None:
    """Its settings.yaml is read then, too."""
    named = tmp_path / "home"
    named.write_text(f"{town(tmp_path / 'town', 'address: du')}\n")
    assert read({"LOTSE_HOME_FILE": str(named)}, TEXTS).address == "du"


def test_ids_of_entra_are_the_same_in_capitals() -> None:
    """Portals write them either way; tokens carry them in lower case."""
    environment = {"LOTSE_APP_ID": " AB-C", "LOTSE_APP_PASSWORD": "Se", "LOTSE_APP_TENANT": "TO-WN"}
    settings = read({**environment, "LOTSE_ADMINS": "AD"}, TEXTS)
    assert (settings.app_id, settings.app_password, settings.app_tenant) == ("ab-c", "Se", "to-wn")
    assert settings.allowed_tenants == {"to-wn"}
    assert settings.admins == {"ad"}


# ---------------------------------------------------------------- our own words


class Every(BaseModel):
    """A value of each kind that a setting may have, and one that none has."""

    text: str
    path: Path
    names: list[str]
    unique: frozenset[str]
    number: int
    share: float
    switch: bool
    odd: bytes


@pytest.mark.parametrize("value", [object(), {"a": object()}])
def test_no_english_of_a_library_stands_in_a_german_sentence(value: object) -> None:
    """Each kind of fault has its sentence; an unforeseen one has a general one."""
    with pytest.raises(ValidationError) as broken:
        Every.model_validate(dict.fromkeys(Every.model_fields, value))
    said = [sentence(detail, lambda key, **values: key) for detail in broken.value.errors()]
    kinds = ("text", "path", "list", "list", "number", "number", "yes_or_no")
    wanted = [f"settings.needs_{kind}" for kind in kinds] + ["settings.wrong"]
    named = [f"LOTSE_{name.upper()}" for name in Every.model_fields]
    assert said == [f"{name}: {key}" for name, key in zip(named, wanted, strict=True)]


def test_a_file_with_values_of_the_wrong_kind_is_told_in_german(tmp_path: Path) -> None:
    """A number where an id belongs, a mapping where a list does: one sentence for each setting."""
    home = town(tmp_path, "app_id: 5\ntenants: {a: b}\napp_certificate: [x]\nlisten: 3978\n")
    found = faults({"LOTSE_HOME": home})
    names = ["LOTSE_APP_CERTIFICATE", "LOTSE_APP_ID", "LOTSE_LISTEN", "LOTSE_TENANTS"]
    assert sorted(fault.split(":")[0] for fault in found) == names
    assert not [fault for fault in found if "nput" in fault]


def test_a_database_is_shown_without_its_password() -> None:
    """Neither the password nor what follows the name is told, in a repr neither; a file is told as it is."""
    for url, shown in {
        "postgresql://lotse:s3cret@db.town.example:5432/lotse?sslmode=require": (
            "postgresql://lotse@db.town.example:5432/lotse"
        ),
        "postgres://db/lotse": "postgres://db/lotse",
        "postgresql://lotse:p@ss@db/lotse": "postgresql://lotse@db/lotse",
        "postgresql://lotse@/lotse?host=/run/pg&password=s3cret": "postgresql://lotse@/lotse",
        "sqlite:////srv/a:b@c?.db": "sqlite:////srv/a:b@c?.db",
    }.items():
        settings = read({"LOTSE_DATABASE": url}, TEXTS)
        assert settings.database_shown == shown
        assert "s3cret" not in repr(settings)
        assert settings.database_url == url


@pytest.mark.parametrize(
    ("name", "written", "read_as"),
    [
        ("LAND", "nw", "NW"),
        ("LAND", "Baden-Württemberg", "BW"),
        ("ZONE", "Europe/Berlin", "Europe/Berlin"),
        ("DOMAIN", "https://Lotse.Stadt.example/api/messages", "lotse.stadt.example"),
        ("DOMAIN", "127.0.0.1:8443", "127.0.0.1:8443"),
        ("APP_PASSWORD_EXPIRES", "2027-05-31", date(2027, 5, 31)),
    ],
)
def test_a_town_s_own_facts_are_read_as_people_write_them(name: str, written: str, read_as: object) -> None:
    """By letters or by name, with the whole address, as a day."""
    assert getattr(read({f"LOTSE_{name}": written}, TEXTS), name.lower()) == read_as


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("LAND", "Preußen", "BB, BE"),
        ("ZONE", "Europe/Musterstadt", "Europe/Berlin"),
        ("ZONE", "/etc/passwd", "Europe/Berlin"),
        ("DOMAIN", "lotse", "lotse.musterstadt.de"),
        ("DOMAIN", "a b.example", "a b.example"),
        ("APP_PASSWORD_EXPIRES", "31.5.2027", "2027-05-31"),
    ],
)
def test_what_is_no_land_no_zone_no_host_and_no_day_is_said(name: str, written: str, told: str) -> None:
    """Each with what would be one."""
    (fault,) = faults({f"LOTSE_{name}": written})
    assert fault.startswith(f"LOTSE_{name}: ")
    assert told in fault
