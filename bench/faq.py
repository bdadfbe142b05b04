"""How quick and how small the FAQ engine is, beside what everyone would try first, on the same questions.

    python -m bench.faq [--sizes 60,1000,10000] [--quality FOLDER]

Entries are recombined from the starter's own words, so that their vocabulary grows as a real one does. Each
engine runs in a process of its own at each size, so that memory is counted fairly. Times are those of the
processor, which on a quiet machine are those of the clock. Cold: a question's words are seen for the first
time. All look through all phrasings, and give three hits. bm25s and tantivy take part where they are
installed (dependency group `bench`).
"""

import argparse
import gc
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from time import process_time, thread_time

from bench.engines import ENGINES, Engine
from faq import Catalog, Entry, Matcher
from faq.german import words
from faq.quality import benchmark, evaluate

ROOT = Path(__file__).parent.parent
_QUESTIONS = 400
_SYLLABLES = (
    "ab an auf bau dienst ein fach haus kassen land markt ober plan rat stadt steuer um vor wahl werk"
)
_MILLISECONDS = ("cold50", "cold95", "warm50", "warm95", "paste")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="60,1000,10000")
    parser.add_argument("--quality", type=Path, help="a folder of benchmark files to be graded on")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        name, size = options.one.split(":")
        print(json.dumps(measured(ENGINES[name], int(size))))
        return
    print("milliseconds a question where nothing else is said; right: the entry that was asked for is first")
    columns = "build s |   MB | right | cold p50 |      p95 | warm p50 |      p95 | 8,000 characters"
    print(f" entries | {'engine':20} | {columns}")
    for size in map(int, options.sizes.split(",")):
        for name, engine in ENGINES.items():
            if engine.needs and find_spec(engine.needs) is None:
                continue
            print(f"{size:8,} | {name:20} | {_row(name, size)}", flush=True)
    for path in sorted(options.quality.glob("*.json")) if options.quality else ():
        catalog, questions = benchmark(json.loads(path.read_text(encoding="utf-8")))
        report = asdict(evaluate(Matcher(catalog), questions))
        report.pop("kinds")
        print(path.stem, {name: round(figure, 3) for name, figure in report.items()})


def _row(name: str, size: int) -> str:
    command = [sys.executable, "-m", "bench.faq", "--one", f"{name}:{size}"]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    row = json.loads(ended.stdout.splitlines()[-1])
    times = " | ".join(f"{row[name]:8.2f}" for name in _MILLISECONDS)
    return f"{row['build']:7.2f} | {row['memory']:4.0f} | {row['right']:5.2f} | {times}"


def measured(engine: Engine, size: int) -> dict[str, float]:
    """Build time in s, memory in MB, share of right first hits, and milliseconds: one engine, one size."""
    chance = random.Random(7)
    entries = recombined(size, chance)
    meant = [chance.choice(entries) for _ in range(_QUESTIONS)]
    questions = [asked(entry, chance) for entry in meant]
    engine.warm()
    gc.collect()
    before = resident()
    started = process_time()
    find = engine.build(entries)
    build = process_time() - started
    memory = resident() - before
    some = min(_QUESTIONS, max(10, 400_000 // size)) if engine.slow else _QUESTIONS
    cold, warm = timed(find, questions[:some]), timed(find, questions[:some])
    right = sum(entry.id in find(text)[:1] for entry, text in zip(meant, questions[:some], strict=False))
    paste = " ".join(f"{word}x{number}" for number, word in enumerate(words(" ".join(questions))))[:8_000]
    return {
        "build": build,
        "memory": memory,
        "right": right / some,
        "cold50": part(cold, 0.5),
        "cold95": part(cold, 0.95),
        "warm50": part(warm, 0.5),
        "warm95": part(warm, 0.95),
        "paste": part(timed(find, [paste]), 0.5),
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
        started = thread_time()
        find(question)
        took.append((thread_time() - started) * 1_000)
    return sorted(took)


def part(figures: Sequence[float], share: float) -> float:
    return figures[min(int(len(figures) * share), len(figures) - 1)]


def resident() -> float:
    """Peak memory of this process in MB, on Linux."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
