"""How a command was called: by whom, in which language, and where its words go."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from rich.console import Console

from bot.paths import expanded
from bot.texts import Texts

FOUND = 1
"""Exit code: it ran, and found something: faults in the FAQ, a question that it can't answer."""
MISUSED = 2
"""Exit code: the command line can't be read."""
BROKEN = 3
"""Exit code: settings, files or this machine keep it from running."""

TEXTS = Path(__file__).with_name("texts.yaml")


class Stop(Exception):
    """Ends the command: a sentence for the person, and the exit code."""

    def __init__(self, *sentences: str, code: int = BROKEN) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences
        self.code = code


@dataclass(frozen=True, slots=True)
class Call:
    """What every command is given."""

    environment: Mapping[str, str]
    texts: Texts
    language: Literal["de", "en"]
    lotse: str = "lotse"
    """What a person types here to call it: sentences that name a command begin with it."""
    out: Console = field(default_factory=lambda: Console(highlight=False, emoji=False))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, emoji=False))

    @classmethod
    def of(cls, environment: Mapping[str, str], lotse: str = "lotse") -> Call:
        """In the language of LOTSE_LANGUAGE, else of the town's settings.yaml, else in German."""
        return cls(environment, Texts.load({TEXTS: "command"}), _language(environment), lotse)

    def t(self, key: str, **values: object) -> str:
        """The sentence of this key."""
        return self.texts.text(key, self.language, lotse=self.lotse, **values)

    def words(self, key: str) -> Collection[str]:
        """The words to recognise under this key, in every language."""
        return [word for words in self.texts.words(key).values() for word in words]

    def print(self, sentence: str, style: str = "") -> None:
        """Write it as it is: never wrapped, no markup."""
        self.out.print(sentence, style=style or None, markup=False, soft_wrap=True)

    def complain(self, sentence: str) -> None:
        """The same, for what went wrong."""
        self.err.print(sentence, markup=False, soft_wrap=True)

    @property
    def home(self) -> Path | None:
        """The town's folder, as LOTSE_HOME names it."""
        named = self.environment.get("LOTSE_HOME")
        return expanded(named) if named else None


def typed(script: str) -> str:
    """What to type to call this script of a process again: `lotse`, with its path where PATH lacks it."""
    if Path(script).name == "__main__.py":
        return f"{_findable(sys.executable)} -m bot"
    return _findable(script)


def _findable(program: str) -> str:
    name = Path(program).name
    found = shutil.which(name)
    return name if found and os.path.realpath(found) == os.path.realpath(program) else program


def _language(environment: Mapping[str, str]) -> Literal["de", "en"]:
    wished = environment.get("LOTSE_LANGUAGE") or _of_town(environment.get("LOTSE_HOME", ""))
    return "en" if wished.strip().lower() == "en" else "de"


def _of_town(home: str) -> str:
    """`language:` of settings.yaml, read without its rules: those come when a command needs the settings."""
    if not home:
        return ""
    try:
        lines = (expanded(home) / "settings.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    found = re.search(r"""^language:\s*["']?(\w+)""", lines, re.MULTILINE)
    return found[1] if found else ""


def today() -> date:
    """The day on this machine's calendar, which is that of whoever sits before it."""
    return datetime.now().astimezone().date()
