"""A town with 1,000 answers, for the benchmarks: its folder, and questions its people ask."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from ruamel.yaml import YAML

from bench.faq import recombined
from faq import Catalog, Entry, Matcher

STARTER = Path(__file__).parent.parent / "faq" / "starter"
ENTRIES = 1_000
QUESTIONS = 500


@dataclass(frozen=True)
class Town:
    """The starter's entries, which people ask about, among others recombined from its words; always the same.

    Every other question has a typo. What the bot makes of them, `matched` tells; it is what a day brings,
    mostly answers, some suggestions, a few that are not known.
    """

    filling: list[Entry]
    questions: list[str]

    @classmethod
    def made(cls) -> Town:
        """The one town of all benchmarks."""
        chance = random.Random(7)
        starter = Catalog.load(STARTER).entries
        filling = recombined(ENTRIES - len(starter), chance)
        phrasings = [chance.choice(list(chance.choice(starter).phrasings())) for _ in range(QUESTIONS)]
        return cls(filling, [_mistyped(said, chance) if n % 2 else said for n, said in enumerate(phrasings)])

    def settle(self, home: Path) -> None:
        """Write the town's FAQ below `home`, as files that `lotse serve` reads."""
        folder = home / "faq"
        shutil.copytree(STARTER, folder)
        yaml = YAML(typ="safe")
        for start in range(0, len(self.filling), 100):
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
                    for entry in self.filling[start : start + 100]
                ],
            }
            with (folder / f"thema-{start}.yaml").open("w", encoding="utf-8") as file:
                yaml.dump(page, file)

    def matched(self, home: Path) -> Matched:
        """What becomes of the questions in that folder, each asked twice as in a long day."""
        catalog = Catalog.load(home / "faq")
        matcher = Matcher(catalog)
        kinds = Counter(matcher.decide(question).kind for question in self.questions)
        began = process_time()
        for question in self.questions:
            matcher.decide(question)
        milliseconds = (process_time() - began) / len(self.questions) * 1000
        shares = {str(kind): count / len(self.questions) for kind, count in kinds.items()}
        return Matched(len(catalog.entries), milliseconds, shares)


@dataclass(frozen=True)
class Matched:
    """What the match alone does to the town's questions."""

    entries: int
    milliseconds: float
    """CPU milliseconds of one decision."""
    shares: dict[str, float]
    """Part of the questions that ends in an answer, in suggestions, or unknown: 0 to 1."""


def _mistyped(words: str, chance: random.Random) -> str:
    """The same with two neighbouring letters in each other's place."""
    at = chance.randrange(len(words) - 1)
    return words[:at] + words[at + 1] + words[at] + words[at + 2 :]
