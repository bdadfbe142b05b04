"""Whatever is typed or saved: no exception, no nonsense, no runaway."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq import Catalog, Matcher
from faq.faults import sentences
from faq.language import language_of
from faq.learning import BLANK, blanked
from faq.placeholders import LooseBrace, NoFact, UnknownFact, filled, filled_prose
from faq.sentences import follows_up, questions, said
from faq.sentences import sentences as pieces
from faq.synonyms import read_synonyms
from faq.tree import MAX_BYTES, Tree, Unreadable, read_tree

PIECES = [
    "a:",
    " b",
    "\n",
    "  ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "&x",
    "*x",
    "!!s",
    "|",
    ">",
    "#",
    "%",
    "?",
]
NOISE = st.lists(st.sampled_from([*PIECES, "---", "\t", ",", ": ", "entries:", "id: a", "ä"]), max_size=30)
NO_SLOW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

PASTES = {
    "a million letters": "a" * 1_000_000,
    "a million different words": " ".join(map(str, range(150_000))),
    "five thousand emoji": "😀" * 5_000,
    "accents without end": "a" + "\u0301" * 100_000,
    "one expanding ligature": "\ufdfa" * 10_000,
    "right to left": "\u202e" * 10_000 + "passwort",
    "null bytes": "\x00" * 1_000,
    "half a surrogate": "\ud800 passwort vergessen",
    "hyphens": "-".join("ab" * 4_000),
    "compound of compounds": "urlaubsantragsdruckerpapierstau" * 200,
}


def outcome(data: bytes) -> Tree | Unreadable:
    """The tree, or the one exception that reading may raise."""
    try:
        return read_tree(data)
    except Unreadable as bad:
        return bad


@given(st.text())
@NO_SLOW
def test_any_text_gets_a_decision(town: Matcher, text: str) -> None:
    """Letters that make no word of the catalog are never answered, and nothing raises."""
    decision = town.decide(text)
    assert all(0.0 <= hit.confidence <= 1.0 for hit in decision.hits)
    assert language_of(text) in {"de", "en", None}


@given(st.text(alphabet="qxyzjv ", max_size=200))
@NO_SLOW
def test_nonsense_is_never_answered(town: Matcher, text: str) -> None:
    """Confidence needs words that the catalog has."""
    assert town.decide(text).kind != "answer"


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES)
def test_a_monstrous_paste_is_read_like_any_message(town: Matcher, paste: str) -> None:
    """It is cut, not choked on."""
    assert len(town.decide(paste).hits) <= 3


@given(st.one_of(st.binary(max_size=300), NOISE.map("".join).map(str.encode), st.text().map(str.encode)))
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_a_tree_or_a_named_fault(data: bytes) -> None:
    """Nothing but Unreadable is raised, with a place inside the file and a kind that has its sentences."""
    result = outcome(data)
    if isinstance(result, Unreadable):
        assert f"fault.{result.kind}" in sentences()
        assert 1 <= result.line <= data.count(b"\n") + data.count(b"\r") + 2
        assert result.column >= 1


@given(NOISE.map("".join))
@settings(max_examples=150, deadline=None)
def test_any_saved_file_is_entries_or_faults_that_can_be_read_aloud(text: str) -> None:
    """Loading never raises, and every fault has its words in both languages."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.yaml").write_text(f"topic: T\nentries:\n  - id: x\n    question: Q\n    {text}")
        (Path(folder) / "facts.yaml").write_text(text)
        for fault in Catalog.load(folder).faults:
            assert fault.described("de")
            assert fault.described("en")


@given(st.text(alphabet="{}ab.\n- ", max_size=40))
@settings(deadline=None)
def test_placeholders_are_filled_or_refused_by_name(text: str) -> None:
    """Only the three named facts are raised; without any brace a text stays as it is."""
    facts = {"a": "1", "b": None}
    try:
        done = filled(text, facts)
    except (LooseBrace, NoFact, UnknownFact):
        return
    assert "{" in text or "}" in text or done == text
    assert isinstance(filled_prose(text, facts), str)


@pytest.mark.parametrize(
    "content",
    [
        "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
        "a: " + "{a: " * 100_000,
        "[" * 500_000,
        "- " * 200_000,
        "a: " + "'" * 500_001,
        "? " * 100_000,
        "#" * MAX_BYTES,
        "%YAML 9.9\n---\na: b\n",
        "%TAG ! tag:x,2000:\n---\na: !b c\n",
        "<<: {a: b}\n<<: {c: d}\n",
    ],
    ids=[
        "billion laughs",
        "maps",
        "brackets",
        "dashes",
        "quotes",
        "keys",
        "comment",
        "version",
        "tag",
        "merge",
    ],
)
def test_a_bomb_is_refused_or_empty(content: str) -> None:
    """A hostile file never becomes a large tree."""
    result = outcome(content.encode())
    assert isinstance(result, Unreadable) or len(result.places) < 10


MESSAGE = st.lists(
    st.sampled_from(["Hallo ", "und ", "wie ", "? ", ". ", "mfg ", "Frau ", "Huber", "\n", "12/34", "a@b"])
    | st.text(max_size=5),
    max_size=60,
).map("".join)


@given(MESSAGE)
@settings(max_examples=150, deadline=None)
def test_any_message_is_taken_apart(text: str) -> None:
    """What is left is never more than there was, and every part of it stands in the message."""
    assert said(text) in text
    assert all(part in text for part in pieces(text))
    assert len(questions(text)) in {0, 2, 3}
    assert len(blanked(blanked(text))) <= len(blanked(text)) or BLANK in blanked(text)
    follows_up(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_synonyms_file_is_read(text: str) -> None:
    """Into groups or faults, each fault with words in both languages."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "synonyms.yaml").write_text(text, encoding="utf-8")
        groups, faults = read_synonyms(Path(folder))
        assert all(group.said and group.meant for group in groups)
        assert all(fault.described(language) for fault in faults for language in ("de", "en"))
