"""Questions and answers of other programs, made into entries of a YAML file.

CSV and TSV of any separator and of the encodings that office programs write; among them the exports of QnA
Maker and of Azure question answering, and our own. HTML and full Markdown become what cards show, braces
are doubled, so that no text is taken for a placeholder.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from faq.faults import Fault
from faq.german import folded
from faq.schema import MAX_ENTRIES, EntryPart
from faq.tables import NotATable, Plain, decoded, rows

MAX_BYTES = 32 * 1024 * 1024


_AS_IT_STANDS = {"id", "topic", "topic_en", "text_en", "followups"}
"""Keys whose text is never searched for placeholders (`faq.joining`)."""


@dataclass(slots=True)
class Imported:
    """What came of a file: entries as YAML knows them, and what somebody should look at."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)


def imported(data: bytes, name: str = "", taken: Iterable[str] = (), topic: str = "") -> Imported:
    """The entries of a CSV, TSV or JSON file. `name` is for the notes, `taken` are ids that are in use.

    `topic` is for entries that have none. Raises NotATable.
    """
    if len(data) > MAX_BYTES:
        raise NotATable("too large")
    result = Imported()
    made = _Entries(result, name, set(taken), topic)
    for line, row in rows(decoded(data)):
        made.add(line, row)
    made.finish()
    return result


# ------------------------------------------------------------ entries


class _Entries:
    """Joins rows that are one entry, and gives each its id."""

    def __init__(self, result: Imported, name: str, taken: set[str], topic: str) -> None:
        self._result, self._name, self._taken, self._topic = result, name, taken, topic
        self._by_key: dict[str, dict[str, Any]] = {}
        self._lines: dict[str, int] = {}
        self._prompts: dict[str, list[str]] = {}

    def add(self, line: int, made: Plain) -> None:
        if not made.get("question") or not made.get("answer"):
            self._note(line, "import_incomplete")
            return
        own = made.pop("id", "")
        key = f"id {own}" if own else f"answer {made['answer']}"
        if own and own in self._taken and not own.isdigit():
            self._note(line, "import_id_taken", id=own)
        prompts = made.pop("prompts", [])
        if known := self._by_key.get(key):
            if known["answer"] == made["answer"]:
                known.setdefault("variants", []).extend([made["question"], *made.get("variants", [])])
                return
            key = f"{key} {line}"
        if len(self._by_key) >= MAX_ENTRIES:
            raise NotATable("too many entries")
        self._by_key[key] = {"id": self._free(own, made["question"]), **made}
        self._lines[key], self._prompts[key] = line, prompts

    def finish(self) -> None:
        """Hand over what fits the shape of an entry, and note what doesn't."""
        ids = {
            key.removeprefix("id "): entry["id"]
            for key, entry in self._by_key.items()
            if key.startswith("id ")
        }
        for key, entry in self._by_key.items():
            follow = [
                ids[prompt] for prompt in self._prompts[key] if prompt in ids and ids[prompt] != entry["id"]
            ]
            if follow:
                entry["followups"] = list(dict.fromkeys([*entry.get("followups", []), *follow]))[:6]
            if "variants" in entry:
                others = [text for text in dict.fromkeys(entry["variants"]) if text != entry["question"]]
                entry["variants"] = others
            entry = {name: value for name, value in entry.items() if value not in ("", [], {}, None)}
            if not entry.get("topic"):
                entry["topic"] = self._topic or "Import"
            self._hand_over(entry, self._lines[key])

    def _hand_over(self, entry: dict[str, Any], line: int) -> None:
        for _ in range(20):  # a part that doesn't fit is left out, and named
            try:
                EntryPart.model_validate(_doubled(entry))
            except ValidationError as error:
                where = error.errors(include_url=False)[0]["loc"]
                part = ".".join(map(str, where))
                self._note(line, "import_left_out", part=part, id=str(entry["id"]))
                if where[0] in ("question", "answer", "id") or not _without(entry, where):
                    return
            else:
                self._result.entries.append(_doubled(entry))
                return

    def _free(self, own: str, question: str) -> str:
        """An id that nobody has: the row's own where it is one, else one made of the question."""
        base = own if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", own) and not own.isdigit() else slug(question)
        name, number = base, 1
        while name in self._taken:
            number += 1
            name = f"{base[:58]}-{number}"
        self._taken.add(name)
        return name

    def _note(self, line: int, kind: str, **values: str) -> None:
        values = {key: value[:80] for key, value in values.items()}
        self._result.notes.append(Fault(self._name, line, 1, "warning", kind, tuple(sorted(values.items()))))


def slug(question: str) -> str:
    """A question as the id of its entry: `wie-komme-ich-ins-wlan`, at most 48 characters."""
    return re.sub(r"[^a-z0-9]+", "-", folded(question))[:48].strip("-") or "eintrag"


def _without(entry: dict[str, Any], where: Sequence[str | int]) -> bool:
    """Leave out the part at `where`; whether there was one."""
    part, *deeper = where
    inner = entry.get(str(part))
    if deeper and isinstance(inner, list) and isinstance(deeper[0], int):
        del inner[deeper[0]]
    elif deeper and isinstance(inner, dict) and deeper[0] in inner:
        del inner[str(deeper[0])]
    else:
        return entry.pop(str(part), None) is not None
    return True


def _doubled(value: Any) -> Any:
    """The same with every brace doubled, so that it is text and no placeholder."""
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    if isinstance(value, dict):
        return {key: item if key in _AS_IT_STANDS else _doubled(item) for key, item in value.items()}
    return [_doubled(item) for item in value] if isinstance(value, list | tuple) else value


def file_name(path: Path) -> str:
    """What the YAML file of an imported file is called."""
    return f"import-{slug(path.stem)}.yaml"
