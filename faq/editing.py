"""Changes YAML files as their authors would: one line more or less, every comment and all else as it was.

    text = with_item(text, ("entries", 3, "variants"), "Wie komme ich ins WLAN?")

An edit is made on the text itself, at the places that the parser tells, and read again afterwards: what comes
out says the same as before but for the change, or `CannotEdit` is raised and nothing happens.
"""

import json
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from faq.tree import Data, Unreadable, read_tree
from faq.tree import Path as Where

_PLAIN = re.compile(r"[^\W_][\w äöüÄÖÜß?!.,()/+%&-]*")
_RESERVED = re.compile(r"(?i)(true|false|yes|no|on|off|null|ja|nein|y|n|[\d.,+_-]+(e\d+)?|0x[\da-f]+)")
_KEY = re.compile(r"[\w.-]+")


class CannotEdit(Exception):
    """The file has another shape than the edit needs, or can't be read."""


def with_item(text: str, where: Where, words: str, after: str = "question") -> str:
    """`text` with `words` at the end of the list at `where`, which is made after the key `after` if missing.

    The mapping around it may be missing, too (`en` of an entry). Raises CannotEdit.
    """

    def change(value: Any) -> None:
        inner = value
        for key in where[:-1]:
            if isinstance(inner, dict) and inner.get(key) is None:
                inner[key] = {}
            inner = inner[key]
        inner[where[-1]] = [*(inner.get(where[-1]) or []), words]

    return _checked(text, _Document(text).added(where, words, after), change)


def without_item(text: str, where: Where, number: int) -> str:
    """`text` without this item of the list at `where`; never the first one. Raises CannotEdit."""

    def change(value: Any) -> None:
        del _at(value, where)[number]

    return _checked(text, _Document(text).removed(where, number), change)


def without_list(text: str, where: Where) -> str:
    """`text` without this key and the only item of its list, each on a line of its own. Raises CannotEdit."""

    def change(value: Any) -> None:
        del _at(value, where[:-1])[where[-1]]

    return _checked(text, _Document(text).removed_list(where), change)


def with_key(text: str, where: Where, name: str) -> str:
    """`text` with the key at `where` called `name`. Raises CannotEdit, so where there is one of that name."""

    def change(value: Any) -> None:
        inner = _at(value, where[:-1])
        renamed = {name if key == where[-1] else key: item for key, item in inner.items()}
        inner.clear()
        inner.update(renamed)

    return _checked(text, _Document(text).renamed(where, name), change)


def written(words: str) -> str:
    """A scalar as an author would write it: plain where that is safe, else in double quotes, on one line."""
    safe = _PLAIN.fullmatch(words) and not _RESERVED.fullmatch(words) and words == words.strip()
    return (
        words if safe and len(words) < 100 else json.dumps(words, ensure_ascii=False).replace("\x7f", "\\x7f")
    )


def _at(value: Any, where: Where) -> Any:
    for key in where:
        value = value[key]
    return value


def _checked(before: str, after: str, change: Callable[[Any], None]) -> str:
    """`after`, once it is sure that it says what the change makes of `before`."""
    try:
        expected: Data = deepcopy(read_tree(before.encode()).value)
        change(expected)
        if read_tree(after.encode()).value == expected:
            return after
    except (Unreadable, LookupError, TypeError, AttributeError, UnicodeEncodeError) as error:
        raise CannotEdit(str(error)) from error
    raise CannotEdit("the edit would change more than it should")


class _Document:
    """A file's text with the places of its values, as offsets into it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_end = "\r\n" if "\r\n" in text else "\n"
        self._mark = len(text) - len(text.lstrip("\ufeff"))
        try:
            read_tree(text.encode())
            self._root = YAML(typ="rt", pure=True).compose(text[self._mark :])
        except (YAMLError, Unreadable, ValueError, UnicodeEncodeError, RecursionError) as error:
            raise CannotEdit(str(error)) from error

    def added(self, where: Where, words: str, after: str) -> str:
        node = self._node(where)
        if isinstance(node, SequenceNode) and node.value:
            return self._appended(node, words)
        around = self._node(where[:-1])
        if isinstance(around, MappingNode) and around.value:
            if node is not None:
                return self._filled(around, str(where[-1]), f"[{written(words)}]")
            return self._inserted(around, [str(where[-1])], after, words)
        outer = self._node(where[:-2]) if around is None and len(where) > 1 else None
        if isinstance(outer, MappingNode) and outer.value:
            return self._inserted(outer, [str(where[-2]), str(where[-1])], after, words)
        raise CannotEdit(f"there is no place for {where}")

    def removed(self, where: Where, number: int) -> str:
        node = self._node(where)
        if not isinstance(node, SequenceNode) or not 0 < number < len(node.value):
            raise CannotEdit(f"there is no item {number} at {where}")
        before, item = node.value[number - 1], node.value[number]
        if node.flow_style:
            return self._text[: self._end(before)] + self._text[self._end(item) :]
        start = self._line_of(self._start(item))
        end = self._text.find("\n", self._end(item))
        return self._text[:start] + (self._text[end + 1 :] if end >= 0 else "")

    def removed_list(self, where: Where) -> str:
        around, node = self._node(where[:-1]), self._node(where)
        if not isinstance(node, SequenceNode) or len(node.value) != 1 or not isinstance(around, MappingNode):
            raise CannotEdit(f"there is no list of one at {where}")
        key = next(key for key, value in around.value if value is node)
        start = self._line_of(self._start(key))
        end = self._text.find("\n", self._end(node.value[0]))
        lines = self._text[start : end if end >= 0 else len(self._text)].splitlines()
        if around.flow_style or node.flow_style or len(lines) != 2:
            raise CannotEdit("the list has a shape of its own")
        return self._text[:start] + (self._text[end + 1 :] if end >= 0 else "")

    def renamed(self, where: Where, name: str) -> str:
        around = self._node(where[:-1])
        for key, _ in around.value if isinstance(around, MappingNode) else ():
            if key.value == where[-1] and _KEY.fullmatch(name):
                return self._text[: self._start(key)] + name + self._text[self._end(key) :]
        raise CannotEdit(f"there is no key {where}")

    def _appended(self, node: SequenceNode, words: str) -> str:
        last = node.value[-1]
        if node.flow_style:
            at = self._end(last)
            return f"{self._text[:at]}, {written(words)}{self._text[at:]}"
        start = self._start(last)
        lead = self._text[self._line_of(start) : start]
        dash = lead.rfind("-")
        if dash < 0 or lead[:dash].strip(" -"):
            raise CannotEdit("the list has a shape of its own")
        column = node.start_mark.column
        return self._below(last, f"{' ' * column}- {written(words)}")

    def _inserted(self, around: MappingNode, keys: Sequence[str], after: str, words: str) -> str:
        """A list of one below new keys of a mapping, after another key of it, in its style."""
        found = next((pair for pair in around.value if pair[0].value == after), around.value[-1])
        if around.flow_style:
            value = f"[{written(words)}]"
            for key in reversed(keys[1:]):
                value = f"{{{key}: {value}}}"
            at = self._end(found[1])
            return f"{self._text[:at]}, {keys[0]}: {value}{self._text[at:]}"
        column = around.value[0][0].start_mark.column
        lines = [f"{' ' * (column + 2 * depth)}{key}:" for depth, key in enumerate(keys)]
        lines.append(f"{' ' * (column + 2 * len(keys))}- {written(words)}")
        return self._below(found[1], self._line_end.join(lines))

    def _filled(self, around: MappingNode, name: str, words: str) -> str:
        """A key that has nothing, or an empty list, gets these words."""
        key, value = next(pair for pair in around.value if pair[0].value == name)
        colon = self._text.index(":", self._end(key))
        empty = self._text[self._start(value) : self._end(value)] or None
        rest = self._end(value) if empty else colon + 1
        return f"{self._text[: colon + 1]} {words}{self._text[rest:]}"

    def _below(self, node: Node, line: str) -> str:
        """The text with a line below the one in which a value ends."""
        end = self._end(node)
        block = isinstance(node, ScalarNode) and node.style in ("|", ">")
        at = end if block and self._line_of(end) == end else self._text.find("\n", end) + 1
        if at <= 0 or (at == end and not self._text[:end].endswith("\n")):
            return f"{self._text}{self._line_end}{line}{self._line_end}"
        return f"{self._text[:at]}{line}{self._line_end}{self._text[at:]}"

    def _node(self, where: Where) -> Node | None:
        node: Node | None = self._root
        for key in where:
            if isinstance(node, MappingNode):
                node = next((value for name, value in node.value if name.value == key), None)
            elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
            else:
                return None
        return node

    def _start(self, node: Node) -> int:
        return int(node.start_mark.index) + self._mark

    def _end(self, node: Node) -> int:
        """Where its last letter is, whatever the parser counts to it behind that."""
        end = int(node.end_mark.index) + self._mark
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return end
        while end > self._start(node) and self._text[end - 1].isspace():
            end -= 1
        return end

    def _line_of(self, offset: int) -> int:
        return self._text.rfind("\n", 0, offset) + 1
