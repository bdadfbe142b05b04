"""What other programs have is taken in, and what is given to them comes back as it was."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq import Catalog, Entry, Link, Wording
from faq.exporting import as_csv, as_json, guarded, unguarded
from faq.importing import Imported, imported
from faq.markup import card_markdown
from faq.page_writing import page_of
from faq.tables import NotATable

QNA_MAKER = (
    "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\n"
    "Wie komme ich ins WLAN?\t**Wählen** Sie Rathaus.\\nFertig.\tEditorial\tthema:Netz\t[]\tFalse\t"
    '[{"displayOrder":0,"qnaId":2,"displayText":"VPN"}]\t1\n'
    "Funknetz geht nicht\t**Wählen** Sie Rathaus.\\nFertig.\tEditorial\tthema:Netz\t[]\tFalse\t[]\t1\n"
    "Wie starte ich das VPN?\tÖffnen Sie {VPN}.\tEditorial\t\t[]\tFalse\t[]\t2\n"
)


def test_an_export_of_qna_maker_becomes_entries() -> None:
    """Rows of one id are one entry; its prompts lead on; braces are text; metadata names the topic."""
    found = imported(QNA_MAKER.encode(), "kb.tsv")
    wlan, vpn = found.entries
    assert wlan["question"] == "Wie komme ich ins WLAN?"
    assert wlan["variants"] == ["Funknetz geht nicht"]
    assert wlan["answer"] == "**Wählen** Sie Rathaus.\nFertig."
    assert wlan["topic"] == "Netz"
    assert wlan["followups"] == [vpn["id"]]
    assert vpn["answer"] == "Öffnen Sie {{VPN}}."
    assert found.notes == []


def test_an_azure_export_as_json_becomes_entries() -> None:
    """The first question asks, the others are its variants."""
    text = (
        '{"Assets": {"Qnas": [{"id": 7, "answer": "Rufen Sie an.", "questions": ["Wer hilft?", "Hilfe!"]}]}}'
    )
    (entry,) = imported(text.encode()).entries
    assert (entry["question"], entry["variants"]) == ("Wer hilft?", ["Hilfe!"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_table_of_any_office_program_is_read(encoding: str, separator: str) -> None:
    """German headers, any separator, line ends of Windows, cells of several lines."""
    rows = [
        ["Frage", "Antwort", "Stichwörter"],
        ["Wo gibt es Schlüssel?", '"Beim Hausmeister.\r\nZimmer 1"', "Türöffner"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    (entry,) = imported(text.encode(encoding)).entries
    assert entry["question"] == "Wo gibt es Schlüssel?"
    assert entry["answer"] == "Beim Hausmeister.\nZimmer 1"
    assert entry["keywords"] == ["Türöffner"]


def test_what_does_not_fit_is_named_and_the_rest_is_taken() -> None:
    """A row without an answer, and a part that is too long, each with its line."""
    text = f"id;Frage;Antwort;Warum\na;Wie?;So.;{'x' * 1200}\nb;Wo?;\n"
    found = imported(text.encode(), "x.csv")
    assert [entry["id"] for entry in found.entries] == ["a"]
    assert "why" not in found.entries[0]
    assert {(note.line, note.kind) for note in found.notes} == {
        (2, "import_left_out"),
        (3, "import_incomplete"),
    }


def test_an_id_that_is_in_use_is_not_taken_twice() -> None:
    """A town's own entry is never overridden by an import, and the author hears of it."""
    found = imported(b"id;Frage;Antwort\nwlan;Wie?;So.\n", taken=["wlan"])
    assert found.entries[0]["id"] != "wlan"
    assert [note.kind for note in found.notes] == ["import_id_taken"]


@pytest.mark.parametrize("data", [b"", b"a;b;c\n1;2;3", b"{", b"[1, 2]", b'{"entries": {}}', b"Frage\nWie?"])
def test_what_is_no_table_of_questions_is_refused(data: bytes) -> None:
    """By a fact of its own."""
    with pytest.raises(NotATable):
        imported(data)


@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: f"Frage;Antwort\n{text}".encode("utf-8", "replace"))
)
@settings(max_examples=300, deadline=None)
def test_no_file_breaks_the_import(data: bytes) -> None:
    """Entries, or NotATable; and what comes out is a file that can be used."""
    try:
        found = imported(data)
    except NotATable:
        return
    assert isinstance(found, Imported)
    assert len({entry["id"] for entry in found.entries}) == len(found.entries)


# ------------------------------------------------------------ there and back

line = (
    st.text(
        st.characters(
            codec="utf-8",
            exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn", "Co"],
            exclude_characters="\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x85",
        ),
        min_size=1,
        max_size=40,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
prose = st.lists(line, min_size=1, max_size=4).map("\n".join)
lines = st.lists(line, max_size=3, unique=True).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An entry as an author may have written it."""
    german = Entry(
        id=draw(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)),
        question=draw(line),
        answer=draw(prose),
        topic=draw(line),
        owner=draw(st.just("") | line),
        variants=draw(lines),
        keywords=draw(lines),
        why=draw(st.just("") | prose),
        links=tuple(Link(text, "https://x.example/a?b=c|d") for text in draw(lines)),
        review_by=draw(st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        shy=draw(st.booleans()),
    )
    german = replace(german, variants=tuple(one for one in german.variants if one != german.question))
    english = Wording(draw(line), draw(lines), draw(lines), draw(prose), "", draw(st.just("") | prose))
    simple = Wording(answer=draw(prose))
    return replace(
        german,
        links_en=german.links,
        en=draw(st.sampled_from([None, english])),
        simple=draw(st.sampled_from([None, simple])),
    )


@given(st.lists(entries(), min_size=1, max_size=3, unique_by=lambda entry: entry.id))
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
def test_what_is_exported_comes_back(tmp_path_factory: pytest.TempPathFactory, given_: list[Entry]) -> None:
    """By CSV and by JSON, through a YAML file that the engine reads: every field, every letter."""
    expected = [without_drift(entry) for entry in given_]
    for data in (as_csv(given_).encode("utf-8-sig"), as_json(given_).encode()):
        folder = tmp_path_factory.mktemp("back")
        found = imported(data)
        assert found.notes == []
        (folder / "back.yaml").write_text(page_of(found.entries, "Zurück"), encoding="utf-8")
        catalog = Catalog.load(folder)
        assert [fault.described() for fault in catalog.errors] == []
        assert [without_drift(entry) for entry in catalog.entries] == expected


def without_drift(entry: Entry) -> Entry:
    """The entry without where it stands, and without its owner's English name, which is a fact."""
    return replace(entry, file="", line=0, owner_en="")


def test_the_starter_comes_back(tmp_path: Path) -> None:
    """All that a real FAQ holds, placeholders filled."""
    starter = Catalog.load(Path(__file__).parents[2] / "faq" / "starter")
    (tmp_path / "x.yaml").write_text(
        page_of(imported(as_csv(starter.entries).encode()).entries), encoding="utf-8"
    )
    back = Catalog.load(tmp_path)
    assert [without_drift(entry) for entry in back.entries] == [
        without_drift(entry) for entry in starter.entries
    ]


# ------------------------------------------------------------ formulas, markup


@given(
    st.text(max_size=30)
    | st.sampled_from(["=1+1", "'=1", "''=", "-", "@x", "\tx", "+49 221", "'s Rathaus", ""])
)
def test_no_cell_is_a_formula_and_none_is_changed(cell: str) -> None:
    """What a spreadsheet would run begins with an apostrophe, which the import takes away again."""
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert unguarded(guarded(cell)) == cell


def test_an_exported_table_holds_no_formula() -> None:
    """In whichever field somebody put it."""
    evil = "=cmd|'/c calc'!A1"
    entry = Entry("a", evil, evil, evil, evil, (evil,), (evil,), evil, evil, en=Wording(evil, answer=evil))
    cells = as_csv([entry]).splitlines()[1].split(";")
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<p>Hallo <b>Welt</b>&nbsp;&amp; mehr</p><ul><li>eins</li><li>zwei</li></ul>",
            "Hallo **Welt** & mehr\n\n- eins\n- zwei",
        ),
        ('<a href="https://x.de">hier</a><script>alert(1)</script>', "[hier](https://x.de)"),
        ('<a href="javascript:alert(1)">hier</a>', "hier"),
        ("Eins<br>Zwei", "Eins\nZwei"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n  - b\n2. c"),
        ("## Titel\n\n> zitat `code`", "**Titel**\n\nzitat code"),
        ("![Bild](https://x.de/b.png)", "[Bild](https://x.de/b.png)"),
        ("5 < 7 und a & b", "5 < 7 und a & b"),
    ],
)
def test_markup_becomes_what_cards_show(before: str, after: str) -> None:
    """Bold, italic, lists and links stay; the rest is said in these."""
    assert card_markdown(before) == after


@given(st.text("<>/ abpulio&;#x1[](){}!*_`|-=\"'\n", max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_markup_breaks_the_reader(text: str) -> None:
    """Whatever is opened and never closed."""
    assert isinstance(card_markdown(text), str)


def test_a_long_line_that_is_nearly_a_rule_is_read_once() -> None:
    """And stays; read again from each of its dashes, it would keep an import busy for hours."""
    assert card_markdown("-" * 20_000 + "x") == "-" * 20_000 + "x"
