"""The pages in docs/: whoever follows them word by word gets what they promise."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.settings import Settings
from faq import Catalog
from tests.cli.conftest import ROOT, Lotse
from tests.manifest.test_commands import PACKAGE, listed

DOCS = ROOT / "docs"
PAGES = ("it", "admins")
"""Those with commands."""
ELSEWHERE = (
    "python3 -m venv",
    "/opt/lotse/bin/pip",
    "sh /opt/digitallotse/manifest/azure/register.sh",
    *("cd ", "ln -s ", "useradd ", "su - lotse", "systemctl ", "nginx -t"),
)
"""How lines begin that are the machine's own, or that other tests follow: below, and in test_nginx.py."""


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """Each block of code on a page, with its language, in order."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    yield from re.findall(r"(?ms)^```(\w+)\n(.*?)^```", text)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """What the page calls ~/geheimnis."""
    file = tmp_path / "secret"
    file.write_text("a secret")
    file.chmod(0o600)
    return file


@pytest.mark.proof
@pytest.mark.parametrize("page", PAGES)
def test_each_command_of_a_page_works_in_its_turn(
    within: Lotse, tmp_path: Path, secret: Path, page: str
) -> None:
    """Every line is run as it stands; of the doctor's findings none is about what the page has told to do."""
    town = tmp_path / "rathaus"
    settings: dict[str, str] = {}
    ran = []
    if page != "it":
        within("init", "rathaus")
        settings["HOME"] = "rathaus"
    for language, text in blocks(page):
        if language == "yaml" and "app_id:" in text:
            with (town / "settings.yaml").open("a", encoding="utf-8") as file:
                file.write(text)
        elif language == "yaml":
            (town / "faq" / "beispiel.yaml").write_text(text, encoding="utf-8")
        for line in text.splitlines() if language == "sh" else ():
            if found := re.fullmatch(r"export LOTSE_(\w+)=(.+)", line):
                settings[found[1]] = found[2].replace("~/geheimnis", str(secret)).removeprefix("~/")
            elif not line.startswith(ELSEWHERE):
                assert line.startswith("lotse "), line
                arguments = re.findall(r'"([^"]*)"|(\S+)', line.removeprefix("lotse "))
                words = [quoted or plain for quoted, plain in arguments]
                here = ["--offline"] if words == ["doctor"] else []
                ended = within(*words, *here, **settings)
                assert ended.code == 0, (line, ended)
                ran.append(words[0])
    assert "doctor" in ran
    assert {"it": "manifest", "admins": "faq"}[page] in ran


def test_the_example_of_an_answer_is_found_by_the_question_below_it(within: Lotse, tmp_path: Path) -> None:
    """The page for admins keeps its promise: variants in people's own words work."""
    (example,) = [text for language, text in blocks("admins") if language == "yaml"]
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "example.yaml").write_text(example, encoding="utf-8")
    assert Catalog.load(tmp_path / "faq").faults == ()
    asked = within("faq", "ask", "besuch braucht internet", "--path", str(tmp_path / "faq"))
    assert "Wie bekommt mein Gast WLAN?" in asked.out


def test_the_settings_that_a_page_shows_are_valid() -> None:
    """An IT person copies them."""
    (shown,) = [text for language, text in blocks("it") if language == "yaml"]
    settings = Settings.model_validate({**YAML(typ="safe").load(shown), "app_password": "x"})
    assert settings.faults() == []


def test_staff_read_the_commands_that_there_are() -> None:
    """The printed page lists what the package lists, in the same order."""
    page = (DOCS / "mitarbeitende.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| ([^|]+?) \| ", page, re.MULTILINE)[1:]
    assert named == [PACKAGE.text(f"{name}.title", "de") for name in listed("personal")]


@pytest.mark.parametrize("page", ["it", "mitarbeitende", "lotsen", "admins"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    """A path of the repository leads somewhere."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    named = re.findall(
        r"`((?:manifest|locks|docs)/[\w./-]+)`|^\S.* ((?:manifest|locks)/[\w./-]+)", text, re.MULTILINE
    )
    assert [path for pair in named for path in pair if path and not (ROOT / path).exists()] == []


# ---------------------------------------------------------------- Azure

AZ = """#!/bin/sh
printf '%s\\n' "$*" >> "$AZ_LOG"
case "$*" in
    *"$AZ_FAILS"*) [ -z "$AZ_FAILS" ] || exit 1 ;;
esac
case "$*" in
    "account show"*) echo 66666666-7777-4888-9999-000000000000 ;;
    "ad app list"*) echo "$AZ_APP" ;;
    "ad app create"*) echo 11111111-2222-4333-8444-555555555555 ;;
    "ad app credential reset"*) echo the-secret ;;
    "identity show"*) echo 22222222-2222-4333-8444-555555555555 ;;
esac
"""
"""Answers as the Azure CLI does to these calls; it can't be had without a subscription."""


def register(tmp_path: Path, *arguments: str, app: str = "", fails: str = "") -> tuple[int, str, list[str]]:
    """Exit code, output, and the calls that the script makes of `az`."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    az = tmp_path / "bin" / "az"
    az.write_text(AZ)
    az.chmod(0o755)
    log = tmp_path / "az.log"
    log.write_text("")
    ended = subprocess.run(
        ["sh", str(ROOT / "manifest" / "azure" / "register.sh"), *arguments],
        cwd=tmp_path,
        env={
            "PATH": f"{az.parent}:{os.environ['PATH']}",
            "AZ_LOG": str(log),
            "AZ_APP": app,
            "AZ_FAILS": fails,
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return ended.returncode, ended.stdout, log.read_text().splitlines()


NAMED = ("--name", "lotse-x", "--domain", "lotse.x.de")


def test_the_script_registers_a_single_tenant_bot(tmp_path: Path) -> None:
    """App, principal, registration with Teams, then the secret; what it prints are settings."""
    code, out, calls = register(tmp_path, *NAMED, "--secret", "secret")
    assert code == 0
    assert [call for call in calls if "--sign-in-audience AzureADMyOrg" in call]
    (deployed,) = [call for call in calls if call.startswith("deployment group create")]
    assert "appType=SingleTenant" in deployed
    assert "domain=lotse.x.de" in deployed
    assert calls[-1].startswith("ad app credential reset")
    assert (tmp_path / "secret").read_text() == "the-secret\n"
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert "the-secret" not in out
    settings = Settings.model_validate({**YAML(typ="safe").load(out), "app_password": "x"})
    assert settings.faults() == []
    assert settings.app_password_expires


def test_it_uses_what_is_there_and_never_overwrites_a_secret(tmp_path: Path) -> None:
    """A second run makes no second app; an existing file stops it before anything is done."""
    _, _, calls = register(tmp_path, *NAMED, "--secret", "secret", app="11111111-2222-4333-8444-555555555555")
    assert not [call for call in calls if call.startswith("ad app create")]
    code, _, calls = register(tmp_path, *NAMED, "--secret", "secret")
    assert (code, calls) == (2, [])


def test_a_managed_identity_needs_no_app_and_no_secret(tmp_path: Path) -> None:
    """Nothing that could expire is made."""
    code, out, calls = register(tmp_path, *NAMED, "--identity", "/subscriptions/x/lotse")
    assert code == 0
    assert not [call for call in calls if call.startswith("ad ")]
    assert "appType=UserAssignedMSI identityId=/subscriptions/x/lotse" in "".join(calls)
    assert "app_type: managed-identity" in out


@pytest.mark.parametrize("step", ["account show", "deployment group", "credential reset"])
def test_where_azure_refuses_nothing_half_made_is_left(tmp_path: Path, step: str) -> None:
    """It ends with a failure and leaves no file that looks like a secret."""
    code, out, _ = register(tmp_path, *NAMED, "--secret", "secret", fails=step)
    assert code != 0
    assert "app_id" not in out
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize("arguments", [(), ("--name", "x"), (*NAMED,), ("--secret",), ("--what", "x")])
def test_a_call_that_lacks_something_asks_azure_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """It says what is missing."""
    code, _, calls = register(tmp_path, *arguments)
    assert (code, calls) == (2, [])


def test_the_script_is_clean() -> None:
    """By shellcheck, where there is one."""
    checker = shutil.which("shellcheck")
    if checker is None:
        pytest.skip("shellcheck is not installed (Debian: apt install shellcheck)")
    script = ROOT / "manifest" / "azure" / "register.sh"
    subprocess.run([checker, str(script)], check=True, timeout=60)


def test_the_template_takes_what_the_script_gives() -> None:
    """Each parameter that is passed is declared in the Bicep file, and each without a default is passed."""
    bicep = (ROOT / "manifest" / "azure" / "bot.bicep").read_text(encoding="utf-8")
    script = (ROOT / "manifest" / "azure" / "register.sh").read_text(encoding="utf-8")
    declared = set(re.findall(r"^param (\w+) ", bicep, re.MULTILINE))
    needed = set(re.findall(r"^param (\w+) string$", bicep, re.MULTILINE))
    (line,) = re.findall(r"--parameters (.+)$", script, re.MULTILINE)
    given = set(re.findall(r"(\w+)=", line))
    assert needed <= given <= declared
    assert bicep.count("{") == bicep.count("}")
