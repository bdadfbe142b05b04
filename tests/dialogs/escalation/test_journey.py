"""A human answers, in minutes, without anyone leaving Teams: the journey, over real HTTP."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from bot.cards import pieces
from demo.client import find_button
from faq.adding import NewEntry, add_entry
from faq.learning import Asked, proposals
from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.lotsen import QUESTION, asks, cards_of, latest, soon, staffed

# ---------------------------------------------------------------- asking and answering


async def test_a_question_is_answered_and_thanked_for(anna: Someone, lotte: Someone, kemal: Someone) -> None:
    """The asker sees by when; both Lotsen get the card; one answers, the other sees who; thanks arrive."""
    sent = await asks(anna)
    assert "Konto und Passwort" in sent.text
    assert "Spätestens hören Sie von mir" in sent.text
    card = await latest(lotte, "Anna Frage hat eine Frage", QUESTION)
    other = await latest(kemal, QUESTION)
    answered = await lotte.presses(card, "Antworten", words="Schreiben Sie an **quax**.", signed="true")
    assert "Ihre Antwort ist abgeschickt." in answered.text
    assert "Das würde ich selbst vermuten" in card.text
    assert "Das würde ich selbst vermuten" not in answered.text
    answer = await latest(anna, "Antwort auf Ihre Frage", QUESTION, "**quax**", "Viele Grüße, Lotte")
    await soon(lambda: "**Lotte** kümmert sich darum" in str(other.post.card))
    closed = await anna.presses(answer, "Ja, danke!", words="Sie haben mich gerettet!")
    assert "Schön, dass es geklappt hat!" in closed.text
    await latest(lotte, "Ein Dankeschön für Sie", "Sie haben mich gerettet!")
    assert QUESTION in (await latest(kemal, "Diese Frage ist erledigt")).text


async def test_only_one_wins(anna: Someone, lotte: Someone, kemal: Someone, hall: Hall) -> None:
    """Of two who press at once one has it; the other is told so kindly, and both see who."""
    await asks(anna)
    cards = {someone.person.name: await latest(someone, QUESTION) for someone in (lotte, kemal)}
    pressed = await asyncio.gather(
        *(someone.presses(cards[someone.person.name], "Übernehmen") for someone in (lotte, kemal))
    )
    said = [str(one.answer.body) for one in pressed if one.answer]
    assert sum("Das ist bei Ihnen" in one for one in said) == 1
    assert sum("einen Moment schneller" in one for one in said) == 1
    winner, loser = (lotte, kemal) if "Das ist bei Ihnen" in said[0] else (kemal, lotte)
    seen = f"**{winner.person.name.split()[0]}** kümmert sich darum"
    await soon(lambda: seen in str(cards[loser.person.name].post.card))


async def test_questions_go_back_and_forth(anna: Someone, lotte: Someone) -> None:
    """The Lotse asks back, the asker replies, asks on, and the same Lotse reads it."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    await lotte.presses(card, "Rückfrage", words="Welches Haus?")
    back = await latest(anna, "Eine Rückfrage zu Ihrer Frage", "Welches Haus?")
    assert "weitergegeben" in (await anna.presses(back, "Antworten", words="Das gelbe.")).text
    card = await latest(lotte, "Das gelbe.", "Das ist bei Ihnen")
    await lotte.presses(card, "Antworten", words="Dann Tür zwei.")
    answer = await latest(anna, "Dann Tür zwei.")
    await anna.presses(answer, "Rückfrage stellen", words="Links oder rechts?")
    card = await latest(lotte, "Links oder rechts?", "Das ist bei Ihnen")
    await lotte.presses(card, "Antworten", words="Links.")
    await latest(anna, "Links.")


async def test_a_no_reopens_once(anna: Someone, lotte: Someone, kemal: Someone, hall: Hall) -> None:
    """Others are asked; the second no ends with the hotline."""
    await asks(anna)
    await lotte.presses(await latest(lotte, QUESTION), "Antworten", words="Neu starten.")
    await latest(kemal, "**Lotte** kümmert sich")
    answer = await latest(anna, "Neu starten.")
    assert "andere Lotsen" in (await anna.presses(answer, "Noch nicht")).text
    card = await latest(hall.alone(hall.teams.cast.admin), QUESTION)
    await hall.alone(hall.teams.cast.admin).presses(card, "Antworten", words="Noch einmal neu starten.")
    answer = await latest(anna, "Noch einmal neu starten.")
    assert "Durchwahl 1234" in (await anna.presses(answer, "Noch nicht")).text


async def test_the_asker_adds_looks_and_takes_back(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """«Meine Fragen» shows how it stands; what is taken back is gone from everywhere."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    answering = find_button(card.card, "Antworten")
    listed = await anna.says("Meine Fragen")
    case = await anna.presses(listed, QUESTION)
    assert "Die Lotsen haben Ihre Frage" in case.text
    await anna.presses(case, "Ergänzen", words="Es eilt doch.")
    await latest(lotte, "Es eilt doch.")
    await anna.presses(case, "Frage zurücknehmen")
    await latest(lotte, "zurückgenommen")
    assert "Gerade ist keine Frage offen" in (await anna.says("Meine Fragen")).text
    old = await hall.teams.client.press(lotte.person, lotte.chat, card.post, answering, {"words": "Zu spät."})
    assert "nicht mehr offen" in str(old.body)  # she pressed before her client showed the change


async def test_an_entry_of_the_faq_is_sent(anna: Someone, lotte: Someone) -> None:
    """Found by a search, it reaches the asker as the answer."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    picking = await lotte.presses(card, "Passende FAQ senden")
    found = await lotte.presses(picking, "Suchen", search="passwort vergessen")
    await lotte.presses(found, found.choices[0])
    await latest(anna, "Antwort auf Ihre Frage", "Passwort-Portal")


async def test_the_entry_that_a_lotse_chose_is_proposed_with_the_words(
    anna: Someone, lotte: Someone, hall: Hall
) -> None:
    """To the FAQ's authors, without anybody's name; a press that comes again proposes nothing more."""
    await asks(anna, "Ich bin Anna Frage, Lotte kennt mich: Wo steht mein Quaxwort?\nViele Grüße\nAnna Frage")
    picking = await lotte.presses(await latest(lotte, "Quaxwort"), "Passende FAQ senden")
    found = await lotte.presses(picking, "Suchen", search="passwort vergessen")
    action = find_button(found.card, found.choices[0])
    for _ in range(2):
        await hall.teams.client.press(lotte.person, lotte.chat, found.post, action)
    asked = await hall.bot.database.all("answer_questions", Asked, {"tenant": anna.person.tenant})
    (proposal,) = [one for one in proposals(asked, hall.bot.shelf.catalog) if "Quaxwort" in one.words]
    assert proposal.count == 1
    assert "Passwort-Portal" in proposal.entry.answer
    assert not {"Anna", "Frage", "Lotte"} & set(re.findall(r"\w+", proposal.words))


async def test_a_case_is_handed_over(anna: Someone, lotte: Someone, kemal: Someone, hall: Hall) -> None:
    """To one person, with a word that only Lotsen read."""
    adam = hall.alone(hall.teams.cast.admin)
    await asks(anna)
    card = await latest(lotte, QUESTION)
    choosing = await lotte.presses(card, "Weitergeben")
    handed = await lotte.presses(choosing, "Weitergeben", to="Adam Admin", topic="-", words="Kannst du das?")
    assert "Weitergegeben" in handed.text
    card = await latest(adam, QUESTION, "Kannst du das?")
    await adam.presses(card, "Antworten", words="Ja.")
    answer = await latest(anna, "Ja.")
    assert "Kannst du das?" not in answer.text


# ---------------------------------------------------------------- deadlines


async def test_time_moves_a_case_on(anna: Someone, lotte: Someone, kemal: Someone, hall: Hall) -> None:
    """A reminder, the deputy, the fallback, the end: each told to the asker, each after working time only."""
    await asks(anna)
    await latest(lotte, QUESTION)
    hall.clock.go(hours=2)
    hall.bot.later.wake()
    await latest(lotte, "Eine Frage wartet noch")
    assert "Die Lotsen haben" not in (await anna.says("hallo")).text
    hall.clock.go(hours=2)
    hall.bot.later.wake()
    adam = hall.alone(hall.teams.cast.admin)
    await latest(adam, QUESTION)
    for _ in range(2):
        hall.clock.go(hours=2)
        hall.bot.later.wake()
    await latest(anna, "Die Frage bleibt offen")
    hall.clock.go(days=8)
    hall.bot.later.wake()
    await latest(anna, "geschlossen")


async def test_an_absent_lotse_is_not_asked(
    anna: Someone, lotte: Someone, kemal: Someone, hall: Hall
) -> None:
    """«Ich bin bis Freitag weg» is enough, also for what they had."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    await latest(kemal, QUESTION)
    await lotte.presses(card, "Übernehmen")
    away = await lotte.says("Ich bin bis Freitag weg")
    assert "bis einschließlich Fr 27.11." in away.text
    assert "bekommen jetzt andere" in away.text
    await latest(hall.alone(hall.teams.cast.admin), QUESTION)
    before = len(cards_of(hall, lotte.person))
    await asks(anna, "Was ist ein Schnurpsel?")
    await latest(kemal, "Schnurpsel")
    assert len(cards_of(hall, lotte.person)) == before
    assert "Lotte Lotsin (heute nicht da)" in (await anna.says("Wer sind die Lotsen?")).text
    assert "Schön, dass Sie wieder da sind!" in (await lotte.says("Ich bin wieder da")).text
    assert "Lotte Lotsin (heute da)" in (await anna.says("Wer sind die Lotsen?")).text


# ---------------------------------------------------------------- the next entry


async def test_an_answer_becomes_an_entry(closed_hall: Hall) -> None:
    """Proposed by a Lotse, decided by a second person, in the file and in use; who asked as well hears it."""
    folder = closed_hall.owns("facts.yaml", "konto.yaml")
    async with staffed(closed_hall) as hall:
        cast = hall.teams.cast
        anna, lotte, adam = (hall.alone(person) for person in (cast.asker, cast.lotse, cast.admin))
        await asks(anna, "Wie bekomme ich einen Zugang zum Quaxikon?")
        await lotte.presses(await latest(lotte, QUESTION), "Antworten", words="Über das **Quaxportal**.")
        await anna.presses(await latest(anna, "Quaxportal"), "Ja, danke!")
        await asks(anna, "Zugang Quaxikon, wie bekomme ich einen?")
        card = await latest(lotte, "Zugang Quaxikon")
        await lotte.presses(card, "Übernehmen")
        over = next(
            post
            for post in lotte.chat.said_by_bot
            if "Quaxportal" in str(post.body) or "erledigt" in str(post.body)
        )
        form = await lotte.presses(over, "Als FAQ vorschlagen")
        inputs = {"question": QUESTION, "answer": "Über das **Quaxportal**.", "topic": "Konto und Passwort"}
        await lotte.presses(form, "Vorschlagen", variants="Quaxikon freischalten", **inputs)
        draft = await latest(adam, "Ein Vorschlag für die FAQ")
        await adam.presses(draft, "Aufnehmen", variants="Quaxikon freischalten", **inputs)
        assert "Quaxportal" in (folder / "lotsen.yaml").read_text(encoding="utf-8")
        await soon(lambda: any("Quaxportal" in entry.answer for entry in hall.bot.shelf.catalog.entries))
        assert "Quaxportal" in (await hall.alone(cast.colleague).says("Quaxikon freischalten")).text
        hall.clock.go(seconds=10)
        hall.bot.later.wake()
        await latest(anna, "Auf Ihre offene Frage gibt es jetzt eine Antwort", "Quaxportal")


async def test_without_a_topic_none_is_chosen_beforehand(closed_hall: Hall) -> None:
    """Nor by the bot: who decides chooses one, and nothing becomes an entry before that."""
    folder = closed_hall.owns("facts.yaml", "konto.yaml")
    async with staffed(closed_hall) as hall:
        lotte, adam = (hall.alone(person) for person in (hall.teams.cast.lotse, hall.teams.cast.admin))
        words = {"question": QUESTION, "answer": "Über das Quaxportal."}
        dialog = await acted(
            lotte, "escalation.propose_message", "Hallo Anna, über das Quaxportal. Hilft das?"
        )
        fields = {piece["id"]: piece for piece in dialog["card"]["content"]["body"] if "id" in piece}
        assert "value" not in fields["topic"]
        assert fields["answer"]["value"] == "Über das Quaxportal."
        await sent(lotte, dialog, **words)
        draft = await latest(adam, "Ein Vorschlag für die FAQ")
        asked = next(piece for piece in pieces(draft.card) if piece.get("id") == "topic")
        assert asked["isRequired"]
        assert "value" not in asked
        assert "Bitte wählen Sie ein Thema" in str(await adam.presses(draft, "Aufnehmen", **words))
        assert not (folder / "lotsen.yaml").exists()
        await adam.presses(draft, "Aufnehmen", **words, topic="Konto und Passwort")
        assert "topic: Konto und Passwort" in (folder / "lotsen.yaml").read_text(encoding="utf-8")


async def test_a_german_entry_leaves_the_topic_english(closed_hall: Hall) -> None:
    """What Lotsen have added has no English: the topic keeps the name that the entries before it give it."""
    folder = closed_hall.owns("facts.yaml", "konto.yaml")
    entry = NewEntry("lotsen-1", "Konto und Passwort", QUESTION, "Über das Quaxportal.")
    add_entry(folder / "lotsen.yaml", entry, "Lotsen", "Lotsen")
    async with staffed(closed_hall) as hall:
        lotte = hall.alone(hall.teams.cast.lotse)
        await lotte.presses(await lotte.says("Sprache"), "English")
        for command in ("escalation.from_message", "escalation.propose_message"):
            dialog = await acted(lotte, command, "So geht es.")
            topic = next(one for one in pieces(dialog["card"]["content"]) if one.get("id") == "topic")
            shown = {choice["value"]: choice["title"] for choice in topic["choices"]}
            assert shown["Konto und Passwort"] == "Account and password"


# ---------------------------------------------------------------- from any message


async def acted(someone: Someone, command: str, words: str) -> Any:
    """Choose this action on a message of somebody's; the dialog, or what is said in its place."""
    payload = {"body": {"contentType": "html", "content": f"<p>{words}</p>"}}
    value = {"commandId": command, "commandContext": "message", "messagePayload": payload}
    client = someone.hall.teams.client
    answer = await client.invoke(someone.person, someone.chat, "composeExtension/fetchTask", value)
    return answer.body["task"]["value"]


async def sent(someone: Someone, dialog: Any, **inputs: Any) -> Any:
    """Send the dialog that is open."""
    data = {**dialog["card"]["content"]["actions"][0]["data"], **inputs}
    client = someone.hall.teams.client
    value = {"commandId": "x", "data": data}
    return await client.invoke(someone.person, someone.chat, "composeExtension/submitAction", value)


async def test_any_message_becomes_a_question(hall: Hall, anna: Someone, lotte: Someone) -> None:
    """From a group, in a dialog; the answer comes into one's own chat, and nothing into the group."""
    await anna.says("hallo")
    group = hall.in_group(anna.person)
    dialog = await acted(group, "escalation.from_message", "Was ist ein <b>Schnurpsel</b>?")
    question = next(p["value"] for p in dialog["card"]["content"]["body"] if p.get("id") == "question")
    assert question == "Was ist ein Schnurpsel?"
    done = await sent(group, dialog, question=question, urgency="now", nameless="true")
    assert "Ihre Frage ist unterwegs" in str(done.body)
    card = await latest(lotte, "Schnurpsel", "Jemand aus dem Haus")
    await lotte.presses(card, "Antworten", words="Ein Schnurpsel.")
    await latest(anna, "Ein Schnurpsel.")
    assert group.chat.said_by_bot == []


async def test_any_message_may_be_proposed_by_lotsen_only(hall: Hall, anna: Someone, lotte: Someone) -> None:
    """Teams shows the action to everyone: who is no Lotse is refused kindly."""
    assert "nur Lotsinnen und Lotsen" in str(await acted(anna, "escalation.propose_message", "So geht es."))
    dialog = await acted(lotte, "escalation.propose_message", "So geht es.")
    await sent(lotte, dialog, question="Wie geht es?", answer="So geht es.", topic="Konto und Passwort")
    await latest(hall.alone(hall.teams.cast.admin), "Ein Vorschlag für die FAQ")
