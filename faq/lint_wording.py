"""Whether an answer can be understood: short sentences, no unexplained jargon, links that speak."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from faq.faults import Fault
from faq.lint_written import Written
from faq.tree import Path, read_tree

LONGEST = 20  # words of a sentence
LONGEST_SIMPLE = 15  # the same in Einfache Sprache: DIN 8581-1 and its practice

_PROSE = ("answer", "why", "benefit")
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_MARKS = re.compile(r"\*\*|[*_`]|^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
_SHORT_FORMS = re.compile(
    r"\b(z|d|u|o|i|s|v|b|ggf|bzw|usw|ca|etc|evtl|inkl|max|min|Nr|Tel|Str|Abs|Art|Dr|e|g)\.(?=\s?\w)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[.!?:;…])[\"“”»)]*\s+|\n+")
_WORD = re.compile(r"\{[^{}\n]*\}|[^\W_]+(?:[-'’./@][^\W_]+)*")
_CAPITALS = re.compile(r"(?<![\w.@/-])[A-ZÄÖÜ]{2,6}(?![\w.@/-])")
_EMPTY_LINKS = {"hier", "hier klicken", "klicken sie hier", "link", "mehr", "here", "click here", "more"}


def wording(one: Written) -> Iterator[Fault]:
    """What is hard to understand in this entry's German words."""
    texts: dict[Path, str | None] = {(field,): getattr(one.part, field) for field in _PROSE}
    if one.part.simple is not None:
        texts |= {("simple", field): getattr(one.part.simple, field) for field in _PROSE}
    said: dict[Path, str] = {path: text for path, text in texts.items() if text}
    for path, text in said.items():
        yield from _sentences(one, path, text)
        yield from _pictures(one, path, text)
    yield from _jargon(one, said)


def sentences(text: str) -> list[str]:
    """The sentences and list items of a Markdown text, without its marks; a heading or colon ends one."""
    plain = _MARKS.sub("", _LINK.sub(r"\1", text))
    plain = _SHORT_FORMS.sub(r"\1", plain)
    return [piece.strip() for piece in _ENDS.split(plain) if piece.strip()]


def _sentences(one: Written, path: Path, text: str) -> Iterator[Fault]:
    simple = path[0] == "simple"
    limit = LONGEST_SIMPLE if simple else LONGEST
    for sentence in sentences(text):
        count = len(_WORD.findall(sentence))
        if count > limit:
            shown = " ".join(sentence.split()[:4])
            values = {"count": str(count), "limit": str(limit), "begins": shown}
            yield one.fault(one.place_of(sentence, *path), "tip", "long_sentence", **values)


def _pictures(one: Written, path: Path, text: str) -> Iterator[Fault]:
    for picture in _PICTURE.finditer(text):
        if not picture[1].strip():
            yield one.fault(one.place_of(picture[0], *path), "warning", "no_alt")
    for link in _LINK.finditer(text):
        if link[1].strip().casefold() in _EMPTY_LINKS:
            yield one.fault(one.place_of(link[0], *path), "tip", "empty_link", text=link[1].strip())


def _jargon(one: Written, said: Mapping[Path, str]) -> Iterator[Fault]:
    """Each hard word once an entry, unless the entry says what it means."""
    everything = "\n".join(said.values())
    told: set[str] = set()
    for path, text in said.items():
        for word, better in _met(_LINK.sub(r"\1", text)):
            if word not in told and not explained(word, everything):
                told.add(word)
                values = {"word": word, "better": better} if better else {"word": word}
                kind = "jargon" if better else "abbreviation"
                yield one.fault(one.place_of(word, *path), "tip", kind, **values)


def _met(plain: str) -> Iterator[tuple[str, str]]:
    """The hard words of a text as it has them, each with a better one; "" for an abbreviation."""
    for word, better in _hard_words().items():
        if found := re.search(rf"(?<![\w-]){re.escape(word)}(?:s|en|n|e)?(?![\w-])", plain):
            yield found[0], better
    for short in _CAPITALS.findall(plain):
        if short not in _known_short() and short not in _hard_words():
            yield short, ""


def explained(word: str, text: str) -> bool:
    """Whether a text says what a word of it means: in brackets beside it, or by a sentence of its own."""
    quoted = re.escape(word)
    ways = (
        rf"\b{quoted}\W{{0,4}}\s*\([^)\n]{{3,}}\)",
        rf"\([^)\n]*\b{quoted}\b[^)\n]*\)",
        rf"\b{quoted}\b\W{{0,4}}\s(?:ist|sind|heißt|bedeutet|meint|steht für|das (?:ist|heißt|sind))\b",
        rf"(?:heißt|nennt man|nennen wir|genannt|also)\s(?:auch\s)?[„\"*]*{quoted}\b",
    )
    return any(re.search(way, text) for way in ways)


@cache
def _words() -> Mapping[str, object]:
    value = read_tree(files("faq").joinpath("jargon.yaml").read_bytes()).value
    return value if isinstance(value, dict) else {}


@cache
def _hard_words() -> Mapping[str, str]:
    hard = _words()["hard"]
    return {str(word): str(better) for word, better in hard.items()} if isinstance(hard, dict) else {}


@cache
def _known_short() -> frozenset[str]:
    known = _words()["known"]
    return frozenset(map(str, known)) if isinstance(known, list) else frozenset()
