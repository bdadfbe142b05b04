"""What questions teach: phrasings without people in them, gathered by likeness, and a human who decides."""

from pathlib import Path

import pytest

from faq import Catalog, Matcher
from faq.adding import STARTER
from faq.editing import CannotEdit
from faq.learning import (
    Asked,
    Outcome,
    accepted,
    blanked,
    gaps,
    gathered,
    is_accepted,
    proposals,
    withdrawn,
)
from faq.phrasing import NotOwn
from tests.faq.conftest import TOWN, Write

TOWN_FILE = """\
# Konten
topic: Konto
owner: IT
entries:
  - id: passwort   # der wichtigste
    question: Wie setze ich mein Passwort zurück?
    variants:
      - Passwort vergessen   # kurz
    answer: Im Portal.
    en:
      question: How do I reset my password?
"""


def asked(
    words: str, outcome: Outcome = "chosen", entry: str | None = "passwort", day: str = "2026-11-20"
) -> Asked:
    return Asked(words, "de", outcome, entry, day)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hallo, ich bin Petra Meier, wo ist der Beamer?", "ich bin …, wo ist der Beamer?"),
        ("Frau Dr. Schulze kommt nicht ins VPN", "Frau … kommt nicht ins VPN"),
        ("Der Kollege Huber ist krank", "Der Kollege … ist krank"),
        ("Die Kollegin hat ihr Passwort vergessen", "Die Kollegin hat ihr Passwort vergessen"),
        ("Durchwahl 0815/4711 klingelt nicht", "Durchwahl … klingelt nicht"),
        ("Ticket 48211 und AZ-2024/17", "Ticket … und …"),
        ("Mail an p.meier@stadt.example geht nicht", "Mail an … geht nicht"),
        ("Windows 11 startet nicht", "Windows 11 startet nicht"),
        ("Wo ist der Beamer? Viele Grüße, Hans Müller", "Wo ist der Beamer?"),
    ],
)
def test_names_and_numbers_are_blanked(text: str, kept: str) -> None:
    """The words alone are kept; what isn't a name stays."""
    assert blanked(text) == kept


def test_like_questions_are_one_proposal() -> None:
    """Counted, the most usual wording first; another question is another proposal."""
    found = proposals(
        [
            asked("kennwort entfallen"),
            asked("Kennwort entfallen!", day="2026-11-21"),
            asked("mein kennwort ist entfallen"),
            asked("Login klemmt"),
        ],
        TOWN,
    )
    assert [(one.words, one.count) for one in found] == [("kennwort entfallen", 3), ("Login klemmt", 1)]
    assert found[0].day == "2026-11-21"
    assert len(found[0].others) == 2


def test_what_needs_no_proposal_makes_none() -> None:
    """Known phrasings, entries that are gone, what nobody chose for, empty ones, stories, dismissed ones."""
    story = "Beamer " * 60
    nothing = [
        asked("Passwort vergessen!"),
        asked("anderes", entry="fort"),
        asked("anderes", "none", None),
        asked("wie geht das"),
        asked(story),
    ]
    catalog = Catalog.of(TOWN.entries)
    known = [one for one in nothing if one.words != "Passwort vergessen!"]
    assert proposals(known, catalog) == []
    assert proposals([asked("Ich habe mein Passwort vergessen")], catalog) == []
    (proposal,) = proposals([asked("login klemmt")], catalog)
    assert proposals([asked("Der Login klemmt")], catalog, {proposal.mark}) == []


def test_an_accepted_phrasing_is_a_variant_of_its_entry(write: Write) -> None:
    """In its file, with comments and order kept; then it is found, and proposed no more."""
    home = write(TOWN_FILE)
    catalog = Catalog.load(home)
    questions = [asked("Login-Code: futsch")]
    (proposal,) = proposals(questions, catalog)
    path = accepted(proposal)
    text = path.read_text(encoding="utf-8")
    assert text == TOWN_FILE.replace("# kurz\n", '# kurz\n      - "Login-Code: futsch"\n')
    catalog = catalog.reload()
    assert catalog.by_id["passwort"].variants == ("Passwort vergessen", "Login-Code: futsch")
    assert proposals(questions, catalog) == []


@pytest.mark.parametrize(
    "text", ["", "\n    variants:\n      - Wo ist der Safe?", "\n    variants: [Wo ist der Safe?]"]
)
def test_an_accepted_phrasing_leaves_its_file_as_it_was(write: Write, text: str) -> None:
    """Accepted twice it stands there once; withdrawn all is as before; withdrawn again is refused."""
    entry = f"  - id: tresor\n    question: Wo ist der Tresor?{text}\n    answer: Im Keller.\n"
    page = f"topic: Haus\nentries:\n{entry}"
    home = write(page)
    (proposal,) = proposals([asked("stahlschrank wo", entry="tresor")], Catalog.load(home))
    assert not is_accepted(proposal)
    path = accepted(proposal, home)
    once = path.read_text(encoding="utf-8")
    accepted(proposal, home)
    assert is_accepted(proposal)
    assert path.read_text(encoding="utf-8") == once != page
    withdrawn(proposal, home)
    assert path.read_text(encoding="utf-8") == page
    with pytest.raises(CannotEdit):
        withdrawn(proposal, home)


def test_only_the_towns_own_files_are_written(write: Write, tmp_path: Path) -> None:
    """Neither those of a shared folder, nor those of the program."""
    for folder, entry in ((write(TOWN_FILE), "passwort"), (STARTER, "passwort-vergessen")):
        (proposal,) = proposals([asked("login klemmt", entry=entry)], Catalog.load(folder))
        before = Path(proposal.entry.file).read_bytes()
        with pytest.raises(NotOwn):
            accepted(proposal, tmp_path / "own")
        assert Path(proposal.entry.file).read_bytes() == before


def test_an_english_phrasing_goes_among_the_english_ones(write: Write) -> None:
    """An entry with English text gets it there."""
    catalog = Catalog.load(write(TOWN_FILE))
    (proposal,) = proposals([Asked("login trouble", "en", "chosen", "passwort", "2026-11-20")], catalog)
    accepted(proposal)
    english = catalog.reload().by_id["passwort"].en
    assert english is not None
    assert english.variants == ("login trouble",)


def test_what_cannot_be_written_is_said(write: Write) -> None:
    """An entry that comes from no file, and one that has gone from its file since."""
    with pytest.raises(CannotEdit):
        accepted(proposals([asked("Login klemmt")], TOWN)[0])
    home = write(TOWN_FILE)
    (proposal,) = proposals([asked("Login klemmt")], Catalog.load(home))
    write(TOWN_FILE.replace("id: passwort", "id: anders"))
    with pytest.raises(CannotEdit):
        accepted(proposal)


def test_gaps_are_what_was_asked_and_not_answered(town: Matcher) -> None:
    """By likeness and count; what the FAQ has learnt since is none."""
    found = gaps(
        [
            asked("Wo ist der Aufzug?", "unknown", None),
            asked("wo ist denn der aufzug", "unknown", None),
            asked("Kantine Speiseplan", "none", None),
            asked("Ich habe mein Passwort vergessen", "unknown", None),
            asked("Aufzug", "chosen", "raum"),
        ],
        town,
    )
    assert [(one.words, one.count) for one in found] == [("Wo ist der Aufzug?", 2), ("Kantine Speiseplan", 1)]


def test_gathering_is_quick_and_bounded() -> None:
    """Of very many questions the newest two thousand are looked at."""
    many = [
        asked(f"wort{number % 50} sache{number % 50}", day=f"2026-{number % 12 + 1:02}-01")
        for number in range(9_000)
    ]
    assert sum(map(len, gathered(many))) == 2_000
