"""Who may know whom, read off the code itself.

Every rule is a function from one file to the breaches in it. `holds` first shows the rule a small breach
that it must report and a decent file that it must pass, then asks it about the whole project.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("bot", "dialogs", "faq", "demo")
AROUND = ("tests", "bench")
WRITTEN = {".py", ".sql", ".yaml", ".toml", ".md", ".html", ".css", ".js"}
LONGEST = 300

DIALOGS_KNOW = ("bot.turn", "bot.router", "bot.cards", "faq", "pydantic")
FEATURE_FILES = ("dialog.py", "rules.py", "cards.py", "texts.yaml")
HOMES = {
    "bot/teams/": ("botbuilder", "botframework", "msal", "jwt"),
    "faq/": ("rapidfuzz", "Stemmer"),
    "bot/storage/": ("sqlite3", "sqlite_utils", "psycopg"),
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
    r"#\s*(?:type: ignore|noqa|pragma: no cover|pyright: ignore|nosec)(?P<codes>[\[:(][^#]*?)?(?=#|$)"
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


def sources(*folders: str, suffixes: frozenset[str] = frozenset({".py"})) -> list[Source]:
    """The project's own files in these folders, without what set-up puts there."""
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes and not {"node_modules", "__pycache__"} & set(path.parts)
    ]


def holds(rule: Rule, breach: Source, decent: Source, everywhere: list[Source]) -> None:
    """Assert that the rule tells the two apart, and that no file in the project breaks it."""
    assert list(rule(breach)), "the rule misses the breach made for it"
    assert not list(rule(decent)), "the rule reports a decent file"
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
        for silencer in SILENCER.finditer(comment):
            codes = (silencer["codes"] or "").strip()
            coded = "pragma" in silencer[0] or re.match(r"\[[\w\-, ]+\]|: ?[A-Z]+[0-9]+", codes)
            said = re.sub(r"^(\[[^\]]*\]|: ?[A-Z]+\d+(, ?[A-Z]+\d+)*)", "", codes)
            reason = SILENCER.sub("", comment) + said
            if not coded or len(re.findall(r"[^\W\d_]{2,}", reason)) < 2:
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


def feature_sources() -> list[Source]:
    """The Python of the features, without the list that names them all."""
    return [source for source in sources("dialogs") if source.path != "dialogs/__init__.py"]


def test_a_dialog_knows_the_turn_the_router_the_cards_and_the_faq():
    """A dialog imports bot.turn, bot.router, bot.cards, faq, pydantic and the standard library."""
    holds(
        dialogs_know_little,
        breach=Source("dialogs/cafe/dialog.py", "from bot.storage import Database"),
        decent=Source(
            "dialogs/cafe/dialog.py", "import datetime\nfrom bot.turn import Turn\nfrom . import cards"
        ),
        everywhere=feature_sources(),
    )


def test_a_dialog_speaks_to_no_database():
    """sqlite3 is in the standard library, and still none of a dialog's business."""
    assert list(dialogs_know_little(Source("dialogs/cafe/rules.py", "import sqlite3")))


def test_dialogs_do_not_import_each_other():
    """One dialog asks another through the router, however the import is written."""
    for breach in (
        "from dialogs.escalation import rules",
        "from ..escalation import rules",
        "import importlib\nimportlib.import_module('dialogs.escalation.rules')",
        "def late():\n    import dialogs.escalation",
    ):
        holds(
            dialogs_leave_each_other_alone,
            breach=Source("dialogs/answer/dialog.py", breach),
            decent=Source(
                "dialogs/answer/dialog.py", "from . import cards\nfrom dialogs.answer.rules import Hit"
            ),
            everywhere=feature_sources(),
        )


def test_the_machinery_knows_no_dialog():
    """Only bot/app.py joins the dialogs; the command line may import the app."""
    holds(
        machinery_knows_no_feature,
        breach=Source("bot/router.py", "from dialogs import ALL"),
        decent=Source("bot/cli.py", "from bot.app import App"),
        everywhere=sources("bot"),
    )


def test_the_faq_knows_nobody():
    """The FAQ engine can be lifted out and used without a bot."""
    holds(
        faq_knows_nobody,
        breach=Source("faq/matcher.py", "from bot.settings import Settings"),
        decent=Source("faq/matcher.py", "from faq.entry import Entry\nfrom .german import stems"),
        everywhere=sources("faq"),
    )


def test_every_vendor_has_one_home():
    """Replacing a vendor means one folder."""
    for name, home in ((name, home) for home, names in HOMES.items() for name in names):
        holds(
            vendors_stay_at_home,
            breach=Source("bot/guards.py", f"from {name}.part import thing"),
            decent=Source(f"{home}part.py", f"import {name}"),
            everywhere=sources(*PRODUCT),
        )


def test_the_replaced_parts_of_the_sdk_are_used_nowhere():
    """Neither botbuilder's aiohttp integration nor the msrest connector, in tests neither."""
    for breach in ("from botbuilder.integration.aiohttp import CloudAdapter", "import msrest.serialization"):
        holds(
            replaced_parts_stay_out,
            breach=Source("bot/teams/host.py", breach),
            decent=Source("bot/teams/host.py", "from botframework.connector.auth import ConnectorFactory"),
            everywhere=sources(*PRODUCT, *AROUND),
        )


def test_the_product_needs_no_test_code():
    """An installation without the development tools starts."""
    holds(
        product_knows_no_test,
        breach=Source("demo/connector.py", "from tests.fake_teams import keys"),
        decent=Source("tests/fake_teams/connector.py".replace("tests", "demo"), "from demo import connector"),
        everywhere=sources(*PRODUCT),
    )


def test_who_has_read_one_feature_finds_anything_in_the_next(tmp_path: Path):
    """Every feature folder has the same files, and one with tables its queries."""
    (tmp_path / "migrations").mkdir()
    for name in FEATURE_FILES:
        (tmp_path / name).touch()
    assert missing_files(tmp_path) == [f"{tmp_path.name}/queries.sql"]
    (tmp_path / "rules.py").unlink()
    assert f"{tmp_path.name}/rules.py" in missing_files(tmp_path)
    assert features()
    assert not [name for feature in features() for name in missing_files(feature)]


def test_nothing_is_left_for_later():
    """No open end is checked in."""
    holds(
        nothing_left_open,
        breach=Source("bot/turn.py", "x = 1  # TO" + "DO: think"),
        decent=Source("bot/turn.py", "method = 'todos'"),
        everywhere=sources(*PRODUCT, *AROUND, "manifest", "docs", suffixes=frozenset(WRITTEN)),
    )


def test_a_silenced_check_says_why():
    """Every ignore names its code and has its reason on its line."""
    for breach in (
        "x = 1  # type: ignore",
        "x = 1  # type: ignore[arg-type]",
        "x = 1  # noqa: S608",
        "x = 1  # noqa",
        "x = 1  # noqa - quoted by the engine",
        "x = 1  # pragma: no cover",
        "x = 1  # type: ignore[arg-type]  # noqa: S608",
    ):
        for decent in (
            "x = 1  # type: ignore[arg-type]  # the SDK types this as object",
            "x = 1  # noqa: S608 - quoted by the engine",
            "x = 1  # noqa: S608, S310 (names come from the code)",
            "x = '# noqa'",
            "x = 1  # pragma: no cover - the process is killed here",
        ):
            holds(
                silence_has_a_reason,
                breach=Source("bot/turn.py", breach),
                decent=Source("bot/turn.py", decent),
                everywhere=sources(*PRODUCT, *AROUND),
            )


def test_no_file_is_two_nouns():
    """A file of the product stays within LONGEST lines."""
    holds(
        short_enough,
        breach=Source("bot/turn.py", "x = 1\n" * (LONGEST + 1)),
        decent=Source("bot/turn.py", "x = 1\n" * LONGEST),
        everywhere=sources(*PRODUCT),
    )
