"""The office behind the page: what it keeps, what it counts, how its clock goes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo import memory, view
from demo.chats import ADAPTIVE, Chat, Chats, Post, Scope
from demo.clock import Clock
from demo.live import MOST_WAITING, Live
from demo.office import Office

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)


def personal(office: Office, key: str = "anna") -> Chat:
    """Somebody's own chat with the bot."""
    return office.chats.personal(office.people[key])


def test_the_clock_goes_forward_only() -> None:
    """Leaps add up; back, or out of the calendar, it refuses and stays as it is."""
    clock = Clock(machine=lambda: NOON)
    clock.forward(timedelta(hours=1))
    clock.forward(timedelta(days=1))
    for leap in (timedelta(seconds=-1), timedelta(days=4_000_000)):
        with pytest.raises(ValueError, match=r"forward|calendar"):
            clock.forward(leap)
    assert clock() == NOON + timedelta(days=1, hours=1)


def test_what_others_wrote_is_unread_until_it_is_seen() -> None:
    """Own and deleted posts never count; seeing a chat counts for this person only."""
    office = Office()
    anna, jonas = office.people["anna"], office.people["jonas"]
    group = next(chat for chat in office.chats_of(anna) if chat.scope is Scope.GROUP)
    gone = office.chats.post(group, "28:lotse", {"text": "weg"})
    office.chats.post(group, "28:lotse", {"text": "da"})
    office.chats.post(group, anna.account, {"text": "von mir"})
    office.chats.delete(group, gone)
    assert (office.unread(anna, group), office.unread(jonas, group)) == (1, 2)
    assert office.look(anna, group)
    assert not office.look(anna, group)
    assert (office.unread(anna, group), office.unread(jonas, group)) == (0, 2)
    assert view.unread(office)["jonas"] == {group.id: 2}


def test_the_office_is_recalled_as_it_was_noted(tmp_path: Path) -> None:
    """Posts with their views, what was read, languages, the clock; new ids go on above the old ones."""
    office = Office()
    anna, chat = office.people["anna"], personal(office)
    office.clock.forward(timedelta(days=3))
    office.people.speak("anna", "en-GB")
    post = office.chats.post(
        chat, "28:lotse", {"attachments": [{"contentType": ADAPTIVE, "content": {"a": 1}}]}
    )
    office.chats.show(chat, post, anna, {"a": 2})
    office.look(anna, chat)
    office.opened.add(chat.id)
    file = tmp_path / "chats.jsonl"
    with memory.keeping(file, office):
        pass
    again = memory.load(file)
    assert memory.noted(again) == memory.noted(office)
    assert view.whole(again, "anna")["chats"][0]["posts"][0]["card"] == {"a": 2}
    assert int(again.chats.post(personal(again), "28:lotse", {"text": "neu"}).id) > int(post.id)


@pytest.mark.parametrize(
    "kept", ["", "{", "[]\n", "null\n", '{"form": 99}\n', '{"form": 2}\n{}\n', "\udcff\n"]
)
def test_a_file_that_cannot_be_read_begins_anew(tmp_path: Path, kept: str) -> None:
    """A demo never fails over what an older one left."""
    file = tmp_path / "chats.jsonl"
    file.write_text(kept, errors="surrogateescape")
    assert memory.noted(memory.load(file)) == memory.noted(Office())


async def test_a_change_is_in_the_file_before_anybody_hears_of_it(tmp_path: Path) -> None:
    """Whatever changes, a demo that ends at that very moment finds it again: post, view, deletion, clock."""
    office, file = Office(), tmp_path / "chats.jsonl"
    anna, chat = office.people["anna"], personal(office)
    with memory.keeping(file, office), office.chats.listen() as changes:
        post = office.chats.post(chat, "28:lotse", {"text": "Hallo"})
        for change in (
            lambda: office.chats.rewrite(chat, post, {"text": "Hallo!"}),
            lambda: office.chats.show(chat, post, anna, {"a": 1}),
            lambda: office.look(anna, chat),
            lambda: office.speak("anna", "en-GB"),
            lambda: office.forward(timedelta(days=1)),
            lambda: office.chats.delete(chat, post),
        ):
            change()
            assert memory.noted(memory.load(file)) == memory.noted(office)
        await anext(changes)


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_that_was_cut_off_costs_nothing_else(tmp_path: Path, cut: int) -> None:
    """The power fails in the middle of a line: all lines before it count, and writing goes on."""
    office, file = Office(), tmp_path / "chats.jsonl"
    with memory.keeping(file, office):
        first = office.chats.post(personal(office), "28:lotse", {"text": "Erstens"})
        office.chats.post(personal(office), "28:lotse", {"text": "Zweitens"})
    file.write_bytes(file.read_bytes()[:-cut])
    again = memory.load(file)
    assert [*personal(again).posts] == [first.id]
    with memory.keeping(file, again):
        again.chats.post(personal(again), "28:lotse", {"text": "Drittens"})
    said = [post.text for post in personal(memory.load(file)).posts.values()]
    assert said == ["Erstens", "Drittens"]


def test_begun_afresh_nothing_of_before_is_in_the_file(tmp_path: Path) -> None:
    """What was said is gone from the disk, not only from the page."""
    office, file = Office(), tmp_path / "chats.jsonl"
    with memory.keeping(file, office) as keep_all:
        office.chats.post(personal(office), "28:lotse", {"text": "geheim"})
        office.clear()
        keep_all()
    assert "geheim" not in file.read_text(encoding="utf-8")


def test_a_disk_that_refuses_ends_nothing(tmp_path: Path) -> None:
    """The demo goes on, and as soon as it can write again all is there."""
    office, folder = Office(), tmp_path / "demo"
    with memory.keeping(folder / "chats.jsonl", office):  # no such folder yet
        office.chats.post(personal(office), "28:lotse", {"text": "Erstens"})
        folder.mkdir()
        office.chats.post(personal(office), "28:lotse", {"text": "Zweitens"})
    assert memory.noted(memory.load(folder / "chats.jsonl")) == memory.noted(office)


def test_a_deleted_post_keeps_its_place_while_answers_hang_below_it() -> None:
    """Its words are gone at once, the thread stays whole."""
    office = Office()
    channel = next(chat for chat in office.chats.all.values() if chat.scope is Scope.CHANNEL)
    root = office.chats.post(channel, office.people["anna"].account, {"text": "geheim"})
    office.chats.post(channel, "28:lotse", {"text": "Antwort"}, root.id)
    office.chats.delete(channel, root)
    seen = view.chat_of(office, office.people["jonas"], channel)["posts"]
    assert [post["deleted"] for post in seen] == [True, False]
    assert "geheim" not in json.dumps(seen)


async def test_a_window_that_does_not_read_is_ended_and_harms_nobody() -> None:
    """What waits for one window is bounded; the others hear everything."""
    live = Live(Office())
    with live.window("anna") as slow, live.window("jonas") as quick:
        for number in range(MOST_WAITING + 10):
            live.tell({"event": "clock", "number": number})
            while quick.waiting.qsize() > 1:
                quick.waiting.get_nowait()
        assert slow.waiting.get_nowait() is None
        assert live.windows == {quick}
        assert quick.waiting.get_nowait() == {"event": "clock", "number": MOST_WAITING + 9}


def test_no_id_is_given_twice_not_even_after_a_restart() -> None:
    """Nothing of the first run was kept, and still the second gives others; an older post changes nothing."""
    moment = NOON
    first = Chats(lambda: moment)
    given = [first.next_id() for _ in range(3)]
    moment += timedelta(seconds=1)
    second = Chats(lambda: moment)
    chat = second.personal(Office().people["anna"])
    second.restore(chat, {"7": Post("7", "28:lotse", {"text": "alt"}, "7")})
    given += [second.next_id() for _ in range(3)]
    assert len(set(given)) == 6
    assert sorted(given, key=int) == given
