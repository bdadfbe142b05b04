"""The table of a case: every state goes on by itself, has its owner or none, and ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hours import Hours
from bot.roster import Lotse, Roster
from dialogs.escalation.absence import Absence, absence_in, says_back
from dialogs.escalation.names import as_entry, blanked
from dialogs.escalation.proposing import deciders
from dialogs.escalation.rules import same_question
from dialogs.escalation.table import (
    PROMISE,
    SILENCE,
    TABLE,
    UNOWNED,
    WITH_OWNER,
    Event,
    Impossible,
    State,
    Urgency,
    diagram,
    opened,
    promised,
    transition,
)

ROOT = Path(__file__).parents[2]
HOUSE = Hours(land="NW")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
OPEN = [state for state in State if state is not State.CLOSED]
TODAY = datetime(2026, 11, 23).date()


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_goes_on_and_can_be_left(state: State) -> None:
    """By time alone it comes to an end, the asker may always take it back, add words and be answered."""
    for event in (Event.DUE, Event.WITHDRAW, Event.SAY, Event.ANSWER, Event.ASK_BACK):
        assert (state, event) in TABLE
    seen, at = set(), state
    while at is not State.CLOSED:
        assert at not in seen, "time goes round in a ring"
        seen.add(at)
        at = TABLE[at, Event.DUE].to


def test_nothing_happens_to_what_is_closed() -> None:
    """Nor is there a state that the table forgets."""
    assert not [cell for cell in TABLE if cell[0] is State.CLOSED]
    assert {*UNOWNED, *WITH_OWNER, State.CLOSED} == set(State)


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(Urgency), st.lists(st.sampled_from(Event), max_size=40), st.data())
def test_a_case_never_stands_still(
    now: datetime, urgency: Urgency, events: list[Event], data: st.DataObject
) -> None:
    """Open cases have a next step ahead, owners only where the state has one, and reopen once."""
    case, _ = opened(urgency, now, HOUSE)
    reopenings = 0
    for event in events:
        now = (
            max(now, case.due_at)
            if event is Event.DUE
            else now + timedelta(minutes=data.draw(st.integers(0, 99)))
        )
        if case.state is State.CLOSED:
            break
        try:
            after, _ = transition(case, event, now, HOUSE, "lotse")
        except Impossible:
            continue
        reopenings += after.reopened and not case.reopened
        case = after
        assert case.owner is None or case.state in WITH_OWNER
        assert (case.outcome is not None) == (case.state is State.CLOSED)
        if event is Event.DUE and case.state is not State.CLOSED:
            assert case.due_at > now
        assert reopenings <= 1


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(Urgency))
def test_by_the_promise_the_fallback_has_it(now: datetime, urgency: Urgency) -> None:
    """What the asker is told is kept by the clock alone: four steps take the promised working time."""
    case, _ = opened(urgency, now, HOUSE)
    for _ in range(4):
        case, _ = transition(case, Event.DUE, case.due_at, HOUSE)
    assert case.state is State.FALLBACK
    assert case.due_at - SILENCE == promised(urgency, now, HOUSE)
    assert HOUSE.between(now, promised(urgency, now, HOUSE)) == PROMISE[urgency]


def test_the_picture_in_the_docs_is_this_table() -> None:
    """Made from it, and anew with each change."""
    assert diagram() in (ROOT / "docs" / "lotsen.md").read_text(encoding="utf-8")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("Ich bin bis Montag weg", "2026-11-23", "2026-11-30"),
        ("bin bis 5.12. im Urlaub", "2026-11-23", "2026-12-05"),
        ("Ich bin vom 1.12. bis 5.12. weg.", "2026-12-01", "2026-12-05"),
        ("Ich bin ab morgen bis Freitag abwesend", "2026-11-24", "2026-11-27"),
        ("Ich bin bis 24. Dezember weg", "2026-11-23", "2026-12-24"),
        ("Ich bin bis 3. Januar weg", "2026-11-23", "2027-01-03"),
        ("ich bin morgen krank", "2026-11-24", "2026-11-24"),
        ("Pause", "2026-11-23", "2026-11-23"),
        ("I am away until Friday", "2026-11-23", "2026-11-27"),
    ],
)
def test_an_absence_is_understood(said: str, first: str, last: str) -> None:
    """In the words people use, on a Monday; the last day counts."""
    assert absence_in(said, TODAY) == Absence(
        datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date()
    )


@pytest.mark.parametrize(
    "said",
    [
        "Mein Drucker ist heute weg",
        "Wie melde ich mich krank?",
        "Ich bin weg",
        "Ich bin bis 31.2. weg",
        "Ich bin bis 20.11.2026 weg",
        "Ich bin vom 5.12. bis 1.12. weg",
        "Wo finde ich bis Montag Urlaub?",
        "",
    ],
)
def test_what_is_no_absence_is_none(said: str) -> None:
    """A question stays one, and impossible days are not guessed."""
    assert absence_in(said, TODAY) is None
    assert not says_back(said)


def test_names_are_taken_out() -> None:
    """First and last names, whatever their case, and the farewell; words that merely begin so stay."""
    words = "Frau Sommer und anna fragen: Sommerzeit im Kalender?\n\nViele Grüße\nAnna Sommer"
    assert blanked(words, ["Anna Sommer"]) == "Frau … und … fragen: Sommerzeit im Kalender?"
    assert blanked("Best way to print?", ["Bo Li"]) == "Best way to print?"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Hallo Anna, im Druckdialog auf A3 stellen. Hilft das?", "Im Druckdialog auf A3 stellen."),
        ("hallo anna, im Druckdialog auf A3 stellen", "Im Druckdialog auf A3 stellen"),
        ("Hi Anna im Druckdialog auf A3 stellen. LG Petra", "Im Druckdialog auf A3 stellen."),
        ("Guten Morgen, liebe Frau Dr. Öz-Sommer,\n\niPhone neu starten.", "iPhone neu starten."),
        ("Sehr geehrter Herr von der Heide!\n1. Öffnen\n2. Senden", "1. Öffnen\n2. Senden"),
        ("Moin Anna und Jonas - so geht es.\nHilft Ihnen das weiter?\nViele Grüße\nP.", "So geht es."),
        ("Servus …,\nso geht es. Konnte ich dir weiterhelfen?", "So geht es."),
        ("Dear Anna, open the print dialog. Does that help?", "Open the print dialog."),
        ("Grüß Gott Herr Sommer, so geht es. Hat das geholfen??", "So geht es."),
        ("Hallo zusammen,\nso geht es.\n\nHilft das?\n\nGruß Petra", "So geht es."),
        ("Im Druckdialog auf A3 stellen. Gruß, Okan", "Im Druckdialog auf A3 stellen."),
        (
            "Im Druckdialog auf A3 stellen! Gruß Okan von unten",
            "Im Druckdialog auf A3 stellen! Gruß Okan von unten",
        ),
        ("Im Druckdialog auf A3 stellen. Grüße Okan Öz.", "Im Druckdialog auf A3 stellen."),
        ("Open the print dialog. Cheers, Ann", "Open the print dialog."),
        ("Im Druckdialog auf A3 stellen. Gruß!", "Im Druckdialog auf A3 stellen."),
    ],
)
def test_a_greeting_with_a_name_does_not_come_into_an_entry(written: str, kept: str) -> None:
    """Nor a farewell, nor the question whether it helped: nobody needs to know the name for it any more."""
    assert as_entry(written, []) == kept


@pytest.mark.parametrize(
    "written",
    [
        "Hallo Drucker geht nicht, was nun?",
        "Hello PIN zurücksetzen: Einstellungen, Konten.",
        "Lieber Word, nicht Excel nehmen.",
        "Morgen, wenn das Netz wieder geht.",
        "Liebe Kollegen im Haus fragen Sie per Teams.",
        "Neu starten. Hilft das? Dann ist es gut.",
        "Neu starten. Hilft das nicht, rufen Sie an.",
        "LG Monitor bleibt schwarz",
        "Hallo Anna!",
        "Hilft das?",
        "Grüßen Sie im Chat mit @Name.",
        "Guten Tag sagt man hier so.",
        "Die Signatur braucht dreierlei. Gruß, Name, Durchwahl.",
        "Neu starten. Gruß und Name stehen unten.",
        "Schreiben Sie unten die Formel. Gruß, Unterschrift und Stempel",
        "Oben steht die Anrede, unten der Gruß",
    ],
)
def test_what_is_no_greeting_stays(written: str) -> None:
    """A sentence is never cut, and something is always left."""
    assert as_entry(written, []) == blanked(written, []) == written


@pytest.mark.parametrize("written", ["so geht es{}Gruß, Okan", "so geht es{}viele Grüße Okan Öz."])
@pytest.mark.parametrize("between", [" ", ", ", " – ", ". ", "\n"])
def test_a_farewell_with_a_name_that_is_known_goes_wherever_it_stands(written: str, between: str) -> None:
    """Also without a full stop before it; without that name the words stay as they were written."""
    words = written.format(between)
    assert (
        as_entry(words, ["Okan Öz"]).rstrip(" .–")
        == blanked(words, ["Okan Öz"]).rstrip(" .–")
        == "so geht es"
    )
    assert as_entry("so geht es der Gruß, Okan, bleibt", ["Okan Öz"]) == "so geht es der Gruß, …, bleibt"


@pytest.mark.parametrize(
    "written",
    [
        "Ende. LG " + "a" * 4_000 + ";",
        "Ende." + " \t" * 2_000 + "gut",
        "Ende. Gruß," + " a" * 2_000 + ";",
        "Ende." + " Gruß A" * 600 + ";",
        "Ende" + " \n" * 2_000 + "Gruß … " * 300 + ";",
    ],
)
def test_whatever_stands_at_the_end_is_read_once(written: str) -> None:
    """Nobody can keep the bot busy with a letter: read again from each of its signs, it takes minutes."""
    assert as_entry(written, []) == blanked(written, []) == written


def test_a_question_keeps_what_it_asks_at_its_end() -> None:
    """«Hilft das?» is what an asker wants to know."""
    assert blanked("Hallo Petra, ich starte neu. Hilft das?", []) == "Ich starte neu. Hilft das?"


def test_somebody_can_decide_on_a_proposal_without_a_topic() -> None:
    """The admins; where there are none, every Lotse. With a topic its Lotsen can as well."""
    netz, konto, admin = (f"{number:08x}-0000-4000-8000-000000000000" for number in range(3))
    lotsen = (Lotse("A", netz, ("Netz",)), Lotse("B", konto, ("Konto",)))
    alone, led = Roster(lotsen), Roster(lotsen, admins=frozenset({admin}))
    assert (deciders(alone, ""), deciders(led, "")) == ({netz, konto}, {admin})
    assert (deciders(alone, "Netz"), deciders(led, "Netz")) == ({netz}, {netz, admin})


def test_the_same_question_is_known_by_its_words() -> None:
    """Order and small words don't matter; another question is another one."""
    assert same_question("Wie bekomme ich Zugang zum Quaxikon?", "Zugang Quaxikon, wie bekommen?")
    assert not same_question("Wie bekomme ich Zugang zum Quaxikon?", "Wie drucke ich beidseitig?")
    assert not same_question("", "")
