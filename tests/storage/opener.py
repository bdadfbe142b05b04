"""A process of its own that opens a database when it is told to, and closes it when it is told to.

    python opener.py URL serve|visit FOLDER_OF_MIGRATIONS…

Says "ready", waits for a line, opens, says "open" or the fact that hinders it, waits, closes.
"""

import asyncio
import sys
from pathlib import Path

from bot.storage import Database, Migrations, Queries, StorageError


def say(words: str) -> None:
    """Tell whoever started this."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def main(url: str, mode: str, *folders: str) -> None:
    """Do what the module says."""
    queries, migrations = Queries.load(), Migrations.load(map(Path, folders))
    say("ready")
    sys.stdin.readline()
    try:
        database = await Database.open(url, queries=queries, migrations=migrations, serving=mode == "serve")
    except StorageError as fact:
        say(f"{type(fact).__name__} {fact}")
        return
    say("open")
    await asyncio.to_thread(sys.stdin.readline)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
