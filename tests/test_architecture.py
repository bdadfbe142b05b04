"""Who may know whom, read off the code itself.

Every rule is a function from one file to the faults in it. `holds` first shows the rule small breaches that
it must report and decent files that it must pass, then asks it about the whole project.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("bot", "dialogs", "faq", "demo")
AROUND = ("tests", "bench")
WRITTEN = frozenset({".py", ".sql", ".yaml", ".toml", ".md", ".html", ".css", ".js"})
LONGEST = 300

DIALOGS_KNOW = (
    *("bot.turn", "bot.router", "bot.cards", "bot.privacy", "bot.hours", "bot.roster", "bot.sealed"),
    *("bot.beside", "bot.cafe", "bot.concern", "faq", "pydantic"),
)
FEATURE_FILES = ("dialog.py", "rules.py", "cards.py", "texts.yaml")
HOMES = {
    "bot/teams/": ("botbuilder", "botframework", "msal", "jwt"),
    "bot/cafe/": ("icalendar",),
    "bot/concern/": ("jinja2", "segno"),
    "faq/": ("rapidfuzz", "Stemmer"),
    "bot/storage/": ("sqlite3", "sqlite_utils", "psycopg"),
    "bot/later/": ("procrastinate",),
}
NOWHERE = (
    "botbuilder.integration",
    "botframework.connector.aio",
    "botframework.connector.connector_client",
    "botframework.connector.ConnectorClient",
    "msrest",
)
TEST_CODE = ("tests", "bench", "conftest", "pytest", "hypothesis", "unittest")
OPEN_ENDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
SILENCER = re.compile(
    r"#\s*(?P<kind>type: ignore|pyright: ignore|noqa|pragma: no \w+)"
    r"(?P<codes>\[[\w-]+(?:, ?[\w-]+)*\]|: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?"
)


@dataclass(frozen=True)
class Source:
    """One file of the project: its path below the root, with slashes, and its text."""

    path: str
    text: str

    @property
    def module(self) -> str:
        """Dotted name; that of the package for an `__init__.py`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        """Dotted name of the folder."""
        return self.path.rpartition("/")[0].replace("/", ".")

    @cached_property
    def imports(self) -> list[str]:
        """Every name it imports, absolute and as deep as it is written: `from a import b` is `a.b`.

        Imports inside functions and under TYPE_CHECKING count, and so do literal names given to
        `import_module` and `__import__`.
        """
        return [name for node in ast.walk(ast.parse(self.text)) for name in self._imported(node)]

    def _imported(self, node: ast.AST) -> list[str]:
        match node:
            case ast.Import(names=names):
                return [name.name for name in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                above = self.package.split(".")[: len(self.package.split(".")) + 1 - level] if level else []
                base = ".".join([*above, *([module] if module else [])])
                return [f"{base}.{name.name}" for name in names]
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                return [name]
            case _:
                return []

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """Line number and text of every comment; look-alikes within strings are none."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


Rule = Callable[[Source], Iterator[str]]


def within(name: str, *roots: str) -> bool:
    """Is `name` one of `roots`, or below one?"""
    return any(name == root or name.startswith(f"{root}.") for root in roots)


@cache
def sources(*folders: str, suffixes: frozenset[str] = frozenset({".py"})) -> list[Source]:
    """The project's own files in these folders, without what set-up puts there."""
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes and not {"node_modules", "__pycache__"} & set(path.parts)
    ]


def holds(rule: Rule, breaches: list[Source], decent: list[Source], everywhere: list[Source]) -> None:
    """Assert that the rule tells the breaches from the decent, and that no file of the project breaks it."""
    assert not [source for source in breaches if not list(rule(source))], "the rule misses these"
    assert not [fault for source in decent for fault in rule(source)], "the rule reports what is fine"
    assert everywhere, "there is nothing to look at"
    assert not [fault for source in everywhere for fault in rule(source)]


def dialogs_know_little(source: Source) -> Iterator[str]:
    """A feature imports the standard library, its own folder and DIALOGS_KNOW."""
    own = ".".join(source.module.split(".")[:2])
    for name in source.imports:
        top = name.partition(".")[0]
        standard = top in sys.stdlib_module_names and top != "sqlite3"
        if not standard and not within(name, own, *DIALOGS_KNOW):
            yield f"{source.path} imports {name}"


def dialogs_leave_each_other_alone(source: Source) -> Iterator[str]:
    """A feature imports nothing of another feature."""
    own = ".".join(source.module.split(".")[:2])
    for name in source.imports:
        if within(name, "dialogs") and not within(name, own):
            yield f"{source.path} imports {name}"


def machinery_knows_no_feature(source: Source) -> Iterator[str]:
    """Nothing but bot/app.py imports dialogs."""
    if source.path != "bot/app.py":
        yield from (f"{source.path} imports {name}" for name in source.imports if within(name, "dialogs"))


def faq_knows_nobody(source: Source) -> Iterator[str]:
    """The FAQ engine imports no other part of the project."""
    for name in source.imports:
        if within(name, "bot", "dialogs", "demo"):
            yield f"{source.path} imports {name}"


def vendors_stay_at_home(source: Source) -> Iterator[str]:
    """Each vendor's package is imported below its own folder only."""
    for home, vendors in HOMES.items():
        for name in source.imports:
            if within(name, *vendors) and not source.path.startswith(home):
                yield f"{source.path} imports {name}, whose home is {home}"


def replaced_parts_stay_out(source: Source) -> Iterator[str]:
    """The SDK's own HTTP host and connector are used nowhere."""
    yield from (f"{source.path} imports {name}" for name in source.imports if within(name, *NOWHERE))


def product_knows_no_test(source: Source) -> Iterator[str]:
    """What is shipped needs no test code and no test tool."""
    yield from (f"{source.path} imports {name}" for name in source.imports if within(name, *TEST_CODE))


def nothing_left_open(source: Source) -> Iterator[str]:
    """No note that something is still to be done."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if OPEN_ENDS.search(line):
            yield f"{source.path}:{number} {line.strip()}"


def silence_has_a_reason(source: Source) -> Iterator[str]:
    """A silenced check names its code, and says why in two words or more beside it."""
    for number, comment in source.comments:
        silencers = list(SILENCER.finditer(comment))
        sweeping = any(not found["codes"] and "pragma" not in found["kind"] for found in silencers)
        reason = re.findall(r"[^\W\d_]+", SILENCER.sub("", comment))
        if sweeping or (silencers and len(reason) < 2):
            yield f"{source.path}:{number} {comment}"


def short_enough(source: Source) -> Iterator[str]:
    """A file that passes LONGEST lines is two nouns."""
    if (lines := len(source.text.splitlines())) > LONGEST:
        yield f"{source.path} has {lines} lines"


def features() -> list[Path]:
    """The feature folders."""
    return [
        path for path in sorted((ROOT / "dialogs").iterdir()) if path.is_dir() and path.name[0] not in "_."
    ]


def missing_files(feature: Path) -> list[str]:
    """Names of the files that every feature has and this one lacks; queries.sql goes with tables."""
    wanted = [*FEATURE_FILES, *(["queries.sql"] if (feature / "migrations").is_dir() else [])]
    return [f"{feature.name}/{name}" for name in wanted if not (feature / name).is_file()]


def unlisted(index: Source, names: list[str]) -> list[str]:
    """The features that the list of dialogs does not import."""
    return [name for name in names if not any(within(found, f"dialogs.{name}") for found in index.imports)]


def feature_sources() -> list[Source]:
    """The Python of the features, without the list that names them all."""
    return [source for source in sources("dialogs") if source.path != "dialogs/__init__.py"]


def test_a_dialog_knows_the_turn_the_router_the_cards_and_the_faq() -> None:
    """A dialog imports DIALOGS_KNOW and the standard library, of which sqlite3 is none of its business."""
    holds(
        dialogs_know_little,
        breaches=[
            Source("dialogs/cafe/dialog.py", "from bot.storage import Database"),
            Source("dialogs/cafe/dialog.py", "from bot import storage"),
            Source("dialogs/cafe/dialog.py", "import bot.turnstile"),
            Source("dialogs/cafe/rules.py", "import sqlite3"),
            Source("dialogs/cafe/cards.py", "import aiohttp"),
        ],
        decent=[
            Source(
                "dialogs/cafe/dialog.py", "import datetime\nfrom bot.turn import Turn\nfrom . import cards"
            ),
            Source("dialogs/cafe/cards.py", "from bot import cards\nfrom dialogs.cafe.rules import Slot"),
        ],
        everywhere=feature_sources(),
    )


def test_dialogs_do_not_import_each_other() -> None:
    """One dialog asks another through the router, however the import is written."""
    breaches = (
        "from dialogs.escalation import rules",
        "from ..escalation import rules",
        "from .. import escalation",
        "import importlib\nimportlib.import_module('dialogs.escalation.rules')",
        "def late():\n    import dialogs.escalation",
    )
    holds(
        dialogs_leave_each_other_alone,
        breaches=[Source("dialogs/answer/dialog.py", text) for text in breaches],
        decent=[
            Source("dialogs/answer/dialog.py", "from . import cards\nfrom dialogs.answer.rules import Hit")
        ],
        everywhere=feature_sources(),
    )


def test_the_machinery_knows_no_dialog() -> None:
    """Only bot/app.py joins the dialogs; the command line may import the app."""
    holds(
        machinery_knows_no_feature,
        breaches=[
            Source("bot/router.py", "from dialogs import ALL"),
            Source("bot/cli.py", "import dialogs.cafe"),
        ],
        decent=[
            Source("bot/cli.py", "from bot.app import App"),
            Source("bot/app.py", "from dialogs import ALL"),
        ],
        everywhere=sources("bot"),
    )


def test_the_faq_knows_nobody() -> None:
    """The FAQ engine can be lifted out and used without a bot."""
    holds(
        faq_knows_nobody,
        breaches=[
            Source("faq/matcher.py", f"from {name} import thing") for name in ("bot", "dialogs.cafe", "demo")
        ],
        decent=[Source("faq/matcher.py", "from faq.entry import Entry\nfrom .german import stems")],
        everywhere=sources("faq"),
    )


def test_every_vendor_has_one_home() -> None:
    """Replacing a vendor means one folder."""
    vendors = [(name, home) for home, names in HOMES.items() for name in names]
    holds(
        vendors_stay_at_home,
        breaches=[Source("bot/guards.py", f"from {name}.part import thing") for name, _ in vendors],
        decent=[Source(f"{home}part.py", f"import {name}") for name, home in vendors],
        everywhere=sources(*PRODUCT),
    )


def test_the_replaced_parts_of_the_sdk_are_used_nowhere() -> None:
    """Neither botbuilder's aiohttp integration nor the msrest connector, in tests neither."""
    breaches = (
        "from botbuilder.integration.aiohttp import CloudAdapter",
        "from botbuilder import integration",
        "from botframework.connector import ConnectorClient",
        "import msrest.serialization",
    )
    holds(
        replaced_parts_stay_out,
        breaches=[Source("bot/teams/host.py", text) for text in breaches],
        decent=[Source("bot/teams/host.py", "from botframework.connector.auth import ConnectorFactory")],
        everywhere=sources(*PRODUCT, *AROUND),
    )


def test_the_product_needs_no_test_code() -> None:
    """An installation without the development tools starts."""
    holds(
        product_knows_no_test,
        breaches=[
            Source("demo/connector.py", "from tests.fake_teams import keys"),
            Source("bot/storage/sqlite.py", "import pytest"),
        ],
        decent=[Source("demo/page.py", "from demo import connector")],
        everywhere=sources(*PRODUCT),
    )


def test_who_has_read_one_feature_finds_anything_in_the_next(tmp_path: Path) -> None:
    """Every feature folder has the same files, and one with tables its queries."""
    (tmp_path / "migrations").mkdir()
    for name in FEATURE_FILES:
        (tmp_path / name).touch()
    assert missing_files(tmp_path) == [f"{tmp_path.name}/queries.sql"]
    (tmp_path / "rules.py").unlink()
    assert f"{tmp_path.name}/rules.py" in missing_files(tmp_path)
    assert features()
    assert not [name for feature in features() for name in missing_files(feature)]


def test_every_feature_is_in_the_list_of_dialogs() -> None:
    """A folder that dialogs/__init__.py forgets would answer nobody."""
    example = Source(
        "dialogs/__init__.py", "from .cafe.dialog import dialog as cafe\nfrom dialogs import answer"
    )
    assert unlisted(example, ["cafe", "answer", "concern"]) == ["concern"]
    index = Source("dialogs/__init__.py", (ROOT / "dialogs/__init__.py").read_text(encoding="utf-8"))
    assert not unlisted(index, [feature.name for feature in features()])


def test_nothing_is_left_for_later() -> None:
    """No open end is checked in."""
    holds(
        nothing_left_open,
        breaches=[
            Source("bot/turn.py", "x = 1  # TO" + "DO: think"),
            Source("demo/page.js", "// FIX" + "ME"),
        ],
        decent=[Source("bot/turn.py", "method = 'todos'")],
        everywhere=sources(*PRODUCT, *AROUND, "manifest", "docs", suffixes=WRITTEN),
    )


def test_a_silenced_check_says_why() -> None:
    """Every ignore names its code and has its reason on its line."""
    breaches = (
        "x = 1  # type: ignore",
        "x = 1  # type: ignore[arg-type]",
        "x = 1  # type: ignore  # the SDK types this as object",
        "x = 1  # noqa: S608",
        "x = 1  # noqa - quoted by the engine",
        "x = 1  # type: ignore[arg-type]  # noqa: S608",
        "x = 1  # pragma: no cover",
    )
    decent = (
        "x = 1  # type: ignore[arg-type, misc]  # the SDK types this as object",
        "x = 1  # noqa: S608 - quoted by the engine",
        "x = 1  # noqa: S608, S310 (names come from the code)",
        "x = 1  # pragma: no cover - the process is killed here",
        "x = '# noqa'",
    )
    holds(
        silence_has_a_reason,
        breaches=[Source("bot/turn.py", text) for text in breaches],
        decent=[Source("bot/turn.py", text) for text in decent],
        everywhere=sources(*PRODUCT, *AROUND),
    )


def test_no_file_is_two_nouns() -> None:
    """A file of the product stays within LONGEST lines."""
    holds(
        short_enough,
        breaches=[Source("bot/turn.py", "x = 1\n" * (LONGEST + 1))],
        decent=[Source("bot/turn.py", "x = 1\n" * LONGEST)],
        everywhere=sources(*PRODUCT),
    )
