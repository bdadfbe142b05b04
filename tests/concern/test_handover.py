"""Several bots and one owner of the Sorgenbox: handed over, over real HTTP."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.app import text_files
from bot.concern import taking
from bot.concern.box import PACE, Box
from bot.concern.desk import Desk
from bot.concern.file import NAME
from bot.concern.flood import MOST
from bot.concern.handing import LARGEST, PAUSE, REST, Handing, SecretRefused
from bot.concern.keeping import Full, Keeping, Unsure
from bot.concern.owner import serve
from bot.concern.receipts import fresh_nonce
from bot.concern.rules import RELEASED_AT
from bot.concern.taking import Taking
from bot.concern.wire import AGAIN, CONCERN, PUBLIC, RELEASE, Handed, Kept, Releases, Told, Voice, Voices
from bot.settings import Settings
from bot.storage import DatabaseAway
from bot.texts import Texts
from demo.chats import Post
from tests.cli.test_nginx import free_port
from tests.concern.owned import (
    NOTHING,
    SECRET,
    Wire,
    handing_to,
    owner_of,
    owning_in,
    texts_in,
    wired,
)
from tests.concern.sample import TUESDAY, every_byte, store_of, told
from tests.concern.test_writing import READERS, SORGE, opens, receipt_in, sends, words_of
from tests.dialogs.conftest import Clock, Hall, Someone, closed_hall, database
from tests.fake_teams import FakeTeams, serving

__all__ = ["closed_hall", "database"]
GOOD = {"nonce": "a" * 32, "topic": "change", "words": SORGE, "wants_answer": True}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The owner's folder."""
    return tmp_path / "owner"


@pytest.fixture
async def owner(own: Path, fake_teams: FakeTeams) -> AsyncIterator[str]:
    """The address of an owner whose clock stands still."""
    async with owner_of(own, fake_teams, Clock()) as address:
        yield address


def handing(address: str, **changes: Any) -> Handing:
    """The side of a bot."""
    return Handing.of(Settings.model_validate(handing_to(address, **changes)))


async def test_it_is_kept_by_the_owner_and_nowhere_else(closed_hall: Hall, owner: str, own: Path) -> None:
    """The window shows the receipt that opens it there; in the bot's folder no byte of it is found."""
    async with closed_hall.open(**handing_to(owner)) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        _, window = await opens(anna)
        shown = await sends(anna, window)
        assert "Danke" in words_of(shown)
        receipt = receipt_in(shown)
    assert texts_in(own) == [SORGE]
    assert not list(closed_hall.folder.glob(NAME))
    beside = [path for path in closed_hall.folder.rglob("*") if path.is_file() and own not in path.parents]
    assert beside or closed_hall.database, "the control: a bot with SQLite has files"
    assert not [path for path in beside if SORGE.encode() in path.read_bytes()]
    assert receipt.encode() not in every_byte(own), "what is kept of a receipt is a hash"


async def test_where_the_owner_is_away_it_says_so_and_keeps_nothing(
    closed_hall: Hall, own: Path, fake_teams: FakeTeams
) -> None:
    """The text stays in the form, and in no file; once the owner is back the same form goes."""
    port = free_port()
    async with closed_hall.open(**handing_to(f"http://127.0.0.1:{port}")) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        _, window = await opens(anna)
        sorry = await sends(anna, window)
        assert "nicht erreichbar" in words_of(sorry)
        assert "Gespeichert ist nichts" in words_of(sorry)
        assert SORGE in words_of(sorry)
        assert SORGE.encode() not in every_byte(closed_hall.folder)
        async with owner_of(own, fake_teams, hall.clock, port):
            assert "Danke" in words_of(await sends(anna, sorry))
    assert texts_in(own) == [SORGE]


async def test_an_answer_that_gets_lost_makes_no_second_concern(
    closed_hall: Hall, owner: str, own: Path
) -> None:
    """It is said that it may have arrived. Sent again it is there once, and its receipt opens it."""
    async with wired(owner) as wire, closed_hall.open(**handing_to(wire.address)) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        _, window = await opens(anna)
        wire.lost = 1
        sorry = await sends(anna, window)
        assert "Vielleicht ist Ihr Text angekommen" in words_of(sorry)
        assert texts_in(own) == [SORGE]
        assert "Danke" in words_of(await sends(anna, sorry))
        assert texts_in(own) == [SORGE]
        _, window = await opens(anna)
        await sends(anna, window)
        assert texts_in(own) == [SORGE, SORGE], "the control: another window is another concern"


async def test_once_it_may_be_kept_nobody_is_told_that_it_is_not(
    closed_hall: Hall, own: Path, fake_teams: FakeTeams
) -> None:
    """An answer is lost, then the owner is away: the window knows, and asks no hint that it has shown.

    The control: of a window that has sent nothing before, nothing can be kept.
    """
    port, words = free_port(), "Frau Meier lacht über mich"
    async with closed_hall.open(**handing_to(f"http://127.0.0.1:{port}")) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        _, window = await opens(anna)
        async with owner_of(own, fake_teams, hall.clock) as address, wired(address, port) as wire:
            sorry = await sends(anna, window, words=words)
            wire.lost = 1
            sorry = await sends(anna, sorry, words=words)
            assert "Vielleicht ist Ihr Text angekommen" in words_of(sorry)
        sorry = await sends(anna, sorry, words=words)
        assert "Vielleicht ist Ihr Text angekommen" in words_of(sorry)
        assert "nicht gespeichert" not in words_of(sorry)
        assert "Gespeichert ist nichts" not in words_of(sorry)
        _, fresh = await opens(anna)
        assert "Gespeichert ist nichts" in words_of(await sends(anna, fresh))
        async with owner_of(own, fake_teams, hall.clock, port):
            assert "Danke" in words_of(await sends(anna, sorry, words=words))
    assert texts_in(own) == [words]


async def test_who_was_taken_before_a_bot_was_full_gets_the_receipt_again(
    closed_hall: Hall, owner: str, own: Path
) -> None:
    """The bot's own cap holds for new texts only: pressed again, it asks for the receipt only."""
    async with closed_hall.open(**handing_to(owner)) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        _, window = await opens(anna)
        receipt = receipt_in(await sends(anna, window))
        for _ in range(MOST):
            hall.bot.box.flood.count(hall.bot.box.day(hall.clock()))
        assert receipt_in(await sends(anna, window)) == receipt
        assert "morgen" in words_of(await sends(anna, window, words="Noch etwas"))
    assert texts_in(own) == [SORGE]


async def test_a_body_that_does_not_come_is_not_waited_for(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody holds the owner up by sending slowly; the same in one piece is taken, which is the control."""
    monkeypatch.setattr(taking, "PATIENCE", 0.05)
    box, body = Box.of(owning_in(own)), json.dumps(GOOD).encode()
    never = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:9]
        await never.wait()

    headers = {"Authorization": f"Bearer {SECRET}"}
    async with serving(Taking(box, SECRET.encode(), Clock()).routes()) as address:
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.post(address + CONCERN, data=slowly()) as slow,
        ):
            assert (slow.status, await slow.json()) == (400, {"error": "unreadable"})
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.post(address + CONCERN, data=body) as whole,
        ):
            assert whole.status == 200
    await box.close()


def test_the_secret_shows_in_nothing_that_is_printed(own: Path) -> None:
    """Whatever a log or a debugger shows of the two sides and of what IT has set."""
    settings = Settings.model_validate({"home": own, **handing_to("http://127.0.0.1:1")})
    sides = settings, Handing.of(settings), Taking(Box.of(owning_in(own)), SECRET.encode(), Clock())
    assert settings.concern_secret == SECRET, "the control"
    assert not [side for side in sides if SECRET in repr(side)]


async def test_the_log_hears_once_that_the_owner_is_away_and_once_that_it_is_back(
    own: Path, fake_teams: FakeTeams
) -> None:
    """Also after the readers were told, at times that tell of no concern: bots look by the clock."""
    port, clock = free_port(), Clock()
    side = handing(f"http://127.0.0.1:{port}")

    async def look_on() -> None:
        for _ in range(3):
            await side.look(clock())
            clock.go(minutes=3)

    with capture_logs() as logged:
        async with owner_of(own, fake_teams, clock, port):
            async with asyncio.timeout(20):
                while side._looked is None:
                    await look_on()
                    await asyncio.sleep(0.05)
            logged.clear()
            await look_on()
            assert logged == []
        await look_on()
        assert logged.pop(0)["event"] == "concerns_away"
        assert logged == []
        async with owner_of(own, fake_teams, clock, port):
            await look_on()
    assert [one["event"] for one in logged if one["event"] != "concerns_released"] == ["concerns_back"]


async def test_sent_twice_it_has_one_receipt_also_after_the_release(own: Path, fake_teams: FakeTeams) -> None:
    """Over the wire as in the house: of two bots, and though the owner was started anew in between."""
    clock, nonce, concern = Clock(), fresh_nonce(), told(SORGE)
    async with owner_of(own, fake_teams, clock) as address:
        first = await handing(address).put(nonce, concern, TUESDAY)
    with store_of(own) as store:
        store.release(TUESDAY + timedelta(days=9))
    async with owner_of(own, fake_teams, clock) as address:
        assert await handing(address).put(nonce, concern, TUESDAY) == first
        assert await handing(address).put(fresh_nonce(), concern, TUESDAY) != first
    with store_of(own) as store:
        assert store.thread(first) is not None
    assert texts_in(own) == [SORGE, SORGE]


async def test_who_does_not_know_the_secret_gets_nothing(owner: str, own: Path) -> None:
    """Neither in nor out, at none of the addresses, after a pause."""
    strange = handing(owner, concern_secret="x" * 40)
    asked = strange.put(fresh_nonce(), told(SORGE), TUESDAY), strange.published()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in answers] == [SecretRefused, SecretRefused]
    assert texts_in(own) == []
    with capture_logs() as logged:
        for _ in range(2):
            assert await strange.look(Clock().now + timedelta(hours=_)) is None
    assert logged == [{"event": "concerns_away", "error": "SecretRefused", "log_level": "warning"}]


async def test_guessing_the_secret_is_slow(own: Path) -> None:
    """Each wrong one waits; who knows it does not, which is the control."""
    box, waited = Box.of(owning_in(own)), list[float]()

    async def count(seconds: float) -> None:
        waited.append(seconds)

    box.sleep = count
    async with serving(Taking(box, SECRET.encode(), Clock()).routes()) as address:
        await handing(address).published()
        assert waited == []
        with pytest.raises(SecretRefused):
            await handing(address, concern_secret="x" * 40).published()
    assert waited == [PACE]
    await box.close()


async def test_each_address_asks_for_the_secret(owner: str) -> None:
    """Also of who sends odd bytes."""
    shown = ["", "Bearer", f"Basic {SECRET}", f"Bearer {SECRET}x", "Bearer \udcff"]
    asked = [("POST", CONCERN), ("POST", AGAIN), ("GET", PUBLIC), ("GET", RELEASE), ("POST", RELEASE)]
    async with aiohttp.ClientSession() as http:

        async def ask(method: str, path: str, given: str) -> tuple[int, Any]:
            headers = {"Authorization": given} if given else {}
            async with http.request(method, owner + path, headers=headers) as answer:
                return answer.status, await answer.json()

        answers = await asyncio.gather(*(ask(*one, given) for one in asked for given in shown))
    assert answers == [(401, {"error": "secret"})] * 25


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (json.dumps({**GOOD, "words": "x" * 70_000}), 413),
        ("x" * 1_000_000, 413),
        ("", 400),
        ("[]", 400),
        ("[" * 20_000, 400),
        (json.dumps({**GOOD, "person": "anna"}), 400),
        (json.dumps({**GOOD, "words": "x" * 4_001}), 400),
        (json.dumps({**GOOD, "words": " davor"}), 400),
        (json.dumps({**GOOD, "words": "rechts\u202elinks"}), 400),
        (json.dumps({**GOOD, "words": "\ud800"}), 400),
        (json.dumps({**GOOD, "words": ""}), 400),
        (json.dumps({**GOOD, "topic": "gossip"}), 400),
        (json.dumps({**GOOD, "nonce": "A" * 32}), 400),
        (json.dumps({**GOOD, "nonce": "a" * 32 + "\n"}), 400),
        (json.dumps({**GOOD, "wants_answer": "true"}), 400),
        (json.dumps(GOOD), 200),
    ],
)
async def test_only_a_concern_as_it_is_kept_is_taken(owner: str, own: Path, body: str, status: int) -> None:
    """Everything else leaves no trace; the last is the control."""
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(owner + CONCERN, data=body, headers=headers) as answer,
    ):
        assert answer.status == status
    assert texts_in(own) == ([SORGE] if status == 200 else [])


async def test_the_days_cap_is_the_owners(closed_hall: Hall, own: Path) -> None:
    """Whichever bot it comes by; and who was taken before it was full still gets the receipt again."""
    box, clock, nonce = Box.of(owning_in(own)), closed_hall.clock, fresh_nonce()
    async with serving(Taking(box, SECRET.encode(), clock).routes()) as address:
        side = handing(address)
        first = await side.put(nonce, told("Zuerst"), TUESDAY)
        for _ in range(MOST - 2):
            box.flood.count(box.day(clock()))
        await side.put(fresh_nonce(), told("Dann"), TUESDAY)
        with pytest.raises(Full):
            await side.put(fresh_nonce(), told(SORGE), TUESDAY)
        assert await side.put(nonce, told("Zuerst"), TUESDAY) == first
        async with closed_hall.open(**handing_to(address)) as hall:
            anna = hall.alone(hall.teams.cast.asker)
            _, window = await opens(anna)
            assert "morgen" in words_of(await sends(anna, window))
    await box.close()
    assert texts_in(own) == ["Dann", "Zuerst"]


async def test_everyone_sees_what_readers_have_published(
    closed_hall: Hall, own: Path, fake_teams: FakeTeams
) -> None:
    """Sorgen & Antworten come from the owner; while it is away, that is said."""
    port = free_port()
    async with closed_hall.open(**handing_to(f"http://127.0.0.1:{port}")) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        assert "nicht erreichbar" in words_of((await opens(anna, "Sorgen & Antworten"))[1])
        async with owner_of(own, fake_teams, hall.clock, port) as address:
            assert "Noch wurde nichts" in words_of((await opens(anna, "Sorgen & Antworten"))[1])
            async with aiohttp.ClientSession() as http, http.get(f"{address}/health") as answer:
                assert await answer.json() == {"status": "ok"}
        with store_of(own) as store:
            Desk(store.file).publish("Geht das zu schnell?", "Wir nehmen uns mehr Zeit.", TUESDAY)
        async with owner_of(own, fake_teams, hall.clock, port):
            assert "mehr Zeit" in words_of((await opens(anna, "Sorgen & Antworten"))[1])


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        *((status, DatabaseAway) for status in (307, 400, 404, 503)),
        *((status, Unsure) for status in (200, 500, 502, 504)),
        (429, Full),
    ],
)
async def test_what_another_server_says_is_never_a_receipt(
    fake_teams: FakeTeams, status: int, refused: type[Exception]
) -> None:
    """A proxy in between that answers by itself: what is not sure is not said, no redirect is followed."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"receipt": "x"}, status=status, headers={"Location": "/elsewhere"})

    async with serving([web.post("/{path:.*}", answer)]) as address:
        with pytest.raises(refused) as met:
            await handing(address).put(fresh_nonce(), told(SORGE), TUESDAY)
    assert met.type is refused
    assert asked == [CONCERN], "the text and the secret go nowhere else"


async def test_an_answer_without_end_is_not_read_on(fake_teams: FakeTeams) -> None:
    """Nobody fills the memory of a bot."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"published": "x" * (LARGEST + 1)})

    async with serving([web.get(PUBLIC, answer)]) as address:
        with pytest.raises(Unsure, match="too long"):
            await handing(address).published()


async def test_a_fault_of_the_owner_is_unsure_and_no_line_in_a_log(own: Path) -> None:
    """It is counted until the release."""
    box = Box.of(owning_in(own))

    def broken() -> datetime:
        raise ZeroDivisionError

    with capture_logs() as logged:
        async with serving(Taking(box, SECRET.encode(), broken).routes()) as address:
            with pytest.raises(Unsure):
                await handing(address).put(fresh_nonce(), told(SORGE), TUESDAY)
    assert logged == []
    assert box.faults == {"ZeroDivisionError": 1}
    await box.close()


async def test_where_the_file_is_another_ones_nothing_was_kept(own: Path) -> None:
    """The owner knows that, and says so."""
    box = Box.of(owning_in(own))
    with store_of(own):
        async with serving(Taking(box, SECRET.encode(), Clock()).routes()) as address:
            with pytest.raises(DatabaseAway):
                await handing(address).put(fresh_nonce(), told(SORGE), TUESDAY)
    await box.close()


async def test_it_serves_until_it_is_asked_to_stop(own: Path, fake_teams: FakeTeams) -> None:
    """Then the file is free; of the town's folder it has read the facts, which the hints name."""
    (own / "faq").mkdir(parents=True)
    (own / "faq" / "facts.yaml").write_text("meldestelle: {name: Frau Recht, contact: Zimmer 7}", "utf-8")
    stop, asked = asyncio.Event(), asyncio.Queue[str]()
    texts = Texts.load(text_files())
    work = serve(owning_in(own), texts, Clock(), fake_teams.edge(), stop, asked.put_nowait)
    async with asyncio.TaskGroup() as tasks, aiohttp.ClientSession() as http:
        tasks.create_task(work)
        form = {"words": "Da fließt Schmiergeld", "topic": "other", "nonce": fresh_nonce()}
        async with http.post(f"{await asked.get()}/sorge", data=form) as answer:
            assert "Zimmer 7" in await answer.text()
        stop.set()
    with store_of(own) as store:
        assert store.untold() is None


async def test_an_owner_that_hangs_is_not_waited_for_long(fake_teams: FakeTeams) -> None:
    """Teams would show an error of its own after ten seconds."""

    async def hang(_request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    async with serving([web.post(CONCERN, hang)]) as address:
        side = handing(address)
        assert side.patience.total is not None
        assert side.patience.total < 10
        side.patience = aiohttp.ClientTimeout(total=0.05)
        with pytest.raises(Unsure):
            await side.put(fresh_nonce(), told(SORGE), TUESDAY)


def test_nobody_has_a_place_on_the_wire() -> None:
    """The lists are closed: a new field is a decision. The time is none of them, either."""
    fields = {
        kind.__name__: list(kind.model_fields) for kind in (Handed, Kept, Voice, Voices, Releases, Told)
    }
    assert fields == {
        "Handed": ["nonce", "topic", "words", "wants_answer"],
        "Kept": ["receipt"],
        "Voice": ["id", "worry", "answer", "week"],
        "Voices": ["published"],
        "Releases": ["looked", "untold"],
        "Told": ["day"],
    }
    for kind in (Keeping, Handing):
        assert list(inspect.signature(kind.put).parameters) == ["self", "nonce", "concern", "day"]


# ---------------------------------------------------------------- readers


async def test_bots_ask_seldom_and_not_at_all_once_readers_know(own: Path, fake_teams: FakeTeams) -> None:
    """Each look asks nothing within the pause; after the release was told the pause is a long one."""
    clock = Clock()
    async with owner_of(own, fake_teams, clock) as address, wired(address) as wire:
        side = handing(wire.address)
        for number in range(3):
            await side.put(fresh_nonce(), told(str(number)), TUESDAY)
        clock.go(hours=24 - 9.5 + RELEASED_AT.hour)
        async with asyncio.timeout(20):
            while (day := await side.look(clock())) is None:
                clock.go(seconds=30)
                await asyncio.sleep(0.05)
        assert await side.look(clock()) is None, "within the pause nothing is asked"
        await side.told(day)
        before = len(wire.said)
        assert await side.look(clock()) is None
        assert len(wire.said) > before
        asked = len(wire.said)
        clock.now += REST - PAUSE
        assert await side.look(clock()) is None
        assert len(wire.said) == asked
        clock.now += PAUSE
        assert await side.look(clock()) is None
        assert len(wire.said) > asked, "the control"


@pytest.mark.again
async def test_of_two_bots_each_reader_is_told_once(
    tmp_path: Path, own: Path, fake_teams: FakeTeams, postgres: str
) -> None:
    """Both find the release again and again, and post; by the letter's key one goes to each reader.

    The control: the notice of the next release comes, once it was heard that this one was told.
    """
    clock, halls = Clock(), []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        halls.append(Hall(fake_teams, tmp_path / name, postgres, clock))
    one, two = halls
    async with (
        owner_of(own, fake_teams, clock) as address,
        wired(address) as left,
        wired(address) as right,
        one.open(**handing_to(left.address)),
        two.open(**handing_to(right.address)),
    ):
        readers = [one.alone(one.teams.cast.lotse), one.alone(one.teams.cast.admin)]
        assert frozenset(reader.person.id for reader in readers) == READERS
        for reader in readers:
            await reader.says("Hallo")
        left.cut = right.cut = b"POST /uebergabe/weitergabe"
        for number in (1, 2):
            for words in "abc":
                await handing(address).put(fresh_nonce(), told(f"{words}{number}"), TUESDAY)
            clock.go(hours=24)
            for wire in (left, right):
                wire.said.clear()
            async with asyncio.timeout(60):
                while not _both(left, right, readers, number):
                    clock.go(seconds=21)
                    await asyncio.sleep(0.1)
            assert [len(_notices(reader)) for reader in readers] == [number, number]
            left.cut = right.cut = NOTHING


def _both(left: Wire, right: Wire, readers: list[Someone], number: int) -> bool:
    """Whether both bots were told of a release by the owner, more than once, and all notices are there."""
    heard = [wire.said.count(b'"untold":"2026') for wire in (left, right)]
    there = all(len(_notices(reader)) >= number for reader in readers)
    return there and (min(heard) >= 2 or number == 2)


def _notices(reader: Someone) -> list[Post]:
    return [post for post in reader.chat.said_by_bot if "Neues" in post.text]
