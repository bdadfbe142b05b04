"""The shape of a content file, as pydantic models; what an author may write, and how much of it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

MAX_ENTRIES = 20_000

_YES = {"true", "yes", "ja", "on"}
_NO = {"false", "no", "nein", "off"}


def _flag(value: object) -> object:
    word = str(value).casefold()
    if word not in _YES | _NO:
        raise PydanticCustomError("flag", "neither yes nor no")
    return word in _YES


def _day(value: object) -> object:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise PydanticCustomError("day", "not a date like 2027-05-31") from error


def _text(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Phrase = Annotated[str, _text(300)]
Keyword = Annotated[str, _text(80)]
Prose = Annotated[str, _text(4_000)]
Reason = Annotated[str, _text(1_000)]
Name = Annotated[str, _text(120)]
Address = Annotated[str, _text(2_000)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=60)]
Keywords = Annotated[tuple[Keyword, ...], Field(max_length=60)]


class Part(BaseModel):
    """What all parts of a file have in common: nothing unknown, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkPart(Part):
    """A link as written: `url` may hold placeholders."""

    text: Name
    url: Address
    text_en: Name | None = None


class EnglishPart(Part):
    """An entry in English; what is missing is said in German."""

    question: Phrase | None = None
    variants: Phrases = ()
    keywords: Keywords = ()
    answer: Prose | None = None
    why: Reason | None = None
    benefit: Reason | None = None


class SimplePart(Part):
    """An entry in Einfache Sprache."""

    answer: Prose
    why: Reason | None = None
    benefit: Reason | None = None


class EntryPart(Part):
    """One entry as written."""

    id: Id
    question: Phrase
    answer: Prose
    variants: Phrases = ()
    keywords: Keywords = ()
    why: Reason | None = None
    benefit: Reason | None = None
    links: Annotated[tuple[LinkPart, ...], Field(max_length=6)] = ()
    followups: Annotated[tuple[Id, ...], Field(max_length=6)] = ()
    review_by: Day | None = None
    topic: Name | None = None
    topic_en: Name | None = None
    owner: Name | None = None
    shy: Flag | None = None
    en: EnglishPart | None = None
    simple: SimplePart | None = None


class FilePart(Part):
    """One content file; topic, owner and shy hold for all of its entries that say nothing else."""

    topic: Name | None = None
    topic_en: Name | None = None
    owner: Name | None = None
    shy: Flag = False
    entries: Annotated[tuple[EntryPart, ...], Field(max_length=MAX_ENTRIES)] = ()


def known_keys(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys an author may write in the mapping at `path` of a content file."""
    names = [part for part in path if isinstance(part, str)]
    model: type[Part] = FilePart
    if names[:1] == ["entries"]:
        inner: Mapping[str, type[Part]] = {"links": LinkPart, "en": EnglishPart, "simple": SimplePart}
        model = inner.get(names[1], EntryPart) if len(names) > 1 else EntryPart
    return tuple(model.model_fields)


def without_empty(value: Any) -> Any:
    """The data without keys that have no value, which authors leave behind for later."""
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value
