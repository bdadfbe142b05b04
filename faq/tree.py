"""Reads one YAML file into plain data that remembers where each value stands.

Only mappings, lists and text: every scalar stays the text that its author typed ("no" is the word no, 0123
keeps its zero), an empty one is None. Aliases, anchors and tags are refused, so a file can't grow in memory;
size, depth and number of values are limited.

What reads a good file is libyaml, which is seven times as quick as the pure parser. That one has the word on
everything in which the two differ, and on what is wrong in a file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 8
MAX_VALUES = 200_000

Path = tuple[str | int, ...]
Place = tuple[int, int]
Data = dict[str, Any] | list[Any] | str | None

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ufdd0-\ufdef]"
)
_TAB_INDENT = re.compile(r"^[ ]*(\t)", re.MULTILINE)

# Where libyaml, which is of YAML 1.1, may take what the pure parser refuses, or read it otherwise: tabs, line
# ends and marks that only one of them knows, directives, the end of a document, a colon between quote or
# bracket and a word, a comment that touches the head of a block of text, and a block that begins with spaces.
_CONTESTED = re.compile(
    "[\t\x85\u2028\u2029\ufeff]|^%|^[.]{3}|[\"'\\]}]:\\S|[|>][-+0-9]*#|[|>][^\n]*\n +\n", re.MULTILINE
)

# How ruamel words a syntax error -> the kind under which texts.yaml explains it to an author.
_SYNTAX = (
    ("mapping values are not allowed", "syntax_colon"),
    ("could not find expected ':'", "syntax_missing_colon"),
    ("could not determine", "syntax_missing_colon"),
    ("expected <block end>", "syntax_indent"),
    ("while parsing a flow", "syntax_bracket"),
    ("while scanning a quoted scalar", "syntax_quote"),
    ("escape character", "syntax_backslash"),
    ("cannot start any token", "syntax_start"),
    ("expected alphabetic or numeric", "syntax_start"),
    ("block sequence", "syntax_indent"),
    ("block scalar", "syntax_block"),
    ("document start", "syntax_indent"),
)


class Unreadable(Exception):
    """The file isn't YAML of the kind we take: `kind` and `values` word it, `line` and `column` from 1."""

    def __init__(self, kind: str, line: int, column: int, values: dict[str, str]) -> None:
        super().__init__(f"{kind} at {line}:{column}")
        self.kind, self.line, self.column, self.values = kind, line, column, values


class _Contested(Exception):
    """The two parsers read this otherwise, or may do so."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A file's data: `value`, and where the value (`places`) and its key (`keys`) at each path begin."""

    value: Data
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    flow: frozenset[Path] = frozenset()

    def place(self, path: Path) -> Place:
        """Line and column of the value at `path`, or of the nearest value around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def key_place(self, path: Path) -> Place:
        """Line and column of the key at `path`, or of its value where it has no key."""
        return self.keys.get(path) or self.place(path)


def read_tree(data: bytes) -> Tree:
    """The data of one file of at most 1 MiB; raises Unreadable at the first thing that can't be taken."""
    text = _decoded(data)
    if control := _CONTROL.search(text):
        line, column = _place_of(text, control.start())
        raise Unreadable("control", line, column, {"code": f"U+{ord(control.group()):04X}"})
    if tab := _TAB_INDENT.search(text):
        line, column = _place_of(text, tab.start(1))
        raise Unreadable("tab", line, column, {})
    return read_quickly(text) or read_carefully(text)


def read_quickly(text: str) -> Tree | None:
    """The data as libyaml reads it; None where the pure parser might see them, or their places, otherwise."""
    if _CONTESTED.search(text):
        return None
    try:
        tree = _Reader(_uncontested(YAML(typ="safe").parse(text))).tree()
    except (_Contested, Unreadable, YAMLError, ValueError):
        return None
    alone = isinstance(tree.value, str)  # a text that is not in a list or a mapping begins at another column
    return None if alone else tree


def _uncontested(events: Iterator[Event]) -> Iterator[Event]:
    """The events, up to an empty value: each parser has a place of its own for that."""
    for event in events:
        if isinstance(event, ScalarEvent) and not event.value and not event.style:
            raise _Contested
        yield event


def read_carefully(text: str) -> Tree:
    """The data as the pure parser reads it; raises Unreadable."""
    reader = _Reader(YAML(typ="safe", pure=True).parse(text))
    try:
        return reader.tree()
    except MarkedYAMLError as error:
        raise _explained(error) from error
    except (YAMLError, ValueError, IndexError, KeyError, AssertionError) as error:
        # ruamel lets a few plain exceptions escape on hopeless input, e.g. for a broken %YAML line.
        raise Unreadable("syntax_other", *reader.at, {}) from error


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unreadable("too_big", 1, 1, {"limit": "1 MiB"})
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("utf16", 1, 1, {})
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        start = data[: error.start].decode("utf-8-sig")
        line, column = _place_of(start, len(start))
        byte = data[error.start : error.start + 1]
        meant = byte.decode("cp1252", "replace")
        raise Unreadable("not_utf8", line, column, {"byte": f"0x{byte.hex()}", "letter": meant}) from error


def _place_of(text: str, offset: int) -> Place:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _explained(error: MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    said = f"{error.context or ''} {error.problem or ''}"
    kind = next((kind for words, kind in _SYNTAX if words in said), "syntax_other")
    if kind in {"syntax_quote", "syntax_bracket"} and error.context_mark is not None:
        mark = error.context_mark  # where it was opened helps more than where the file ended
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return Unreadable(kind, place[0], place[1], {})


class _Reader:
    """Builds the tree from parser events, so that nothing is composed before it has been looked at."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._places: dict[Path, Place] = {}
        self._keys: dict[Path, Place] = {}
        self._flow: set[Path] = set()
        self.at: Place = (1, 1)

    def tree(self) -> Tree:
        value: Data = None
        documents = 0
        for event in self._events:
            self._look(event)
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refused("two_documents")
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent, ScalarEvent)):
                value = self._value(event, ())
        return Tree(value, self._places, self._keys, frozenset(self._flow))

    def _next(self) -> Event:
        event = next(self._events)
        self._look(event)
        return event

    def _look(self, event: Event) -> None:
        if event.start_mark is not None:
            self.at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, AliasEvent):
            raise self._refused("alias")
        if isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            if event.anchor is not None:
                raise self._refused("anchor")
            if event.tag is not None:
                raise self._refused("tag")

    def _refused(self, kind: str, **values: str) -> Unreadable:
        return Unreadable(kind, *self.at, values)

    def _value(self, event: Event, path: Path) -> Data:
        if len(path) > MAX_DEPTH:
            raise self._refused("too_deep", limit=str(MAX_DEPTH))
        if len(self._places) >= MAX_VALUES:
            raise self._refused("too_many_values", limit=f"{MAX_VALUES:,}")
        self._places[path] = self.at
        if isinstance(event, MappingStartEvent):
            if event.flow_style:
                self._flow.add(path)
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        raise self._refused("syntax_other")

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise self._refused("key_not_text")
            key, place = str(event.value), self.at
            if key in items:
                raise self._refused("key_twice", key=key[:60])
            self._keys[(*path, key)] = place
            items[key] = self._value(self._next(), (*path, key))
        return items


def _scalar(event: ScalarEvent) -> str | None:
    text = str(event.value)
    plain = not event.style
    return None if plain and text in {"", "~", "null"} else text
