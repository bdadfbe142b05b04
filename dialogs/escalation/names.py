"""Takes people's names out of what may be read by others: known ones, and those of a greeting or farewell.

A name that nobody knows here any more can only be told by where it stands: «Hallo Anna, …», «… LG Petra».
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAME = r"(?:[@…]|[^\W\d_a-zß-öø-ÿ])[\w…'’-]*\.?"
_NAMES = rf"{_NAME}(?:[ \t]+(?:(?:von|van|de|der|zu|und|and|&)[ \t]+)*{_NAME}){{0,3}}"
_END = r"[ \t]*(?:[,!.]+(?=\s|\Z)|[–—-]+(?=\s)|(?=\n))"
_CALL = r"(?i:hallo|hallöchen|hi|hey|moin(?: moin)?|servus|grüß (?:gott|dich)|grüezi|hello)"
_DAY = r"(?i:(?:schönen )?guten (?:tag|morgen|abend|mittag)|good (?:morning|afternoon|evening|day))"
_DEAR = r"(?i:sehr geehrte[rs]?|liebe[rs]?|werte[rs]?|dear)"
_NOT_DEAR = r"(?!\s*(?:als|statt|anstatt|anstelle|nicht|und|oder|denn|weil|wenn|dann)\b)"
"""«Lieber Word, nicht Excel» is no greeting."""
_GREETING = re.compile(
    rf"\A\s*(?:(?:{_CALL}|{_DAY})(?:[ \t]+{_DEAR})?(?:[ \t]+{_NAMES})?{_END}"
    rf"|{_DEAR}[ \t]+{_NAMES}{_END}{_NOT_DEAR}"
    rf"|{_CALL}[ \t]+[a-zäöüß]{{2,20}}{_END})"  # «hallo anna, …»
)
_BARE_GREETING = re.compile(
    rf"\A\s*{_CALL}[ \t]+(?:(?:Frau|Herr)[ \t]+)?{_NAME}(?=[ \t]+"
    r"(?i:ich|wir|du|sie|ihr|bitte|danke|ja|nein|im|in|auf|unter|über|mit|das|die|der|dein|klick\w*|drück\w*"
    r"|i|we|you|please|yes|no|on|under|the|your|open|press)\b)"
)
"""Of an answer: «Hallo Anna im Druckdialog …». A question may begin «Hallo Drucker geht nicht»."""
_GREETINGS = 3
"""At the most, one after the other: «Guten Morgen, liebe Anna, lieber Jonas, …»."""

_REGARDS = (
    r"(?:(?:viele|liebe|beste|herzliche|schöne|freundliche|sonnige) grüße|mit freundlichen grüßen"
    r"|(?:viele|liebe|herzlichen|lieben|schönen) gruß|mfg|vg|lg|(?:kind|best|warm) regards)"
)
_BYE = r"(?:gruß|grüße|regards|cheers)"
"""A word that is a farewell only where a name follows, or nothing."""
_FAREWELL = re.compile(
    rf"(?im)^[ \t]*(?:{_REGARDS}|{_BYE})\b[,!. ]*+\n?[ \t]*+[^\n]{{0,60}}\Z"
    rf"|(?<=[.!?…)])[ \t]+{_REGARDS}\b[,!. ]*+\n?[ \t]*+(?:[\w…'’-]++[ \t]*+){{0,3}}+[.!]?\Z"
    rf"|(?<=[.!?…)])[ \t]+{_BYE}"
    rf"(?:[,!](?-i:(?:[ \t]*+{_NAME}){{0,2}}+)[ \t]*+|(?-i:(?:[ \t]++{_NAME}){{1,3}}+)|)[.!]?\s*\Z"
)
_SIGNED = re.compile(
    rf"(?i)[,;–—-]?[ \t\n]{{1,3}}(?:{_REGARDS}|{_BYE})[,!]?[ \t\n]{{1,3}}…(?:[ \t]…){{0,3}}[.!]?\s*\Z"
)
"""A farewell whose name was taken out; it may follow whatever words."""
_YOU = r"(?:dir|ihnen|euch|you)"
_ASKING_BACK = re.compile(
    r"(?im)(?:^|(?<=[.!?…:)])[ \t]++|(?<=[.!?…:)])\n++)[ \t]*+"
    rf"(?:hilft (?:{_YOU} )?(?:das|dies|es)(?: {_YOU})?(?: so| schon)?(?: weiter)?"
    rf"|(?:konnte ich|hat (?:{_YOU} )?(?:das|es)) (?:{_YOU} )?(?:weiter|ge)(?:ge)?(?:holfen|helfen)"
    rf"|(?:does|did) (?:that|this|it) help(?: {_YOU})?)[ \t]*\?+\s*\Z"
)


def blanked(words: str, names: Iterable[str]) -> str:
    """The words without these names, first and last ones too, and without a greeting or a farewell.

    What says more than a greeting stays, and so does what would leave nothing.
    """
    return _without(_SIGNED, _nameless(_begun(_without(_FAREWELL, words), _GREETING), names))


def as_entry(answer: str, names: Iterable[str]) -> str:
    """The same of an answer that everybody is to read: whether it helped, an entry does not ask."""
    told = _without(_FAREWELL, _without(_ASKING_BACK, _without(_FAREWELL, answer)))
    return _without(_SIGNED, _nameless(_begun(_begun(told, _GREETING), _BARE_GREETING), names))


def _nameless(words: str, names: Iterable[str]) -> str:
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 2}
    for part in sorted(parts, key=len, reverse=True):
        words = re.sub(rf"(?i)(?<!\w){re.escape(part)}(?!\w)", "…", words)
    return words


def _without(ending: re.Pattern[str], words: str) -> str:
    """The words without this at their end, unless they are nothing else."""
    return ending.sub("", words).rstrip() or words


def _begun(words: str, greeting: re.Pattern[str]) -> str:
    """The words from their first sentence on, with a capital letter."""
    rest = words
    for _ in range(_GREETINGS):
        rest = greeting.sub("", rest, count=1)
    rest = rest.lstrip()
    if not rest or len(rest) == len(words.lstrip()):
        return words
    plain = re.match(r"[a-zäöüß]+(?=[\s,:]|\Z)", rest)
    return rest[0].upper() + rest[1:] if plain else rest
