"""A bar for what takes longer than a moment; nothing where nobody watches."""

import contextlib
from collections.abc import Callable, Iterator

from bot.command.call import Call


@contextlib.contextmanager
def progress(call: Call, label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Within the block, tell it `(done, all)`. It stands on the error output, and goes when it is over."""
    if quiet or not call.err.is_terminal:
        yield lambda done, everything: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=call.err, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, everything: bar.update(task, completed=done, total=everything)
