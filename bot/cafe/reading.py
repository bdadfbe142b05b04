"""Reads `cafe.yaml`: a programme, or every fault with file, line and what to write instead."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.cafe.clashes import clashes
from bot.cafe.dates import Break, Dates
from bot.cafe.programme import Cafe, Host, Programme
from bot.cafe.schema import CafePart, DatesPart, FilePart, known_keys
from bot.hours import BERLIN
from faq.entry import Language
from faq.faults import sentences
from faq.placeholders import nearest
from faq.schema import without_empty
from faq.tree import Place, Tree, Unreadable, read_tree

Where = tuple[str | int, ...]
_KINDS = {
    "string_too_long": "text_too_long",
    "too_long": "list_too_long",
    "string_too_short": "empty",
    "too_short": "no_host",
    "string_pattern_mismatch": "bad_id",
    "string_type": "needs_text",
    "tuple_type": "needs_list",
    "int_parsing": "number",
    "int_type": "number",
    "greater_than_equal": "number",
    "less_than_equal": "number",
}
_OURS = {"weekday", "nth", "clock", "span", "span_long", "entra", "https", "day", "flag"}


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    return {**sentences(), **sentences("bot.cafe")}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of the file. `line` and `column` count from 1; `kind` names its sentences in texts.yaml."""

    file: str
    line: int
    column: int
    kind: str
    values: tuple[tuple[str, str], ...] = ()

    def said(self, language: Language = "de") -> tuple[str, str]:
        """What is wrong and what to write instead."""
        words, values = _sentences(), dict(self.values)
        problem = words[f"fault.{self.kind}"][language].format_map(values)
        return problem, words[f"fault.{self.kind}.remedy"][language].format_map(values)

    def described(self, language: Language = "de") -> str:
        """The whole fault on one line: file:line:column: problem remedy."""
        return f"{self.file}:{self.line}:{self.column}: {' '.join(self.said(language))}"


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a file: a programme, or faults."""

    programme: Programme | None
    faults: tuple[Fault, ...] = ()
    hints: tuple[Fault, ...] = ()
    """What can be used, and is hardly meant."""


def read_file(path: Path, zone: ZoneInfo = BERLIN, land: str = "") -> Read:
    """The programme of this file; no file is no café. Raises OSError where it can't be read."""
    data = path.read_bytes() if path.exists() else b""
    return read_programme(data, zone, land, str(path))


def read_programme(data: bytes, zone: ZoneInfo = BERLIN, land: str = "", file: str = "cafe.yaml") -> Read:
    """The programme that these bytes hold, or their faults."""
    try:
        tree = read_tree(data)
    except Unreadable as bad:
        return Read(None, (_fault(file, (bad.line, bad.column), bad.kind, bad.values),))
    value: Any = without_empty({} if tree.value is None else tree.value)
    try:
        part = FilePart.model_validate(value)
    except ValidationError as error:
        every = error.errors(include_url=False)
        beneath = {one["loc"][:length] for one in every for length in range(len(one["loc"]))}
        told = [one for one in every if one["type"] != "too_short" or one["loc"] not in beneath]
        found = {_schema_fault(file, tree, details) for details in told}
        return Read(None, tuple(sorted(found)))
    if faults := [_fault(file, tree.place(where), kind, said) for where, kind, said in _misfits(part)]:
        return Read(None, tuple(sorted(faults)))
    cafes = tuple(map(_cafe, part.cafes))
    return Read(
        Programme(
            cafes=cafes,
            breaks=tuple(Break(one.first, one.last, one.name or "") for one in part.breaks),
            sheet=part.sheet,
            zone=zone,
            land=land,
            digest=hashlib.sha256(data).hexdigest(),
            text=data.decode("utf-8-sig"),
        ),
        hints=tuple(_hints(file, tree, cafes)),
    )


def _hints(file: str, tree: Tree, cafes: tuple[Cafe, ...]) -> Iterator[Fault]:
    """Rules of a café that silently become one, in the order of the file."""
    for number, cafe in enumerate(cafes):
        for clash in clashes(cafe):
            first, second = (tree.place(("cafes", number, "dates", at)) for at in (clash.first, clash.second))
            values = {"line": str(first[0]), "time": f"{clash.at:%H:%M}"}
            yield _fault(file, second, "same_time", values)


def _misfits(part: FilePart) -> Iterator[tuple[Where, str, dict[str, str]]]:
    """What is fine line by line and doesn't fit together."""
    known: set[str] = set()
    for at, one in enumerate(part.breaks):
        if one.last < one.first:
            yield ("breaks", at, "to"), "ends_early", {"first": str(one.first)}
    for number, cafe in enumerate(part.cafes):
        where = ("cafes", number)
        if cafe.id in known:
            yield (*where, "id"), "cafe_twice", {"id": cafe.id}
        known.add(cafe.id)
        hosts = [host.name for host in cafe.hosts]
        for at, rule in enumerate(cafe.dates):
            for key, kind, values in _rule_misfits(rule, cafe.minutes, hosts):
                yield (*where, "dates", at, key), kind, values


def _rule_misfits(
    rule: DatesPart, minutes: int, hosts: list[str]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    if (rule.every is None) == (rule.on is None):
        yield "every", "every_or_on", {}
    length = (rule.closes.hour - rule.opens.hour) * 60 + rule.closes.minute - rule.opens.minute
    if length < minutes:
        yield "to", "too_short_for_slot", {"minutes": str(minutes)}
    if rule.weeks > 1 and rule.starting is None:
        yield "weeks", "weeks_need_start", {}
    if rule.weeks > 1 and rule.of_month is not None:
        yield "weeks", "weeks_or_month", {}
    if rule.starting and rule.until and rule.until < rule.starting:
        yield "until", "ends_early", {"first": str(rule.starting)}
    if rule.host is not None and rule.host not in hosts:
        yield "host", "unknown_host", {"host": rule.host, "known": ", ".join(hosts)}


def _cafe(part: CafePart) -> Cafe:
    return Cafe(
        id=part.id,
        name=part.name,
        name_en=part.name_en or "",
        about=part.about or "",
        about_en=part.about_en or "",
        place=part.place or "",
        link=part.link or "",
        audience=part.audience or "",
        hosts=tuple(Host(host.name, host.id or "") for host in part.hosts),
        dates=tuple(map(_dates, part.dates)),
        topics=part.topics,
        minutes=part.minutes,
        seats=part.seats,
        notice=part.notice,
        ahead=part.ahead,
        at_once=part.at_once,
        reminders=tuple(sorted(set(part.reminders), reverse=True)),
    )


def _dates(part: DatesPart) -> Dates:
    return Dates(
        opens=part.opens,
        closes=part.closes,
        weekday=part.every,
        on=part.on,
        starting=part.starting,
        until=part.until,
        weeks=part.weeks,
        of_month=part.of_month,
        leaving_out=frozenset(part.leaving_out),
        on_holidays=part.holidays,
        in_breaks=part.breaks,
        host=part.host,
    )


def _fault(file: str, place: Place, kind: str, values: Mapping[str, str]) -> Fault:
    return Fault(file, *place, kind, tuple(sorted(values.items())))


def _schema_fault(file: str, tree: Tree, details: ErrorDetails) -> Fault:
    where, kind, context = details["loc"], details["type"], details.get("ctx", {})
    key, given = (str(where[-1])[:60] if where else ""), _given(details["input"])
    values, place = {"key": key, "value": given}, tree.place(where)
    if kind == "extra_forbidden":
        known = known_keys(where[:-1])
        meant = nearest(key, known)
        values |= {"like": meant} if meant else {"known": ", ".join(known)}
        return _fault(file, tree.key_place(where), "unknown_key_like" if meant else "unknown_key", values)
    if kind == "missing":
        return _fault(file, tree.place(where[:-1]), "missing", values)
    if limit := context.get("max_length"):
        values["limit"] = str(limit)
    if kind == "string_pattern_mismatch":
        values |= {"id": given, "like": "it-cafe"}
    said = kind if kind in _OURS else _KINDS.get(kind, "needs_mapping")
    if said == "needs_mapping" and where[-2:-1] == ("hosts",) and isinstance(details["input"], str):
        said = "host_name"
    return _fault(file, place, said, values)


def _given(value: object) -> str:
    """What was written, as far as it is shown; a list as one writes it."""
    return (", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))[:60]
