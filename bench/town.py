"""A town with 1,000 answers, for the benchmarks: its folder, and questions its people ask."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from ruamel.yaml import YAML

from bench.faq import asked, recombined
from faq import Catalog, Entry, Matcher

ENTRIES = 1_000
QUESTIONS = 500


@dataclass(frozen=True)
class Town:
    """Entries recombined from the starter's words, and questions about them; the same at each run."""

    entries: list[Entry]
    questions: list[str]

    @classmethod
    def made(cls) -> Town:
        """The one town of all benchmarks."""
        chance = random.Random(7)
        entries = recombined(ENTRIES, chance)
        return cls(entries, [asked(chance.choice(entries), chance) for _ in range(QUESTIONS)])

    def settle(self, home: Path) -> None:
        """Write the town's FAQ below `home`, as files that `lotse serve` reads."""
        folder = home / "faq"
        folder.mkdir(parents=True, exist_ok=True)
        yaml = YAML(typ="safe")
        for start in range(0, len(self.entries), 100):
            page = {
                "topic": f"Thema {start}",
                "owner": "IT",
                "entries": [
                    {
                        "id": entry.id,
                        "question": entry.question,
                        "variants": list(entry.variants),
                        "keywords": list(entry.keywords),
                        "answer": entry.answer,
                        "why": "Damit alle gleich gut arbeiten können.",
                        "benefit": "Sie sparen Zeit.",
                    }
                    for entry in self.entries[start : start + 100]
                ],
            }
            with (folder / f"thema-{start}.yaml").open("w", encoding="utf-8") as file:
                yaml.dump(page, file)

    def milliseconds_a_match(self, home: Path) -> float:
        """CPU milliseconds of one decision on that folder, each question asked twice as in a long day."""
        matcher = Matcher(Catalog.load(home / "faq"))
        for question in self.questions:
            matcher.decide(question)
        began = process_time()
        for question in self.questions:
            matcher.decide(question)
        return (process_time() - began) / len(self.questions) * 1000
