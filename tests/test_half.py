"""What happens to the tests that need PostgreSQL where there is none: CI fails, a developer is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WITHOUT = """
import sys, pytest, tests.postgres
tests.postgres.PLACES = ()
quietly = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
sys.exit(pytest.main([*quietly, "tests/storage/test_core.py", "-k", "test_facts"]))
"""


@pytest.mark.proof
@pytest.mark.parametrize(("demanded", "code"), [("", 0), ("required", 1)])
def test_without_postgres(demanded: str, code: int) -> None:
    """Half of the tests is skipped and the last lines say so; where PostgreSQL is required the run fails."""
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        cwd=ROOT,
        env={**os.environ, "PATH": "/nowhere", "LOTSE_TEST_POSTGRES": demanded},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == code, ran.stdout
    assert ("HALF WAS NOT RUN: 1 of" in ran.stdout) == (not demanded)
    assert "apt install postgresql" in ran.stdout
