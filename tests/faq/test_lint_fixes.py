"""What has one right answer only is repaired; everything else is left to somebody who knows."""

from pathlib import Path

import pytest

from faq import Catalog
from faq.lint_fixes import fixed, said

GOOD = """\
# Netz
topic: Netz
entries:
  - id: wlan   # bleibt
    question: Wie komme ich über Müller ins WLAN?
    answer: Wählen Sie Rathaus.
    keywords: [WLAN, Netz]
"""


def repaired(tmp_path: Path, data: bytes) -> tuple[str, list[str]]:
    """The file afterwards, and the kinds of what was done."""
    file = tmp_path / "netz.yaml"
    file.write_bytes(data)
    done = fixed(file)
    assert all(said(one, language) for one in done for language in ("de", "en"))
    return file.read_text(encoding="utf-8"), [one.kind for one in done]


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (GOOD.encode("cp1252"), ["not_utf8"]),
        (GOOD.encode("utf-16"), ["utf16"]),
        (GOOD.replace("    answer", "\tanswer").replace("    ", "\t").encode(), ["tab"]),
        (GOOD.replace("Rathaus", "Rat\u0007haus").encode(), ["control"]),
        (GOOD.replace("    answer:", "    anser:").encode(), ["unknown_key_like"]),
        (GOOD.replace("[WLAN, Netz]", "[WLAN, Netz, wlan]").encode(), ["said_twice"]),
        (GOOD.replace("WLAN, Netz", "WLAN, Netz, wlan").replace("answer:", "anser:").encode("cp1252"), None),
    ],
)
def test_it_is_as_it_was_meant(tmp_path: Path, data: bytes, kinds: list[str] | None) -> None:
    """The file is good again; its comments and all of its words are there."""
    text, done = repaired(tmp_path, data)
    assert done == kinds or (kinds is None and set(done) == {"not_utf8", "unknown_key_like", "said_twice"})
    assert Catalog.load(tmp_path).errors == ()
    assert text.split() == GOOD.split()


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("answer", "wunderbar"),
        GOOD.replace("keywords: [WLAN, Netz]", "keywords: [WLAN, Netz"),
        GOOD.replace("    keywords:", "    anser: Zwei.\n    keywords:"),
    ],
)
def test_what_is_good_or_unclear_is_left_alone(tmp_path: Path, text: str) -> None:
    """Byte for byte; a second answer under a misspelt key is nobody's to choose."""
    after, done = repaired(tmp_path, text.encode())
    assert (after, done) == (text, [])
