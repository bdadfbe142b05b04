"""The whole bot as a process that can be killed: `python server.py HOME [careless]`.

It reads the settings of `lotse serve` from its environment and prints its address. `careless` is the
control: keeping a question does not put it in the place of what was kept of the same message before.
"""

import asyncio
import os
import sys

import structlog

from bot.app import text_files
from bot.serve import serve
from bot.settings import read
from bot.texts import Texts
from dialogs.answer import keeping


def say(address: str) -> None:
    """Tell the test where the server listens."""
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until killed."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    if "careless" in sys.argv:
        keeping.forget_question = lambda tx: None
    settings = read(os.environ, Texts.load(text_files()))
    asyncio.run(serve(settings, os.environ, say, lambda oversight: None))


if __name__ == "__main__":
    main()
