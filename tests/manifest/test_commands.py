"""Every command of the package, in both languages and in every state of a conversation, gets its answer."""

import json
from collections.abc import Awaitable, Callable
from typing import Literal

import pytest

from bot.app import text_files
from bot.manifest.building import SOURCE, manifest
from bot.router import Dialog, bare
from bot.texts import Texts
from dialogs import DIALOGS
from tests.dialogs.asking import unsure
from tests.dialogs.conftest import Hall, Someone, closed_hall, hall
from tests.fake_teams.cast import person
from tests.manifest.conftest import APP_OF_TOWN

__all__ = ["closed_hall", "hall"]

Tongue = Literal["de", "en"]
PACKAGE = Texts.load({SOURCE / "texts.yaml": ""})
SHOWN = {
    "help": ("So helfe ich Ihnen", "How I can help"),
    "human": ("Ein Mensch hilft Ihnen weiter", "A person will help you"),
    "questions": ("Gerade ist keine Frage offen", "There is no open question right now"),
    "cafe": ("Gerade ist nichts frei", "Nothing is free just now"),
    "simple": ("Einfacher Sprache", "plain German"),
    "full": ("wieder ausführlich", "in full again"),
    "language": ("In welcher Sprache soll ich schreiben?", "Which language shall I write in?"),
    "data": ("Das weiß ich über Sie", "What I know about you"),
    "restart": ("Wir fangen neu an", "Let us begin again"),
    "start": ("Willkommen! Ich bin Ihr Digitallotse.", "Welcome! I am your digital pilot."),
}
"""What each answer says, in German and in English."""
NOT_LISTED = {
    "welcome.german_words": "the command for languages offers it",
    "welcome.english_words": "the command for languages offers it",
    "escalation.contact_words": "the command for people shows it",
    "escalation.who_words": "the command for people shows it",
    "cafe.mine_words": "the command for the café shows it",
    "cafe.sheet_words": "for hosts only, who are told it",
    "cafe.ill_words": "for hosts only, who are told it",
    "upkeep.proposals_words": "for admins only",
    "concern.read_words": "for readers only, who are told it",
    "concern.words": "it is there only where the town has named readers",
}
"""Commands that the package doesn't show, each with the reason."""


@pytest.fixture
def database() -> str:
    """SQLite: what a command says does not depend on the engine."""
    return ""


def listed(scope: str) -> list[str]:
    """The commands that are shown there, by their names in the package's texts."""
    template = json.loads((SOURCE / "manifest.json").read_text(encoding="utf-8"))
    return [
        command["title"].removesuffix(".title")
        for one in template["bots"][0]["commandLists"]
        if scope in one["scopes"]
        for command in one["commands"]
    ]


def key_of(dialogs: tuple[Dialog, ...], texts: Texts, word: str) -> str:
    """The command that this word calls, as its dialog declares it."""
    return next(
        key
        for dialog in dialogs
        for key in dialog.commands
        for words in texts.words(key).values()
        if bare(word) in {bare(one) for one in words}
    )


def test_the_package_lists_the_commands_of_the_bot() -> None:
    """Each command is there or left out for a reason; a title in either language calls the same one."""
    texts = Texts.load(text_files())
    real = {key for dialog in DIALOGS for key in dialog.commands}
    calls = {}
    for name in listed("personal"):
        german, english = (PACKAGE.text(f"{name}.title", tongue) for tongue in ("de", "en"))
        calls[name] = key_of(DIALOGS, texts, german)
        assert key_of(DIALOGS, texts, english) == calls[name]
    assert len(set(calls.values())) == len(calls)
    assert set(calls.values()) == real - NOT_LISTED.keys()
    assert SHOWN.keys() == calls.keys()
    assert set(listed("team")) == set(listed("groupChat")) <= calls.keys()
    titles = [one["title"] for one in manifest(APP_OF_TOWN)["bots"][0]["commandLists"][0]["commands"]]
    assert titles == [PACKAGE.text(f"{name}.title", "de") for name in listed("personal")]


State = Callable[[Someone], Awaitable[object]]


async def _first(someone: Someone) -> None:
    """Nothing was said yet."""


async def _welcomed(someone: Someone) -> None:
    await someone.installs()


async def _answered(someone: Someone) -> None:
    await someone.says("Ich habe mein Passwort vergessen")


async def _asked_back(someone: Someone) -> None:
    await someone.says(unsure(2, 3))


async def _not_known(someone: Someone) -> None:
    await someone.says("Wo wohnt der Weihnachtsmann im Sommer?")


async def _worried(someone: Someone) -> None:
    await someone.says("Ich habe Angst, etwas kaputt zu machen")


async def _rated_badly(someone: Someone) -> None:
    seen = await someone.says("Ich habe mein Passwort vergessen")
    await someone.presses(seen, "Hat nicht geholfen")


async def _about_to_delete(someone: Someone) -> None:
    await someone.says("Einfache Sprache")
    await someone.presses(await someone.says("Meine Daten"), "privacy.delete")


async def _simple(someone: Someone) -> None:
    await someone.says("Einfache Sprache")


async def _english(someone: Someone) -> None:
    await someone.says("English")


STATES: dict[str, State] = {
    name.strip("_"): state
    for name, state in {
        "first": _first,
        "welcomed": _welcomed,
        "answered": _answered,
        "asked back": _asked_back,
        "not known": _not_known,
        "worried": _worried,
        "rated badly": _rated_badly,
        "about to delete": _about_to_delete,
        "simple": _simple,
        "english": _english,
    }.items()
}


def expected(name: str, tongue: Tongue, *, english: bool = False) -> str:
    """What the answer says: in English if that was chosen, else in the word's language, else in the client's.

    Starting over forgets what was chosen.
    """
    shared = PACKAGE.text(f"{name}.title", "de") == PACKAGE.text(f"{name}.title", "en")
    if english:
        return SHOWN[name][name != "restart"]
    return SHOWN[name][tongue == "en" and not shared]


@pytest.mark.parametrize("state", STATES)
async def test_every_command_is_answered_in_every_state(hall: Hall, state: str) -> None:
    """Alone with the bot, in both languages, whatever was said before; each time by somebody new."""
    for number, name in enumerate(listed("personal")):
        for tongue in ("de", "en"):
            someone = hall.alone(person(f"{tongue} {name}", 100 + 2 * number + (tongue == "en")))
            await STATES[state](someone)
            seen = await someone.says(PACKAGE.text(f"{name}.title", tongue))
            assert expected(name, tongue, english=state == "english") in seen.text, (name, tongue, seen.text)


@pytest.mark.parametrize("place", ["in_group", "in_channel"])
async def test_every_command_for_groups_is_answered_there(hall: Hall, place: str) -> None:
    """When the bot is mentioned, before and after a question."""
    hall.bot.flood.most = 1_000
    someone: Someone = getattr(hall, place)(hall.teams.cast.asker)
    for _ in range(2):
        for name in listed("team"):
            for tongue in ("de", "en"):
                title = PACKAGE.text(f"{name}.title", tongue)
                seen = await someone.says(title, mention=True)
                assert expected(name, tongue) in seen.text, (title, seen.text)
        await someone.says("Ich habe mein Passwort vergessen", mention=True)
