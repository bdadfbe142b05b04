"""`lotse chat`: the same bot, in a terminal."""

import asyncio
import contextlib
import hashlib
import importlib
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.command.call import Call
from bot.command.frame import declare

if TYPE_CHECKING:
    from bot.pilot import Bot
    from bot.settings import Settings

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "chat")
    def chat(
        name: Annotated[
            str,
            typer.Option(
                "--as", metavar=call.t("command.chat.name_metavar"), help=call.t("command.chat.name")
            ),
        ] = "",
    ) -> None:
        from bot import log
        from bot.command.kindly import kindly, settings_of

        settings = settings_of(call)
        log.set_up(level="error")
        with kindly(call, settings), beside() as run:
            _chat(call, settings, name.strip() or call.t("command.chat.you"), run)


def _chat(call: Call, settings: "Settings", name: str, run: Run[Any]) -> None:
    from bot.app import running, text_files
    from bot.message import Message
    from bot.reply import Reply
    from bot.router import bare
    from bot.terminal import Paper, Talk, Wall
    from bot.terminal.wall import FOLDER, forget_old
    from bot.texts import Texts

    typed = sys.stdin.isatty()
    if typed:
        with contextlib.suppress(ImportError):
            importlib.import_module("readline")  # arrow keys and corrections while typing
    texts = Texts.load(text_files(), settings.own_texts)
    with _entered(running(settings, texts), run) as bot:
        _introduce(call, settings, bot, typed)
        forget_old(settings.data / FOLDER)
        kept = settings.data / FOLDER / f"{hashlib.sha256(name.casefold().encode()).hexdigest()[:16]}.json"
        restarts = {bare(word) for words in texts.words("welcome.restart_words").values() for word in words}
        talk = Talk(name, Paper(call.out, typed), Wall.load(kept), call, restarts)

        def answer(message: Message) -> Reply:
            reply: Reply = run(bot.answer(message, talk))
            return reply

        try:
            talk.begin(answer)
            talk.converse(answer)
        except (EOFError, KeyboardInterrupt):
            call.print("")
        call.print(call.t("command.chat.bye"), "dim")


def _introduce(call: Call, settings: "Settings", bot: "Bot", typed: bool) -> None:
    """What one can do here, where the data are, whether the FAQ is sound, and what was overlooked."""
    from bot.command.kindly import tell
    from bot.oversights import in_environment, in_town

    call.print(call.t("command.chat.teach"), "bold")
    call.print(call.t("command.chat.kept", folder=settings.data.resolve()), "dim")
    if errors := bot.shelf.catalog.errors:
        call.complain(
            call.t("command.chat.faults", errors=len(errors), first=errors[0].described(call.language))
        )
    tell(call, [*in_environment(call.environment), *in_town(settings, bot.shelf.facts, bot.texts)])
    if typed:
        call.print("")


# ---------------------------------------------------------------- the loop beside the person


@contextlib.contextmanager
def beside() -> Iterator[Run[Any]]:
    """An event loop in a thread of its own: the person types in the main one, where Ctrl-C is heard."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="bot", daemon=True)
    with _deaf_to_ctrl_c():
        thread.start()

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    try:
        yield run
    finally:
        run(loop.shutdown_default_executor())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Threads that begin here, and theirs, never get the signal: it has to wake who waits for a line."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _entered(context: contextlib.AbstractAsyncContextManager[T], run: Run[Any]) -> Iterator[T]:
    """An asynchronous context, entered and left on the loop beside."""
    yielded: T = run(_awaited(context.__aenter__()))
    try:
        yield yielded
    finally:
        run(_awaited(context.__aexit__(None, None, None)))


async def _awaited(work: Awaitable[T]) -> T:
    return await work
