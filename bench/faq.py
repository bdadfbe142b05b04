"""How quick and how small the FAQ engine is, beside the baseline that everyone would try first.

    python -m bench.faq [--sizes 60,1000,10000] [--quality FOLDER]

Entries are recombined from the starter's own words, so that their vocabulary grows as a real one does. Each
size runs in a process of its own, so that memory is counted fairly. Cold: a question's words are seen for the
first time. Baseline: rapidfuzz `process.extract` with WRatio over all phrasings.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz, process

from faq import Catalog, Entry, Matcher
from faq.german import words
from faq.quality import benchmark, evaluate

ROOT = Path(__file__).parent.parent
_QUESTIONS = 400
_SYLLABLES = (
    "ab an auf bau dienst ein fach haus kassen land markt ober plan rat stadt steuer um vor wahl werk"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="60,1000,10000")
    parser.add_argument("--quality", type=Path, help="a folder of benchmark files to be graded on")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one)))
        return
    print("milliseconds a question where nothing else is said")
    print(
        "entries | build s | index MB | cold p50 | cold p95 | warm p50 | warm p95 | 8,000 chars | WRatio p50"
    )
    for size in map(int, options.sizes.split(",")):
        command = [sys.executable, "-m", "bench.faq", "--one", str(size)]
        ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        row = json.loads(ended.stdout)
        print(
            f"{size:7,} | {row['build']:7.2f} | {row['memory']:8.0f} | "
            + " | ".join(f"{row[name]:8.2f}" for name in ("cold50", "cold95", "warm50", "warm95"))
            + f" | {row['paste']:11.1f} | {row['baseline']:8.2f}"
        )
    for path in sorted(options.quality.glob("*.json")) if options.quality else ():
        catalog, questions = benchmark(json.loads(path.read_text(encoding="utf-8")))
        report = asdict(evaluate(Matcher(catalog), questions))
        report.pop("kinds")
        print(path.stem, {name: round(figure, 3) for name, figure in report.items()})


def measured(size: int) -> dict[str, float]:
    chance = random.Random(7)
    entries = recombined(size, chance)
    questions = [asked(chance.choice(entries), chance) for _ in range(_QUESTIONS)]
    before = resident()
    started = perf_counter()
    matcher = Matcher(Catalog.of(entries))
    build = perf_counter() - started
    memory = resident() - before
    cold, warm = timed(matcher.find, questions), timed(matcher.find, questions)
    paste = " ".join(f"{word}x{number}" for number, word in enumerate(words(" ".join(questions))))[:8_000]
    phrasings = [phrasing for entry in entries for phrasing in entry.phrasings()]
    some = questions[: max(5, 20_000 // size)]
    baseline = timed(lambda text: process.extract(text, phrasings, scorer=fuzz.WRatio, limit=3), some)
    return {
        "build": build,
        "memory": memory,
        "cold50": part(cold, 0.5),
        "cold95": part(cold, 0.95),
        "warm50": part(warm, 0.5),
        "warm95": part(warm, 0.95),
        "paste": part(timed(matcher.find, [paste]), 0.5),
        "baseline": part(baseline, 0.5),
    }


def recombined(size: int, chance: random.Random) -> list[Entry]:
    """Entries put together from the starter's words and from new compounds."""
    starter = Catalog.load(ROOT / "faq" / "starter").entries
    known = sorted({word for entry in starter for word in words(entry.answer + " " + entry.question)})
    fresh = ["".join(chance.choices(_SYLLABLES.split(), k=3)) for _ in range(size * 2)]

    def text(length: int) -> str:
        return " ".join(chance.choice(fresh if chance.random() < 0.25 else known) for _ in range(length))

    return [
        Entry(
            id=f"e{number}",
            question=text(8),
            answer=text(45),
            topic=text(2),
            variants=(text(6), text(5), text(4)),
            keywords=(text(1), text(1), text(2)),
        )
        for number in range(size)
    ]


def asked(entry: Entry, chance: random.Random) -> str:
    """A phrasing of the entry with one word less, one word of chatter more, and a typo."""
    said = chance.choice(list(entry.phrasings())).split()
    said.pop(chance.randrange(len(said)))
    said.append("".join(chance.choices(_SYLLABLES.split(), k=2)))
    text = " ".join(said)
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def timed(find: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds of each question, sorted."""
    took: list[float] = []
    for question in questions:
        started = perf_counter()
        find(question)
        took.append((perf_counter() - started) * 1_000)
    return sorted(took)


def part(figures: Sequence[float], share: float) -> float:
    return figures[min(int(len(figures) * share), len(figures) - 1)]


def resident() -> float:
    """Peak memory of this process in MB, on Linux."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
