"""From the bot to a person: the right one, and with words that fit."""

from dataclasses import replace

import pytest

from dialogs.escalation.rules import Owner, owner_of
from tests.dialogs.conftest import Hall, Someone

COURAGE = "Zu einfache Fragen gibt es nicht"


@pytest.mark.parametrize(
    ("question", "owner", "way"),
    [
        ("wie beantrage ich urlaub", "Personalstelle", "Durchwahl 2345"),
        ("passwort vergessen", "IT-Servicedesk", "Durchwahl 1234"),
        ("Wie lege ich eine neue E-Akte an?", "Organisationsstelle", "organisation@musterstadt.example"),
    ],
)
async def test_who_stands_behind_an_answer_is_named(
    anna: Someone, question: str, owner: str, way: str
) -> None:
    """With every way to reach them, the question to take along, and nobody else."""
    seen = await anna.says(question)
    below = await anna.presses(seen, "Einen Menschen fragen")
    assert below.title == "Ein Mensch hilft Ihnen weiter"
    assert owner in below.text
    assert way in below.text
    assert question in below.text
    assert COURAGE in below.text
    assert ("IT-Servicedesk" in below.text) == (owner == "IT-Servicedesk")


async def test_without_an_answer_everyone_is_named(anna: Someone) -> None:
    """IT with all its ways, and the others with their topics."""
    for below in (
        await anna.says("Mensch"),
        await anna.presses(await anna.says("xyzzy blorb quux"), "Einen Menschen fragen"),
    ):
        assert "**IT-Servicedesk**" in below.text
        assert "**Personalstelle** (Durchwahl 2345): Personal und Arbeitszeit" in below.text


async def test_courage_is_given_where_it_fits(anna: Someone) -> None:
    """Not to who has just said that the answer did not help, nor to what is private."""
    form = await anna.presses(await anna.says("passwort vergessen"), "Hat nicht geholfen")
    assert COURAGE not in (await anna.presses(form, "Einen Menschen fragen")).text
    shy = await anna.says("Wie beantrage ich Elternzeit?")
    assert COURAGE not in (await anna.presses(shy, "Einen Menschen fragen")).text


async def test_an_entry_that_is_gone_still_leads_to_people(anna: Someone, hall: Hall) -> None:
    """Old cards in the chat never break."""
    seen = await anna.says("passwort vergessen")
    action = dict(next(a for a in seen.card["actions"] if a["title"] == "Einen Menschen fragen"))
    action["data"] = action["data"] | {"entry": "abgeschafft"}
    await hall.teams.client.press(anna.person, anna.chat, seen.post, action)
    assert "Personalstelle" in str(anna.chat.said_by_bot[-1].card)


FACTS = {
    "it.name": "IT",
    "it.hotline": "115",
    "it.hours": "Montag bis Freitag",
    "it.hours_en": "Monday to Friday",
    "gleich.name": "Beauftragte",
}


def test_an_owner_is_found_by_name_among_the_facts() -> None:
    """In English in English words where the town has some; what is not known is empty."""
    german = owner_of("IT", FACTS, "de")
    assert german == Owner("IT", "115", "", "Montag bis Freitag")
    assert owner_of("IT", FACTS, "en") == replace(german, hours="Monday to Friday")
    assert owner_of("Beauftragte", FACTS, "de") == Owner("Beauftragte")
    assert owner_of("Wer anders", FACTS, "de") == Owner("Wer anders")
