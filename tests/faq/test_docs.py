"""The engine's page in docs/ is true."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "faq-engine.md").read_text(encoding="utf-8")


def test_every_example_of_the_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder of the project, one after the other, in one go."""
    monkeypatch.chdir(ROOT)
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) >= 6
    exec(compile("\n".join(examples), "docs/faq-engine.md", "exec"), {})
