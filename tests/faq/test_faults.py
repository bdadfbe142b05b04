"""What the catalog refuses, and where it says the fault is."""

import string

import pytest

from faq import Catalog, Fault
from faq.faults import sentences
from tests.faq.conftest import Write

ENTRY = "topic: Konto\nentries:\n  - id: a\n    question: Wie?\n    answer: So.\n"

WHOLE_FILES = {
    "a colon within a text": ("topic: Konto: neu\n", 1, 13, "syntax_colon"),
    "a quotation mark left open": ("topic: 'Konto\n", 1, 8, "syntax_quote"),
    "a bracket left open": ("topic: [Konto\n", 1, 8, "syntax_bracket"),
    "a colon forgotten": ("topic: Konto\nentries\n", 3, 1, "syntax_missing_colon"),
    "an item that hangs in the air": ("- a\ntopic: Konto\n", 2, 1, "syntax_indent"),
    "a text that begins with @": ("topic: @Konto\n", 1, 8, "syntax_start"),
    "text behind the block sign": ("topic: |Konto\n", 1, 9, "syntax_block"),
    "an unknown escape": ('topic: "C:\\Konto"\n', 1, 12, "syntax_backslash"),
    "indentation by tab": ("topic: Konto\nentries:\n\t- id: a\n", 3, 1, "tab"),
    "an anchor": ("topic: &k Konto\n", 1, 8, "anchor"),
    "an alias": ("topic: *k\n", 1, 8, "alias"),
    "a tag": ("topic: !!python/object:os.system rm\n", 1, 8, "tag"),
    "a second document": ("topic: Konto\n---\ntopic: B\n", 2, 1, "two_documents"),
    "a key twice": ("topic: Konto\ntopic: B\n", 2, 1, "key_twice"),
    "a key that is a list": ("? [a]\n: b\n", 1, 3, "key_not_text"),
    "too many levels": ("a: " + "[" * 20, 1, 12, "too_deep"),
    "a control character": ("topic: Kon\x07to\n", 1, 11, "control"),
    "a character that turns the writing direction": ("topic: Kon\u202eto\n", 1, 11, "control"),
    "no text at all where named values belong": ("nur ein Satz\n", 1, 1, "needs_mapping"),
}

BYTES = {
    "Windows-1252": ("topic: Ämter\n".encode("cp1252"), 1, 8, "not_utf8"),
    "Windows-1252 on a later line": ("topic: Konto\nowner: Büro\n".encode("cp1252"), 2, 9, "not_utf8"),
    "UTF-16": ("topic: Konto\n".encode("utf-16"), 1, 1, "utf16"),
    "more than one MiB": (b"#" * (1024 * 1024 + 1), 1, 1, "too_big"),
}

IN_AN_ENTRY = {
    "an unknown key that looks like a known one": ("anwser: x", 6, 5, "unknown_key_like"),
    "an unknown key": ("farbe: rot", 6, 5, "unknown_key"),
    "an unknown key of a link": ("links: [{text: a, url: 'tel:1', ziel: b}]", 6, 37, "unknown_key"),
    "a list that is a text": ("variants: eins, zwei", 6, 15, "needs_list"),
    "a text that is a list": ("why: [a, b]", 6, 10, "needs_text"),
    "a text that is a block of values": ("why:\n      a: b", 7, 7, "needs_text"),
    "a placeholder without quotes": ("links: [{text: a, url: {url.x}}]", 6, 28, "needs_quotes"),
    "a word where named values belong": ("simple: kurz", 6, 13, "needs_mapping"),
    "Einfache Sprache without an answer": ("simple: {why: x}", 6, 13, "missing"),
    "a German date": ("review_by: 31.5.2027", 6, 16, "day"),
    "a day that isn't": ("review_by: 2027-02-30", 6, 16, "day"),
    "neither yes nor no": ("shy: vielleicht", 6, 10, "flag"),
    "an empty text": ("why: ''", 6, 10, "empty"),
    "a very long text": (f"why: {'x' * 1001}", 6, 10, "text_too_long"),
    "too many links": (f"links: [{'{text: a, url: https://a.de}, ' * 7}]", 6, 12, "list_too_long"),
    "a link to a script": ("links: [{text: a, url: 'javascript:alert(1)'}]", 6, 28, "bad_link"),
    "a link to a file": ("links: [{text: a, url: 'file:///etc/passwd'}]", 6, 28, "bad_link"),
    "a link without a host": ("links: [{text: a, url: 'https://'}]", 6, 28, "bad_link"),
    "a script among the words": ("why: '[hier](javascript:alert(1))'", 6, 10, "bad_link"),
    "an unknown placeholder": ("why: Ruf {it.hotline} an.", 6, 10, "unknown_fact"),
    "a placeholder in a variant": ("variants: [a, 'b {x}']", 6, 19, "unknown_fact"),
    "a loose brace": ("why: Drücke } dort.", 6, 10, "loose_brace"),
}

HINTS = {
    "a follow-up that doesn't exist": ("followups: [zzz]", 6, 17, "unknown_followup"),
    "a heading": ("why: |\n      # Titel\n", 6, 10, "markdown"),
    "HTML": ("why: <b>fett</b>", 6, 10, "markdown"),
    "a picture": ("why: '![Bild](https://a.de/b.png)'", 6, 10, "picture"),
}


def seen(fault: Fault) -> tuple[int, int, str]:
    return fault.line, fault.column, fault.kind


@pytest.mark.parametrize(("content", "line", "column", "kind"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_broken_file_is_refused_where_it_breaks(
    write: Write, content: str, line: int, column: int, kind: str
) -> None:
    """The fault stands at the exact line and column, and nothing of the file is used."""
    catalog = Catalog.load(write(content))
    assert [seen(fault) for fault in catalog.errors] == [(line, column, kind)]
    assert catalog.entries == ()


@pytest.mark.parametrize(("content", "line", "column", "kind"), BYTES.values(), ids=BYTES)
def test_a_file_in_the_wrong_encoding_or_size_is_refused(
    write: Write, content: bytes, line: int, column: int, kind: str
) -> None:
    """Encodings that Windows editors write are named, with the place of the first wrong byte."""
    assert [seen(fault) for fault in Catalog.load(write(content)).errors] == [(line, column, kind)]


@pytest.mark.parametrize(("content", "line", "column", "kind"), IN_AN_ENTRY.values(), ids=IN_AN_ENTRY)
def test_a_wrong_value_is_refused_where_it_stands(
    write: Write, content: str, line: int, column: int, kind: str
) -> None:
    """The fault stands at the value, or at the key if that is what is wrong; the entry isn't used."""
    catalog = Catalog.load(write(f"{ENTRY}    {content}\n"))
    assert [seen(fault) for fault in catalog.faults] == [(line, column, kind)]
    assert catalog.entries == ()


@pytest.mark.parametrize(("content", "line", "column", "kind"), HINTS.values(), ids=HINTS)
def test_a_blemish_is_a_warning_and_the_entry_is_used(
    write: Write, content: str, line: int, column: int, kind: str
) -> None:
    """What only looks wrong is reported and takes nothing away."""
    catalog = Catalog.load(write(f"{ENTRY}    {content}\n"))
    assert [(*seen(fault), fault.severity) for fault in catalog.faults] == [(line, column, kind, "warning")]
    assert set(catalog.by_id) == {"a"}


@pytest.mark.parametrize("missing", ["id", "question", "answer"])
def test_what_every_entry_needs_is_asked_for_at_the_entry(write: Write, missing: str) -> None:
    """A missing key is reported where its entry begins."""
    lines = {"id": "id: a", "question": "question: Wie?", "answer": "answer: So."}
    del lines[missing]
    folder = write("topic: Konto\nentries:\n  - " + "\n    ".join(lines.values()))
    assert [(*seen(fault), dict(fault.values)["key"]) for fault in Catalog.load(folder).faults] == [
        (3, 5, "missing", missing)
    ]


def test_a_key_without_a_value_counts_as_missing(write: Write) -> None:
    """A key that its author left empty for later is no text, and harmless where it is optional."""
    folder = write("topic: Konto\nentries:\n  - id: a\n    question: Wie?\n    answer:\n    why:\n")
    assert [seen(fault) for fault in Catalog.load(folder).faults] == [(5, 5, "missing")]


def test_a_topic_is_needed_from_the_file_or_the_entry(write: Write) -> None:
    """An entry without any topic is reported; its own topic is enough."""
    bare = ENTRY.removeprefix("topic: Konto\n")
    assert [seen(fault) for fault in Catalog.load(write(bare)).faults] == [(2, 5, "missing")]
    assert Catalog.load(write(bare + "    topic: Eigenes\n")).by_id["a"].topic == "Eigenes"


def test_a_bad_id_comes_with_a_good_one(write: Write) -> None:
    """The remedy shows the id that was probably meant."""
    catalog = Catalog.load(write(ENTRY.replace("id: a", "id: Prüfung & Büro")))
    assert seen(catalog.faults[0]) == (3, 9, "bad_id")
    assert "pruefung-buero" in catalog.faults[0].remedy


def test_an_id_twice_leaves_the_first_and_names_its_place(write: Write) -> None:
    """Within one folder the first entry of an id counts; the second is told where the first is."""
    write(ENTRY)
    folder = write(ENTRY.replace("So.", "Anders."), "zweite.yaml")
    catalog = Catalog.load(folder)
    assert catalog.by_id["a"].answer == "So."
    assert [seen(fault) for fault in catalog.faults] == [(3, 9, "id_twice")]
    assert "konto.yaml:3" in catalog.faults[0].problem


def test_likely_names_are_offered(write: Write) -> None:
    """Unknown keys, placeholders and follow-ups come with the name that is nearest."""
    write("it: {hotline: 115}\n", "facts.yaml")
    folder = write(f"{ENTRY}    why: '{{it.hotlien}}'\n", "b.yaml")
    assert "it.hotline" in Catalog.load(folder).faults[0].remedy
    folder = write(f"{ENTRY}    followups: [aa]\n    keyword: [x]\n", "b.yaml")
    assert "keywords" in Catalog.load(folder).faults[0].remedy


def test_every_fault_speaks_german_and_english() -> None:
    """Each kind of fault has a problem and a remedy in both languages, with the same placeholders."""
    words = sentences()
    kinds = {key for key in words if key.startswith("fault.") and not key.endswith(".remedy")}
    assert {f"{kind}.remedy" for kind in kinds} == {key for key in words if key.endswith(".remedy")}
    for key, both in words.items():
        assert set(both) == {"de", "en"}, key
        fields = [{name for _, name, _, _ in string.Formatter().parse(both[one]) if name} for one in both]
        assert fields[0] == fields[1], key


def test_a_fault_is_one_line_that_editors_can_jump_to(write: Write) -> None:
    """`described` begins with file:line:column and says what to write instead, in the wished language."""
    folder = write(f"{ENTRY}    review_by: bald\n")
    fault = Catalog.load(folder).faults[0]
    place = f"{folder / 'konto.yaml'}:6:16: "
    assert fault.described("de") == (
        f"{place}Fehler: „bald“ ist kein Datum. Bitte schreiben Sie Jahr-Monat-Tag, zum Beispiel 2027-05-31."
    )
    assert fault.described("en").startswith(f"{place}error: “bald” isn't a date.")


@pytest.mark.parametrize(
    ("content", "kind"),
    [("- a\n", "facts_not_mapping"), ("it: [a]\n", "fact_is_list"), ("'it hotline': a\n", "fact_name")],
)
def test_facts_are_named_texts(write: Write, content: str, kind: str) -> None:
    """A facts file that holds anything else is reported and not used."""
    catalog = Catalog.load(write(content, "facts.yaml"))
    assert [fault.kind for fault in catalog.faults] == [kind]
    assert catalog.facts == {}


LINKED = ENTRY + "    followups: [b]\n    why: Ruf {it.hotline} an.\n"
OTHER = ENTRY.replace("id: a", "id: b")


def test_what_follows_from_a_broken_file_is_held_back(write: Write) -> None:
    """One bracket is one fault: neither the links to the lost entries nor lost facts are blamed on others."""
    write("it: {hotline: 115}\n", "facts.yaml")
    write(OTHER + "    variants: [eins\n", "b.yaml")
    folder = write(LINKED)
    assert [fault.kind for fault in Catalog.load(folder).faults] == ["syntax_bracket"]
    write(OTHER, "b.yaml")
    write("it: {hotline: 115\n", "facts.yaml")
    assert [fault.kind for fault in Catalog.load(folder).faults] == ["syntax_bracket"]


def test_what_is_a_fault_of_its_own_is_told_again_once_the_file_is_mended(write: Write) -> None:
    """Held back is not forgotten: a link that leads nowhere and an unknown fact still show."""
    write("it: {hotlien: 115}\n", "facts.yaml")
    folder = write(LINKED)
    kinds = {fault.kind for fault in Catalog.load(folder).faults}
    assert kinds == {"unknown_fact_like", "unknown_followup"}


def test_a_link_to_an_entry_that_is_left_out_is_no_second_fault(write: Write) -> None:
    """The entry is there, only its link is bad."""
    write(OTHER + "    links: [{text: a, url: 'file:///x'}]\n", "b.yaml")
    folder = write(ENTRY + "    followups: [b]\n")
    assert [fault.kind for fault in Catalog.load(folder).faults] == ["bad_link"]
