"""Takes a message apart: what greets and signs, its sentences, which of them ask, and what follows up."""

import re
from collections.abc import Iterator

from faq.german import MAX_CHARACTERS, content, folded, words
from faq.stopwords import listed

_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_JOINT = re.compile(
    r"(?<=\w)(?:[,;]?\s+(?:und|sowie|and|&)|[,;]\s+(?:auch|außerdem|also))\s+"
    r"(?:(?:auch|außerdem|dann|also|then)\s+)?",
    re.IGNORECASE,
)
"""Between two questions of one sentence, where the second one begins as a question does."""
_HELLO = re.compile(
    r"\s*(?:hallo|hallöchen|hi|hey|moin(?: moin)?|servus|tach|guten (?:tag|morgen|abend)|liebe[rs]?|"
    r"sehr geehrte[r]?|grüß (?:gott|dich|sie)|hello|dear|good (?:morning|afternoon))\b"
    r"[^,.!?:\n]{0,40}[,.!:\n]\s*",
    re.IGNORECASE,
)
_BYE = re.compile(
    r"(?:\b(?:(?:mit )?(?:viele|freundliche|schöne|liebe|beste|herzliche)n?(?: dank und| und)? )?"
    r"\b(?:grüßen|grüße|gruß|gruss|grüssle|dank im voraus)|\b(?:mfg|lg|vg|bg)"
    r"|\b(?:kind|best) regards)\b.{0,80}\Z",
    re.IGNORECASE | re.DOTALL,
)
_ASKS = listed("""
    wie wo wann wer wen wem was warum wieso weshalb woher wohin womit wofuer
    welche welcher welches welchen welchem
    kann darf muss soll ist gibt gibts koennt koennen koennte duerfen haben bekomme kriege
    how where when who what why which can could may do does did is are should
""")
_ALSO = listed("und oder aber auch and or but also")
_ALSO_SAID = (
    "was ist mit",
    "wie ist es mit",
    "wie sieht es mit",
    "gilt das auch",
    "geht das auch",
    "what about",
)
_MOST = 12
_MOST_ASKED = 3
_LONGEST_BEGINNING = 40  # characters in which a question shows that it is one
_MOST_OF_FOLLOW_UP = 3  # words that carry meaning


def said(text: str) -> str:
    """A message without its greeting and its signature; the message itself where nothing else is in it."""
    text = text[:MAX_CHARACTERS]
    hello = _HELLO.match(text)  # at the start only: searched for, it would take long in a sea of spaces
    rest = _BYE.sub("", text[hello.end() :] if hello else text).strip()
    return rest if content(rest) else text


def sentences(text: str) -> tuple[str, ...]:
    """The first twelve sentences of a message that say something; at most 8,000 characters are read."""
    parts = (part.strip() for part in _END.split(text[:MAX_CHARACTERS]))
    return tuple(part for part in parts if part and content(part))[:_MOST]


def questions(text: str) -> tuple[str, ...]:
    """The questions in a message, where it holds two or three; else (). "Wo …, und wie …?" are two."""
    parts = [part.strip() for sentence in sentences(said(text)) for part in _taken_apart(sentence)]
    if len(parts) < 2:
        return ()
    asked = tuple(part for part in parts if content(part) and _asks(part))
    return asked if 2 <= len(asked) <= _MOST_ASKED else ()


def follows_up(text: str) -> bool:
    """Whether a message takes up what was said before: "und auf dem Handy?", "Gilt das auch im Urlaub?"."""
    begun = folded(text).strip().startswith(_ALSO_SAID) or not _ALSO.isdisjoint(words(text)[:1])
    return begun and 1 <= len(content(text)) <= _MOST_OF_FOLLOW_UP


def _taken_apart(sentence: str) -> Iterator[str]:
    begun = 0
    for joint in _JOINT.finditer(sentence):
        if _begins_as_question(sentence[joint.end() : joint.end() + _LONGEST_BEGINNING]):
            yield sentence[begun : joint.start()]
            begun = joint.end()
    yield sentence[begun:]


def _asks(sentence: str) -> bool:
    return sentence.endswith("?") or _begins_as_question(sentence[:_LONGEST_BEGINNING])


def _begins_as_question(text: str) -> bool:
    """Whether its first word asks; "And where do I …" begins with "where"."""
    first = next((word for word in words(text) if word not in _ALSO), "")
    return first in _ASKS
