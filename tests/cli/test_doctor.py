"""`lotse doctor`: each thing that can be wrong is broken once on purpose, and found alone."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import running, text_files
from bot.command.call import TEXTS
from bot.concern.box import Box
from bot.concern.file import NAME
from bot.concern.taking import Taking
from bot.concern.wire import RELEASE
from bot.doctor import keeping
from bot.doctor.case import Case, Finding
from bot.doctor.examination import FAR, HERE, PEOPLE, examine
from bot.doctor.expiry import days_left, stage
from bot.settings import Settings, look
from bot.storage.backup import back_up
from bot.texts import Texts
from tests.cli.authority import Certified, certified
from tests.cli.conftest import Lotse
from tests.concern.sample import store_of
from tests.fake_teams import APP, TOWN, FakeTeams, serving
from tests.postgres import Cluster

WORDS = Texts.load(text_files())
LOTSE = "00000003-0000-4000-8000-000000000000"
ADMIN = "00000004-0000-4000-8000-000000000000"
READERS = "00000006-0000-4000-8000-000000000000, 00000007-0000-4000-8000-000000000000"
ROSTER = f"lotsen: [{{name: Lotte Beispiel, person: {LOTSE}, topics: [Netz]}}]"
CAFE = f"""
cafes:
  - id: it
    name: IT-Café
    hosts: [{{name: Lotte Beispiel, id: {LOTSE}}}, {{name: IT-Servicedesk}}]
    dates:
      - {{every: dienstag, from: "14:00", to: "15:00"}}
"""
SAME_TIME = '      - {on: 2027-01-12, from: "14:00", to: "15:00", host: IT-Servicedesk}\n'
MET = """
INSERT INTO address (tenant, person, account, place, service_url, bot, language, zone, day)
VALUES ('{town}', '{person}', '29:1', 'a:1', 'https://smba.example/', '28:b', 'de', '', '2026-11-22')
"""


@dataclass
class Front:
    """What answers at the town's address, and at the bot's own port."""

    health: str = '{"status": "ok"}'
    messages: int = 401
    ready: dict[str, Any] = field(default_factory=lambda: {"checks": {"faq": {"ok": True}}})
    writing: str = '<form method="post" action="/sorge?sprache=de">'
    door: str = '<a class="way" href="/lesen/anmelden">'
    handed: int = 404

    @asynccontextmanager
    async def open(self, shown: Certified | None = None) -> AsyncIterator[str]:
        """Its address: `127.0.0.1:41234`, with TLS where a certificate is shown."""
        application = web.Application()
        application.add_routes(
            [
                web.get("/health", self._health),
                web.get("/ready", self._ready),
                web.get("/sorge", self._writing),
                web.get("/lesen", self._door),
                web.get(RELEASE, self._handed),
                web.post("/api/messages", self._messages),
            ]
        )
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=shown.shown if shown else None).start()
            yield f"127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.health)

    async def _ready(self, _request: web.Request) -> web.Response:
        return web.json_response(self.ready)

    async def _writing(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.writing)

    async def _door(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.door)

    async def _handed(self, _request: web.Request) -> web.Response:
        return web.Response(status=self.handed)

    async def _messages(self, _request: web.Request) -> web.Response:
        return web.Response(status=self.messages)


@dataclass
class Patient:
    """A town in good health, until a test breaks something."""

    home: Path
    teams: FakeTeams
    certified: Certified
    front: Front
    settings: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    trusted: bool = True

    @property
    def database(self) -> Path:
        return self.home / "lotse.db"

    async def findings(self) -> list[Finding]:
        """What the doctor says."""
        named = {f"LOTSE_{name.upper()}": value for name, value in self.settings.items()}
        settings, faults = look(named | self.environment, WORDS)
        trust = {"trust": self.certified.trust} if self.trusted else {}
        return await examine(Case(settings, tuple(faults), self.environment, self.now, **trust))

    def write(self, **files: str) -> None:
        """Write files of the town's folder: `settings=…` is settings.yaml."""
        for name, text in files.items():
            (self.home / f"{name.replace('__', '/')}.yaml").write_text(text, encoding="utf-8")

    def sql(self, statement: str) -> None:
        """Change the database behind the bot's back."""
        sql(self.database, statement)


def sql(database: Path, statement: str) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)
    connection.close()


@pytest.fixture
async def patient(small: Path, tmp_path: Path, fake_teams: FakeTeams) -> AsyncIterator[Patient]:
    """A town that is wholly set up: nothing at all is to be said."""
    async with running(Settings(home=small), WORDS):
        pass
    (small / "lotse.db").chmod(0o600)
    (small / "lotsen.yaml").write_text(ROSTER)
    (small / "cafe.yaml").write_text(CAFE)
    for person in (LOTSE, ADMIN, *READERS.split(", ")):
        sql(small / "lotse.db", MET.format(town=TOWN, person=person))
    back_up(small / "lotse.db", tmp_path / "backup.db")
    secret = tmp_path / "secret"
    secret.write_text(fake_teams.entra.secret)
    secret.chmod(0o600)
    shown, front = certified(tmp_path / "tls"), Front()
    async with front.open(shown) as domain, front.open() as listen, front.open() as pages:
        yield Patient(
            small,
            fake_teams,
            shown,
            front,
            {
                "home": str(small),
                "listen": listen,
                "domain": domain,
                "land": "NW",
                "app_id": APP,
                "app_tenant": TOWN,
                "app_password_expires": (date.today() + timedelta(days=200)).isoformat(),
                "admins": ADMIN,
                "concern_readers": READERS,
                "concern_listen": pages,
                "service_hosts": fake_teams.url.removeprefix("http://"),
                "openid_metadata": f"{fake_teams.url}/openid",
                "token_endpoint": f"{fake_teams.url}/token",
            },
            {"LOTSE_APP_PASSWORD_FILE": str(secret)},
        )


@pytest.fixture
def house(patient: Patient) -> Patient:
    """The same, where people write and read from elsewhere, each by its own name."""
    desk = f"https://{patient.settings['domain'].replace('127.0.0.1', 'localhost')}"
    patient.settings |= {
        "concern_domain": patient.settings["domain"],
        "concern_desk": desk,
        "token_endpoint": f"{patient.teams.url}/{TOWN}/oauth2/v2.0/token",
    }
    patient.teams.signing_in.redirects = {f"{desk}/lesen/angemeldet"}
    return patient


def told(findings: list[Finding]) -> set[str]:
    """Everything that isn't good: `disk.little`."""
    return {f"{finding.check}.{finding.kind}" for finding in findings if finding.state != "good"}


async def test_a_healthy_town_hears_nothing_but_good(patient: Patient) -> None:
    """Every check was asked and is content; this is the control of all that follows."""
    findings = await patient.findings()
    assert told(findings) == set()
    checks = {finding.check for finding in findings}
    assert checks == {
        *("settings", "texts", "faq", "database", "backup", "disk", "ids", "secret"),
        *("lotsen", "cafe", "admins", "readers"),
        *("metadata", "clock", "token", "hosts", "service", "address", "pages"),
    }
    assert len(HERE) + len(PEOPLE) + len(FAR) == 22


Break = Callable[[Patient], object]


def set_(**settings: str) -> Break:
    return lambda patient: patient.settings.update(settings)


def later(**by: float) -> str:
    return (date.today() + timedelta(**by)).isoformat()


def use_certificate(patient: Patient, days: float = 90) -> None:
    made = certified(patient.home / "app", days)
    patient.teams.entra.certificate = None
    patient.settings["app_certificate"] = str(made.both)
    patient.environment.clear()


def refusal(number: int) -> Break:
    def change(patient: Patient) -> None:
        patient.teams.entra.status = 401
        patient.teams.entra.codes = [number]

    return change


OVERDUE = """
topic: Netz
owner: IT
entries: [{id: old, question: Wie war das?, answer: So war es., review_by: 2026-01-01}]
"""
BROKEN: dict[str, Break] = {
    "settings.stranger": lambda patient: patient.environment.update(LOTSE_WEATHER="sunny"),
    "settings.no_land": set_(land=""),
    "texts.broken": lambda patient: patient.write(texts="welcome: {titel: {de: x}}"),
    "faq.empty": lambda patient: [file.write_text("") for file in (patient.home / "faq").iterdir()],
    "faq.errors": lambda patient: patient.write(faq__more="entries: [{id: UPPER}]"),
    "faq.overdue": lambda patient: patient.write(faq__more=OVERDUE),
    "faq.invented": lambda patient: patient.write(
        faq__facts="town: Musterstadt\nit: {hotline: Durchwahl 1234}\n"
    ),
    "database.none": lambda patient: patient.database.unlink(),
    "database.away": set_(database="postgresql://nobody@127.0.0.1:1/lotse?connect_timeout=2"),
    "database.newer": lambda patient: patient.sql(
        "UPDATE _sqlite_migrations SET name = '999' WHERE rowid = 1"
    ),
    "database.open": lambda patient: patient.database.chmod(0o644),
    "backup.none": lambda patient: patient.database.with_name("lotse.db.backup").unlink(),
    "ids.no_guid": set_(admins="anna@stadt.example"),
    "ids.no_admins": set_(admins=""),
    "secret.open": lambda patient: Path(patient.environment["LOTSE_APP_PASSWORD_FILE"]).chmod(0o640),
    "secret.in_settings": lambda patient: patient.write(settings="app_password: not-this-one\n"),
    "secret.no_date": set_(app_password_expires=""),
    "secret.soon": set_(app_password_expires=later(days=20)),
    "lotsen.none": lambda patient: (patient.home / "lotsen.yaml").unlink(),
    "lotsen.broken": lambda patient: patient.write(lotsen="lotsen: [{name: Lotte Beispiel}]"),
    "lotsen.unreached cafe.unreached": lambda patient: patient.sql(
        f"DELETE FROM address WHERE person = '{LOTSE}'"
    ),
    "cafe.broken": lambda patient: patient.write(cafe=CAFE.replace("dienstag", "dientag")),
    "cafe.doubled": lambda patient: patient.write(cafe=CAFE + SAME_TIME),
    "cafe.contradicted": lambda patient: patient.write(
        faq__facts="town: Kleinstadt\ncafe: {when: jeden ersten Mittwoch im Monat}\n"
    ),
    "cafe.nameless": lambda patient: patient.write(cafe=CAFE.replace(f", id: {LOTSE}", "")),
    "cafe.unreached cafe.doubled": lambda patient: patient.write(
        cafe=CAFE.replace(LOTSE, ADMIN[:-1] + "9") + SAME_TIME
    ),
    "admins.unreached": lambda patient: patient.sql(f"UPDATE address SET blocked = person = '{ADMIN}'"),
    "readers.none": set_(concern_readers="", concern_listen=""),
    "readers.unreached": lambda patient: patient.sql(
        f"DELETE FROM address WHERE person = '{READERS.partition(',')[0]}'"
    ),
    "pages.none": set_(concern_listen=""),
    "pages.not_running": set_(concern_listen="127.0.0.1:1"),
    "pages.taken": lambda patient: setattr(patient.front, "writing", "It works!"),
    "metadata.unreadable": lambda patient: patient.settings.update(
        openid_metadata=f"{patient.teams.url}/nothing-here"
    ),
    "token.wrong_secret": refusal(7000215),
    "token.secret_over": refusal(7000222),
    "token.no_app": refusal(700016),
    "token.no_tenant": refusal(90002),
    "token.wrong_certificate": refusal(700027),
    "token.refused": refusal(50000),
    "token.away": set_(token_endpoint="http://127.0.0.1:1/token"),
    "hosts.away": set_(service_hosts="127.0.0.1:1"),
    "hosts.some": lambda patient: patient.settings.update(
        service_hosts=f"{patient.settings['service_hosts']}, 127.0.0.1:1"
    ),
    "service.missing": lambda patient: patient.front.ready["checks"].update(database={"ok": False}),
    "service.taken": lambda patient: patient.front.ready.clear(),
    "service.not_running": set_(listen="127.0.0.1:1"),
    "address.no_domain": set_(domain=""),
    "address.no_name": set_(domain="nobody.invalid"),
    "address.away": set_(domain="127.0.0.1:1"),
    "address.untrusted": lambda patient: setattr(patient, "trusted", False),
    "address.not_running": lambda patient: setattr(patient.front, "health", "It works!"),
    "address.not_passed_on": lambda patient: setattr(patient.front, "messages", 302),
}


@pytest.mark.parametrize("fault", BROKEN)
async def test_what_is_broken_is_found_and_nothing_else(patient: Patient, fault: str) -> None:
    """One thing is broken in a healthy town, and exactly that is said."""
    BROKEN[fault](patient)
    assert told(await patient.findings()) == {*fault.split()}


async def test_a_lotse_by_sign_in_name_can_be_reached_once_they_are_met(patient: Patient) -> None:
    """A name alone is nobody to write to; the person behind it is."""
    patient.write(lotsen=ROSTER.replace(LOTSE, "lotte@stadt.example"))
    await found(patient, "lotsen.unreached")
    patient.sql(f"INSERT INTO roster_person VALUES ('{TOWN}', 'lotte@stadt.example', '{LOTSE}')")
    await found(patient)


async def test_a_wrong_setting_is_found_and_the_rest_still_looked_at(patient: Patient) -> None:
    """What needs sound settings waits for them; a town without a folder is only advised to make one."""
    patient.settings["language"] = "fr"
    await found(patient, "settings.fault", "token.not_yet")
    patient.settings["language"] = "de"
    del patient.settings["home"]
    patient.settings["database"] = f"sqlite:///{patient.database}"
    await found(patient, "settings.no_home")


async def test_settings_as_windows_saves_them_are_a_fault_like_any_other(patient: Patient) -> None:
    """In them nothing can be read, nor a secret be looked for; everything else is still looked at."""
    (patient.home / "settings.yaml").write_bytes("# für alle\n".encode("cp1252"))
    await found(patient, "settings.unusable", "token.not_yet")


MISSPELT: dict[str, Break] = {
    "file": lambda patient: patient.write(settings="app_pasword: x\n"),
    "environment": lambda patient: patient.environment.update(LOTSE_APP_PASWORD="x"),
}


@pytest.mark.parametrize("where", MISSPELT)
async def test_a_misspelt_setting_is_named_wherever_it_stands(patient: Patient, where: str) -> None:
    """What is to be mended is the name, not the whole file."""
    MISSPELT[where](patient)
    (one,) = [one for one in await patient.findings() if one.check == "settings" and one.state == "bad"]
    assert (one.kind, str(one.values["name"]).lower().removeprefix("lotse_")) == ("fault", "app_pasword")


HOUSE: dict[str, Break] = {
    "writing.away": set_(concern_domain="127.0.0.1:1"),
    "writing.not_passed_on pages.taken": lambda house: setattr(house.front, "writing", "502 Bad Gateway"),
    "address.untrusted writing.untrusted reading.untrusted": lambda house: setattr(house, "trusted", False),
    "reading.away": set_(concern_desk="https://localhost:1"),
    "reading.not_passed_on": lambda house: setattr(house.front, "door", "It works!"),
    "reading.wrong_redirect": lambda house: house.teams.signing_in.redirects.clear(),
    "reading.entra_away metadata.unreadable": lambda house: house.teams.openid.keys.clear(),
    "reading.entra_away token.away": set_(token_endpoint=f"http://127.0.0.1:1/{TOWN}/oauth2/v2.0/token"),
    "token.wrong_secret": refusal(7000215),
}
"""What is broken: each of these is to be found, and nothing else."""


@pytest.mark.parametrize("faults", HOUSE)
async def test_the_ways_to_the_sorgenbox_are_walked(house: Patient, faults: str) -> None:
    """From the name outside to the page, and to Entra and back; the control: unbroken, all is good."""
    findings = await house.findings()
    assert told(findings) == set()
    assert {"writing.fine", "reading.fine"} <= {f"{one.check}.{one.kind}" for one in findings}
    HOUSE[faults](house)
    await found(house, *faults.split())


def distrust(house: Patient) -> None:
    house.trusted = False
    house.settings["concern_url"] = f"https://{house.settings['domain']}"


def not_taking(house: Patient) -> None:
    house.front.handed = 401  # of somebody else who asks for a password, too
    house.settings["concern_url"] = f"https://{house.settings['domain']}"


def lying_open(house: Patient) -> None:
    file = house.home / "shared-secret"
    file.write_text(house.settings.pop("concern_secret"))
    file.chmod(0o644)
    house.environment["LOTSE_CONCERN_SECRET_FILE"] = str(file)


OWNER: dict[str, Break] = {
    "secret.open": lying_open,
    "secret.in_settings": lambda house: house.write(settings=f"concern_secret: {'x' * 40}\n"),
    "owner.away": set_(concern_url="http://127.0.0.1:1"),
    "owner.secret": set_(concern_secret="y" * 40),
    "owner.stranger": lambda house: house.settings.update(concern_url=house.teams.url),
    "owner.not_taking": not_taking,
    "address.untrusted owner.untrusted reading.untrusted writing.untrusted": distrust,
}


@pytest.mark.parametrize("faults", OWNER)
async def test_who_hands_over_looks_at_the_doors_and_asks_the_owner(house: Patient, faults: str) -> None:
    """The pages are another machine's, and so is the sign-in. Unbroken, all is good; that is the control."""
    del house.settings["concern_listen"]
    house.teams.signing_in.redirects.clear()
    async with taking(house.home / "own") as address:
        house.settings |= {"concern_url": address, "concern_secret": "x" * 40}
        findings = await house.findings()
        assert told(findings) == set()
        checks = {f"{one.check}.{one.kind}" for one in findings}
        assert "owner.fine" in checks
        assert not [one for one in checks if one.startswith("pages")]
        OWNER[faults](house)
        await found(house, *faults.split())


async def test_an_owner_without_its_file_is_told(house: Patient) -> None:
    """It answers, but it can keep nothing."""
    del house.settings["concern_listen"]
    (house.home / "own").mkdir()
    with store_of(house.home / "own"):
        async with taking(house.home / "own") as address:
            house.settings |= {"concern_url": address, "concern_secret": "x" * 40}
            await found(house, "owner.no_file")


@asynccontextmanager
async def taking(folder: Path) -> AsyncIterator[str]:
    """An owner of a Sorgenbox in this folder, who shares forty times the letter x."""
    box = Box(folder / NAME, readers=frozenset(READERS.split(", ")))
    try:
        async with serving(Taking(box, b"x" * 40, lambda: datetime.now(UTC)).routes()) as address:
            yield address
    finally:
        await box.close()


async def found(patient: Patient, *faults: str) -> None:
    assert told(await patient.findings()) == set(faults)


async def test_a_secret_that_is_over_is_a_fault_and_one_that_is_not_there(patient: Patient) -> None:
    """The first is found by its date, before Microsoft refuses it."""
    patient.settings["app_password_expires"] = later(days=-1)
    await found(patient, "secret.over")
    patient.environment.clear()
    await found(patient, "secret.none", "settings.fault", "token.not_yet")


async def test_a_certificate_is_read_and_watched(patient: Patient) -> None:
    """It lasts, ends soon, has ended, or is no certificate."""
    use_certificate(patient)
    assert "certificate.lasts" in {f"{one.check}.{one.kind}" for one in await patient.findings()}
    for days, fault in ((13.5, "certificate.soon"), (-1, "certificate.over")):
        use_certificate(patient, days)
        assert fault in told(await patient.findings())
    (patient.home / "app" / "both.pem").write_text("no certificate")
    await found(patient, "certificate.unreadable")


async def test_without_a_bot_at_microsoft_the_next_step_is_to_register_one(patient: Patient) -> None:
    """What can't be told yet is open, and no fault; without a connection to Microsoft neither."""
    for name in ("app_id", "app_tenant", "app_password_expires"):
        del patient.settings[name]
    patient.environment.clear()
    await found(patient, "ids.no_app", "token.not_yet")
    patient.settings["openid_metadata"] = "http://127.0.0.1:1/openid"
    await found(patient, "ids.no_app", "token.not_yet", "metadata.away", "clock.unknown")
    assert not [finding for finding in await patient.findings() if finding.state == "bad"]


async def test_a_managed_identity_is_asked_for_where_azure_gives_it(patient: Patient) -> None:
    """Its token comes without a secret; where nobody gives one, that is said."""
    patient.settings["app_type"] = "managed-identity"
    patient.environment = {"IDENTITY_ENDPOINT": f"{patient.teams.url}/identity", "IDENTITY_HEADER": "x"}
    patient.teams.entra.identity_header = "x"
    await found(patient)
    patient.environment["IDENTITY_ENDPOINT"] = "http://127.0.0.1:1/identity"
    await found(patient, "token.no_identity")


@pytest.mark.parametrize(("seconds", "fault"), [(60, "clock.off"), (-60, "clock.off"), (400, "clock.wrong")])
async def test_a_wrong_clock_is_found_either_way(patient: Patient, seconds: int, fault: str) -> None:
    """It is compared with that of Microsoft's server."""
    patient.now += timedelta(seconds=seconds)
    await found(patient, fault)


async def test_old_backups_and_ending_certificates_are_found(patient: Patient, tmp_path: Path) -> None:
    """The backup's age, and the days that are left of the proxy's TLS."""
    patient.now += timedelta(days=8)
    assert told(await patient.findings()) == {"backup.old", "clock.wrong"}
    patient.now -= timedelta(days=8)
    short = certified(tmp_path / "short", days=10)
    patient.certified = short
    async with patient.front.open(short) as domain:
        patient.settings["domain"] = domain
        await found(patient, "address.tls_soon")


@pytest.mark.parametrize(("limit", "fault"), [("LITTLE", "disk.little"), ("NEXT_TO_NOTHING", "disk.full")])
async def test_a_disk_that_fills_up_is_found(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, limit: str, fault: str
) -> None:
    """Before writing fails, and when it is about to."""
    monkeypatch.setattr(keeping, limit, 1 << 62)
    await found(patient, fault)


async def test_a_damaged_database_is_found(patient: Patient) -> None:
    """Torn pages, rows that point nowhere, a file that isn't ours, a log without end."""
    whole = patient.database.read_bytes()
    patient.sql("CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES child (id)) STRICT")
    patient.sql("INSERT INTO child VALUES (1, 7)")
    assert "database.dangling" in told(await patient.findings())
    patient.database.write_bytes(whole[:5000] + b"\xff" * 3000 + whole[8000:])
    assert "database.damaged" in told(await patient.findings())
    for file in patient.home.glob("lotse.db*"):
        file.unlink()
    patient.sql("CREATE TABLE strange (id INTEGER)")
    patient.database.chmod(0o600)
    assert "database.foreign" in told(await patient.findings())


async def test_room_beside_the_database_is_looked_at(patient: Patient) -> None:
    """A log that is longer than what is free: a sparse file of that length."""
    with patient.database.with_name("lotse.db-wal").open("wb") as log:
        log.truncate(shutil.disk_usage(patient.home).free)
    await found(patient, "database.log", "database.room")


async def test_a_server_s_database_is_looked_at_and_left_alone(patient: Patient, cluster: Cluster) -> None:
    """An empty one is older than the program; looking makes no table in it."""
    url = cluster.fresh()
    patient.settings["database"] = url
    for _ in range(2):
        findings = await patient.findings()
        assert [one.kind for one in findings if one.check == "database"] == ["older"]
    async with running(Settings(home=patient.home, database=url), WORDS):
        pass
    findings = await patient.findings()
    assert [one.kind for one in findings if one.check == "database"] == ["fine"]
    cluster.drop(url)


async def test_a_missing_driver_is_named(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra for PostgreSQL."""
    monkeypatch.setitem(sys.modules, "bot.storage.postgres.look", None)
    patient.settings["database"] = "postgresql://127.0.0.1/lotse"
    await found(patient, "database.no_driver")


def test_every_fault_that_has_words_is_broken_here() -> None:
    """No finding without a test: whoever adds a check adds its breakage."""
    here = Path(__file__).read_text(encoding="utf-8")
    remedies = [key for key in Texts.load({TEXTS: "command"}) if key.startswith("command.doctor.")]
    kinds = [
        key.removeprefix("command.doctor.").removesuffix("_next") for key in remedies if key.endswith("_next")
    ]
    assert len(kinds) > 40
    assert [kind for kind in kinds if not re.search(rf'["\s]{kind}["\s]', here)] == []


def test_a_warning_comes_thirty_fourteen_and_seven_days_before() -> None:
    """And not a day earlier; on the last day it still works."""
    end = date(2027, 5, 31)

    def before(days: int) -> int | None:
        return stage(end, datetime(2027, 5, 31, 23, tzinfo=UTC) - timedelta(days=days))

    assert [before(days) for days in (31, 30, 15, 14, 8, 7, 0, -1)] == [None, 30, 30, 14, 14, 7, 7, 7]
    assert days_left(end, datetime(2027, 5, 31, 0, 1, tzinfo=UTC)) == 0


# ---------------------------------------------------------------- the command


def test_a_newcomer_is_told_the_next_step(within: Lotse) -> None:
    """Nothing is set up: no fault, and the first step is a folder; offline it needs no network."""
    ended = within("doctor", "--offline")
    assert ended.code == 0
    assert "Als Nächstes: Legen Sie einen an (lotse init rathaus)" in ended.out
    english = within("doctor", "--offline", LANGUAGE="en")
    assert "Next: Make one (lotse init townhall)" in english.out


def test_faults_are_the_exit_code_and_programs_can_read_them(within: Lotse, small: Path) -> None:
    """`--json` says what people read, by check, state and kind; nothing else is printed."""
    ended = within("doctor", "--offline", "--json", HOME=str(small), LANGUAGE="fr", LAND="XX")
    assert ended.code == 1
    read = json.loads(ended.out)
    assert read["ok"] is False
    faults = [finding for finding in read["findings"] if finding["state"] == "bad"]
    assert [fault["check"] for fault in faults] == ["settings", "settings"]
    assert all(fault["said"] and fault["remedy"] for fault in faults)
    assert "LOTSE_LAND" in str(faults)


def test_a_state_is_said_in_words(within: Lotse, small: Path) -> None:
    """Whoever sees no colours reads the same."""
    ended = within("doctor", "--offline", HOME=str(small), LAND="NW")
    states = {line.split(" ")[0] for line in ended.out.splitlines() if line and not line.startswith(" ")}
    assert states == {"gut", "offen", "Als"}
