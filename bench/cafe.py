"""How long people wait who all want the last seat at once: `python -m bench.cafe`, on both engines.

Four processes with 250 people each, as in tests/proofs/test_cafe_race.py.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres import MISSING, Cluster, programs

ROOT = Path(__file__).parent.parent
ACTOR = ROOT / "tests" / "proofs" / "cafe_actor.py"
PROCESSES = 4
ROUNDS = 20


def main() -> None:
    """Print for each engine the slowest of a hundred bookings, over all rounds."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        race("SQLite", f"sqlite:///{folder}/cafe.db")
        if (found := programs()) is None:
            print(f"{MISSING}: PostgreSQL was not measured.")
            return
        with Cluster.open(found, Path(folder)) as cluster:
            race("PostgreSQL", cluster.fresh())


def race(engine: str, url: str) -> None:
    """Race on one engine, and print how it went."""
    racers = [started(url) for _ in range(PROCESSES)]
    rounds = [raced(racers, week) for week in range(ROUNDS)]
    for racer in racers:
        racer.terminate()
        racer.communicate()
    slowest = sorted(milliseconds for _, milliseconds in rounds)
    print(
        f"{engine}: {ROUNDS} rounds, 1,000 people, one seat: {sum(won for won, _ in rounds)} won; "
        f"p99 of a booking: median {statistics.median(slowest):.0f} ms, worst round {slowest[-1]:.0f} ms"
    )


def started(url: str) -> "subprocess.Popen[str]":
    """A racer that is ready."""
    command = [sys.executable, str(ACTOR), url, "guarded"]
    racer = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)}
    )
    assert racer.stdout is not None
    racer.stdout.readline()
    return racer


def raced(racers: "list[subprocess.Popen[str]]", week: int) -> tuple[int, float]:
    """How many won, and the slowest of a hundred bookings in milliseconds."""
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(f"{week}\n")
        racer.stdin.flush()
    answers = [racer.stdout.readline().split() for racer in racers if racer.stdout is not None]
    return sum(int(one[0]) for one in answers), max(float(one[2]) for one in answers)


if __name__ == "__main__":
    main()
