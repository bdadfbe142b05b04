"""What a catalog says, how folders stack, and what stays when a file breaks."""

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from faq import Catalog, Entry, Link, fingerprint
from tests.faq.conftest import Write

FULL = """\
topic: Konto und Passwort
topic_en: Account and password
owner: IT-Servicedesk
entries:
  - id: passwort
    question: Wie setze ich mein Passwort zurück?
    variants: [Passwort vergessen, no]
    keywords: [Passwort, 0815]
    answer: |
      Rufen Sie **{it.hotline}** an.

      - Ausweis bereithalten
      - Fax an {it.fax}
    why: Weil {{Klammern}} bleiben.
    benefit: Sie arbeiten gleich weiter.
    links:
      - {text: Portal, text_en: Portal page, url: "{url.portal}/neu"}
      - {text: Fax, url: "{url.fax}"}
    review_by: 2027-05-31
    followups: [postfach]
    en: {question: How do I reset my password?, answer: 'Call {it.hotline}.'}
    simple: {answer: Rufen Sie an.}
  - id: postfach
    question: Mein Postfach ist voll
    answer: Löschen Sie etwas.
    owner: Mailteam
    topic: Outlook
    shy: ja
"""
FACTS = "it: {hotline: 0115, fax: null}\nurl: {portal: 'https://portal.example', fax: }\n"


@pytest.fixture
def folder(write: Write) -> Path:
    write(FACTS, "facts.yaml")
    return write(FULL)


@pytest.fixture
def entry(folder: Path) -> Entry:
    catalog = Catalog.load(folder)
    assert catalog.faults == ()
    return catalog.by_id["passwort"]


def test_a_file_gives_its_topic_and_owner_to_all_its_entries(folder: Path) -> None:
    """What an entry says itself goes before what its file says; an own topic has no foreign translation."""
    first, second = Catalog.load(folder).entries
    assert (first.topic, first.topic_en, first.owner, first.shy) == (
        "Konto und Passwort",
        "Account and password",
        "IT-Servicedesk",
        False,
    )
    assert (second.topic, second.topic_en, second.owner, second.shy) == ("Outlook", "", "Mailteam", True)


def test_scalars_stay_what_the_author_typed(entry: Entry) -> None:
    """YAML's guesses don't apply: "no" is a word, and a number keeps its zero."""
    assert entry.variants == ("Passwort vergessen", "no")
    assert entry.keywords == ("Passwort", "0815")
    assert entry.review_by == date(2027, 5, 31)
    assert entry.followups == ("postfach",)


def test_placeholders_become_local_facts(entry: Entry) -> None:
    """Facts are filled in, double braces become single ones."""
    assert entry.answer.startswith("Rufen Sie **0115** an.")
    assert entry.why == "Weil {Klammern} bleiben."
    assert entry.links[0] == Link("Portal", "https://portal.example/neu")


def test_a_null_fact_drops_what_needs_it(entry: Entry) -> None:
    """The link and the list item that need it go, the rest stays."""
    assert entry.answer == "Rufen Sie **0115** an.\n\n- Ausweis bereithalten"
    assert [link.text for link in entry.links] == ["Portal"]


def test_an_entry_that_is_nothing_but_a_null_fact_is_reported(write: Write) -> None:
    """Dropping its only paragraph would leave an empty answer, so the entry is left out."""
    write("it: {fax: null}\n", "facts.yaml")
    folder = write("topic: T\nentries:\n  - id: a\n    question: Wie?\n    answer: Fax an {it.fax}.\n")
    catalog = Catalog.load(folder)
    assert [fault.kind for fault in catalog.faults] == ["nothing_left"]
    assert catalog.entries == ()


def test_an_english_answer_names_its_owner_in_english(write: Write) -> None:
    """By the fact in English where it is given, else as in German; a German answer by the German name."""
    write("it: {name: IT-Hilfe, name_en: IT help}\npost: {name: Poststelle, name_en: }\n", "facts.yaml")
    folder = write(
        'owner: "{it.name}"\n'
        "topic: Alles\n"
        "entries:\n"
        "  - {id: a, question: Was?, answer: Das., en: {question: What?, answer: That.}}\n"
        "  - {id: b, question: Wer?, answer: Wir., owner: Mailteam, en: {question: Who?, answer: We.}}\n"
        "  - {id: c, question: Wo?, answer: Da., owner: '{post.name}', en: {question: Why?, answer: So.}}\n"
        "  - {id: d, question: Wann?, answer: Heute.}\n"
    )
    catalog = Catalog.load(folder)
    assert catalog.faults == ()
    said = [(one.said("de").owner, one.said("en").owner) for one in catalog.entries]
    assert said == [
        ("IT-Hilfe", "IT help"),
        ("Mailteam", "Mailteam"),
        ("Poststelle", "Poststelle"),
        ("IT-Hilfe", "IT-Hilfe"),
    ]


def test_english_is_said_where_it_exists_and_german_otherwise(folder: Path) -> None:
    """`language_used` tells which one it is; parts without English are empty rather than German."""
    entries = Catalog.load(folder).by_id
    english = entries["passwort"].said("en")
    assert (english.question, english.answer, english.why) == (
        "How do I reset my password?",
        "Call 0115.",
        "",
    )
    assert (english.topic, english.links[0].text, english.language_used) == (
        "Account and password",
        "Portal page",
        "en",
    )
    fallback = entries["postfach"].said("en")
    assert (fallback.answer, fallback.language_used) == ("Löschen Sie etwas.", "de")


def test_simple_language_is_said_where_it_exists(folder: Path) -> None:
    """`simple` tells whether it is; what it doesn't cover is said in the usual words."""
    entries = Catalog.load(folder).by_id
    simple = entries["passwort"].said(simple=True)
    assert (simple.answer, simple.benefit, simple.simple) == (
        "Rufen Sie an.",
        "Sie arbeiten gleich weiter.",
        True,
    )
    assert not entries["postfach"].said(simple=True).simple
    assert not entries["passwort"].said("en", simple=True).simple
    assert [name for name, one in entries.items() if one.has_simple()] == ["passwort"]


def test_an_entry_cannot_be_changed(entry: Entry) -> None:
    """Everyone shares the same entries."""
    with pytest.raises(FrozenInstanceError):
        entry.answer = "anders"  # type: ignore[misc] # that is the claim


def test_a_later_folder_overrides_entries_and_facts(write: Write, folder: Path) -> None:
    """The same id is taken from the last folder that has it, at the place of the first; given facts win."""
    write("it: {hotline: '42'}\n", "facts.yaml", "own")
    own = write(
        "topic: Eigenes\nentries:\n  - {id: postfach, question: Voll?, answer: 'Ruf {it.hotline}'}\n",
        folder="own",
    )
    catalog = Catalog.load(folder, own)
    assert [entry.id for entry in catalog.entries] == ["passwort", "postfach"]
    assert catalog.by_id["postfach"].answer == "Ruf 42"
    assert "**42**" in catalog.by_id["passwort"].answer
    given = Catalog.load(folder, own, facts={"it": {"hotline": "7"}})
    assert given.by_id["postfach"].answer == "Ruf 7"
    assert given.reload().by_id["postfach"].answer == "Ruf 7"


def test_a_bad_file_takes_nothing_from_the_others(write: Write, folder: Path) -> None:
    """It is left out and reported, the rest works."""
    write("topic: [", "kaputt.yaml")
    catalog = Catalog.load(folder)
    assert len(catalog.errors) == 1
    assert set(catalog.by_id) == {"passwort", "postfach"}


def test_a_broken_save_keeps_the_last_good_state_of_that_file(write: Write, folder: Path) -> None:
    """Reloading keeps the old entries of the broken file, takes the new ones of others, and heals."""
    catalog = Catalog.load(folder)
    write("topic: [", "konto.yaml")
    write("topic: T\nentries:\n  - {id: neu, question: Neu?, answer: Ja.}\n", "neu.yaml")
    broken = catalog.reload()
    assert set(broken.by_id) == {"passwort", "postfach", "neu"}
    assert [fault.kind for fault in broken.errors] == ["syntax_bracket"]
    assert broken.reload().by_id["passwort"] == catalog.by_id["passwort"]
    write("topic: T\nentries:\n  - {id: nur, question: Nur?, answer: Ja.}\n")
    healed = broken.reload()
    assert set(healed.by_id) == {"nur", "neu"}
    assert healed.faults == ()


def test_a_broken_entry_keeps_its_last_good_version(write: Write, folder: Path) -> None:
    """A placeholder that nobody knows leaves the entry as it was, and its neighbours go on."""
    catalog = Catalog.load(folder)
    write(FULL.replace("Löschen Sie etwas.", "Neu.").replace("**{it.hotline}**", "{weg}"))
    broken = catalog.reload()
    assert broken.by_id["passwort"] == catalog.by_id["passwort"]
    assert broken.by_id["postfach"].answer == "Neu."
    assert [fault.kind for fault in broken.errors] == ["unknown_fact"]


def test_english_answers_take_english_facts(write: Write) -> None:
    """Where there are some; a town's own hours are never told in the shared FAQ's English words."""
    entry = "{id: it, question: Wann?, answer: '{it.hours}', en: {answer: 'Open: {it.hours}'}}"
    shared = write(f"topic: IT\nentries:\n  - {entry}\n")
    write("it: {hours: ab acht, hours_en: from eight}\n", "facts.yaml")
    (both,) = Catalog.load(shared).entries
    assert both.en
    assert (both.answer, both.en.answer) == ("ab acht", "Open: from eight")
    own = write("it: {hours: ab neun}\n", "facts.yaml", "own")
    (town,) = Catalog.load(shared, own).entries
    assert town.en
    assert (town.answer, town.en.answer) == ("ab neun", "Open: ab neun")


def test_broken_facts_keep_the_last_good_ones(write: Write, folder: Path) -> None:
    """Nothing that uses them falls."""
    catalog = Catalog.load(folder)
    write("it: [", "facts.yaml")
    assert catalog.reload().entries == catalog.entries


def test_a_folder_that_vanishes_keeps_its_entries(folder: Path) -> None:
    """A lost network drive, gone or empty, is reported and takes nothing away."""
    catalog = Catalog.load(folder)
    aside = folder.rename(folder.with_name("weg"))
    lost = catalog.reload()
    assert lost.entries == catalog.entries
    assert [fault.kind for fault in lost.errors] == ["no_folder"]
    folder.mkdir()
    empty = lost.reload()
    assert empty.entries == catalog.entries
    assert [fault.kind for fault in empty.errors] == ["folder_emptied"]
    folder.rmdir()
    aside.rename(folder)
    assert empty.reload() == catalog


def test_a_deleted_file_takes_its_entries_along(write: Write, folder: Path) -> None:
    """Deleting one of several files is meant."""
    write("topic: T\nentries:\n  - {id: neu, question: Neu?, answer: Ja.}\n", "neu.yaml")
    catalog = Catalog.load(folder)
    (folder / "konto.yaml").unlink()
    assert set(catalog.reload().by_id) == {"neu"}


def test_test_questions_and_word_groups_are_no_entries(write: Write, folder: Path) -> None:
    """questions.yaml and synonyms.yaml, hidden files and other endings are passed by."""
    for name in ("questions.yaml", "synonyms.yaml", ".versteckt.yaml", "notizen.txt"):
        write("- Toner, Kartusche", name)
    assert Catalog.load(folder).faults == ()


def test_windows_files_are_welcome(write: Write) -> None:
    """A byte order mark and CRLF line ends change nothing."""
    text = "topic: Ämter\nentries:\n  - {id: a, question: Wie?, answer: So.}\n"
    catalog = Catalog.load(write(text.replace("\n", "\r\n").encode("utf-8-sig")))
    assert (catalog.faults, catalog.entries[0].topic) == ((), "Ämter")


def test_an_empty_file_is_an_empty_catalog(write: Write) -> None:
    """A file that someone has just created is nothing to complain about."""
    catalog = Catalog.load(write(""))
    assert (catalog.entries, catalog.faults) == ((), ())


def test_the_fingerprint_changes_with_every_save(write: Write, folder: Path) -> None:
    """A changed, added or removed file shows, and so does a folder that goes."""
    seen = [fingerprint([folder])]
    assert fingerprint([folder]) == seen[0]
    write(FULL + "# mehr\n")
    seen.append(fingerprint([folder]))
    write("", "neu.yaml")
    seen.append(fingerprint([folder]))
    (folder / "neu.yaml").unlink()
    (folder / "konto.yaml").unlink()
    seen.append(fingerprint([folder]))
    seen.append(fingerprint([folder / "fehlt"]))
    assert len(set(seen)) == len(seen)


def test_the_starter_loads_without_a_fault() -> None:
    """What a town gets on the first day is spotless."""
    catalog = Catalog.load(Path(__file__).parents[2] / "faq" / "starter")
    assert [fault.described() for fault in catalog.faults] == []
    assert len(catalog.entries) >= 30
