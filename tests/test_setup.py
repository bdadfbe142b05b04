"""What a fresh clone relies on: the locks, the Makefile, the README's commands, the version."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("runtime.txt", "dev.txt")
EVERY_LOCK = (*LOCKS, "postgres.txt")
ADDRESS = re.compile(
    r"://|(?<![\w.])file:|^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b|\s@\s|/",
    re.MULTILINE,
)
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)")


def read(path: str) -> str:
    """Text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    """pyproject.toml, parsed."""
    return tomllib.loads(read("pyproject.toml"))


def requirements(lock: str) -> dict[str, str]:
    """Each requirement of a lock's text, on one line without comments: its pin mapped to all of it."""
    bare = "\n".join(line for line in lock.splitlines() if not line.lstrip().startswith("#"))
    lines = re.sub(r"\\\n\s*", "", bare).splitlines()
    return {line.split(" --hash")[0].strip(): line for line in lines if line.strip()}


def unpinned(lock: str) -> list[str]:
    """The requirements that lack an exact version or a SHA-256."""
    return [
        name
        for name, line in requirements(lock).items()
        if not PIN.match(name) or not re.search(r" --hash=sha256:[0-9a-f]{64}\b", line)
    ]


def addresses(lock: str) -> list[str]:
    """The lines that say where a package lies: a host, a path, an index."""
    return [line for line in lock.splitlines() if ADDRESS.search(line.replace("--hash=", ""))]


def unsettled(lock: dict[str, Any]) -> list[str]:
    """The packages of an npm lock that lack a hash, or name the address they came from."""
    return [
        name
        for name, package in lock["packages"].items()
        if name and ("integrity" not in package or "resolved" in package)
    ]


def phony(makefile: str) -> set[str]:
    """The targets a person can ask for."""
    return {
        name for names in re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE) for name in names.split()
    } - {"FORCE"}


def make_commands(text: str) -> set[str]:
    """The targets that a page tells its reader to make, in its code."""
    blocks = re.findall(r"^```.*?^```|`[^`\n]+`", text, re.MULTILINE | re.DOTALL)
    calls = re.findall(
        r"(?:^|[`;&$]\s*|\$ )make (?:[A-Z_]+=\S* )*((?:[a-z]+ ?)+)", "\n".join(blocks), re.MULTILINE
    )
    return {target for call in calls for target in call.split()}


def floors() -> list[float]:
    """`fail_under` in every commit of pyproject.toml, oldest first, and as it is now."""
    git = shutil.which("git")
    known: list[float] = []
    if git and (ROOT / ".git").exists():
        commits = run(git, "log", "--reverse", "--format=%H", "--", "pyproject.toml").split()
        found = [
            re.search(r"^fail_under = ([\d.]+)", run(git, "show", f"{commit}:pyproject.toml"), re.MULTILINE)
            for commit in commits
        ]
        known = [float(floor[1]) for floor in found if floor]
    return [*known, float(project()["tool"]["coverage"]["report"]["fail_under"])]


def lowered(history: list[float]) -> bool:
    """Is the last one below one before it?"""
    return history[-1] < max(history)


def run(*command: str) -> str:
    """What the command prints on its standard output; a failure raises CalledProcessError."""
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize("name", EVERY_LOCK)
def test_each_requirement_is_pinned_with_a_hash(name: str) -> None:
    """pip takes exactly the files that were locked."""
    assert unpinned(
        f"good==1.0 \\\n    --hash=sha256:{'0' * 64}\nbad==1.0\nworse>=2 --hash=sha256:{'0' * 64}"
    ) == [
        "bad==1.0",
        "worse>=2",
    ]
    lock = read(f"locks/{name}")
    assert requirements(lock)
    assert not unpinned(lock)


@pytest.mark.parametrize("name", EVERY_LOCK)
def test_a_lock_names_no_address(name: str) -> None:
    """No host, no path, no index: whoever installs uses the registry they trust."""
    for breach in (
        "--index-url https://example.org/simple",
        "--find-links /srv/wheels",
        "-f wheels",
        "thing @ file:///srv/thing.whl",
        "# from ../wheels/thing.whl",
    ):
        assert addresses(f"good==1.0 \\\n    --hash=sha256:{'0' * 64}\n{breach}") == [breach]
    assert not addresses(read(f"locks/{name}"))


def test_the_development_lock_holds_the_runtime_lock() -> None:
    """What is tested is what runs: the same versions, and the tools beside them."""
    runtime, dev = (requirements(read(f"locks/{name}")).keys() for name in LOCKS)
    assert runtime < dev


def test_the_locks_cover_what_the_project_asks_for() -> None:
    """Every dependency of pyproject.toml is locked, with the build backend."""
    asked = [*project()["project"]["dependencies"], *project()["build-system"]["requires"]]
    tools = [name for name in project()["dependency-groups"]["dev"] if isinstance(name, str)]
    for lock, names in zip(LOCKS, (asked, asked + tools), strict=True):
        locked = {pin.split("==")[0] for pin in requirements(read(f"locks/{lock}"))}
        wanted = {re.sub(r"[._]", "-", re.split(r"[^\w.-]", name)[0]).lower() for name in names}
        assert wanted <= locked


def test_the_build_backend_is_locked_as_it_is_asked_for() -> None:
    """Building without isolation uses the backend of the lock."""
    assert project()["dependency-groups"]["build"] == project()["build-system"]["requires"]


def test_the_browser_parts_are_locked_without_an_address() -> None:
    """The npm lock carries a hash for each package, and no registry."""
    assert unsettled({"packages": {"": {}, "a": {"integrity": "sha512-x"}, "b": {}}}) == ["b"]
    assert unsettled(
        {"packages": {"c": {"integrity": "sha512-x", "resolved": "https://example.org/c.tgz"}}}
    ) == ["c"]
    assert not unsettled(json.loads(read("demo/web/package-lock.json")))
    assert "omit-lockfile-registry-resolved=true" in read("demo/web/.npmrc").splitlines()


@pytest.mark.parametrize("language", ["de", "en"])
def test_make_alone_lists_every_target(language: str) -> None:
    """The list is complete, one line for each target, in both languages."""
    shown = run("make", "--no-print-directory", f"LOTSE_LANGUAGE={language}").splitlines()
    assert {line.split()[1] for line in shown} == phony(read("Makefile"))
    assert all(len(line.split()) > 2 and len(line) < 100 for line in shown)
    assert any("this list" in line for line in shown) == (language == "en")


def test_the_pages_name_targets_that_exist() -> None:
    """Whoever copies a `make …` from the README or CONTRIBUTING is not let down."""
    page = (
        "`make demo`:\n```\n$ make test\nmake UPGRADE=1 lock  # new\ncd x && make check bench\n```\nmake it"
    )
    assert make_commands(page) == {"demo", "test", "lock", "check", "bench"}
    named = make_commands(read("README.md")) | make_commands(read("CONTRIBUTING.md"))
    assert "demo" in named
    assert named <= phony(read("Makefile"))


def test_the_command_tells_the_version_of_the_project() -> None:
    """`lotse --version` is the version of pyproject.toml."""
    shown = run(sys.executable, "-m", "bot", "--version")
    assert project()["project"]["version"] in shown.split()


def test_the_floor_of_coverage_only_rises() -> None:
    """`fail_under` stands at least as high as in every commit before."""
    assert lowered([70.0, 80.0, 75.0])
    assert not lowered([70.0, 80.0, 80.0])
    assert not lowered(floors())
