"""The Teams app package: complete, the same each time, and made from what the bot really is."""

import json
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.manifest.building import SOURCE, commands, drawn, leaves, manifest, package
from bot.texts import Texts
from tests.fake_teams import APP
from tests.manifest.conftest import APP_OF_TOWN, contents
from tests.test_texts import FORMAL, INFORMAL, incomplete

ROOT = Path(__file__).parents[2]


def test_two_builds_are_byte_identical(sound: bytes) -> None:
    """In this process and in another, with another clock zone and hash seed; another version differs."""
    code = (
        "import sys; from bot.manifest.building import App, package;"
        f"sys.stdout.buffer.write(package({APP_OF_TOWN!r}))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout
    assert other == package(APP_OF_TOWN) == sound
    assert package(replace(APP_OF_TOWN, version="1.2.4")) != sound


def test_it_holds_what_teams_reads(sound: bytes) -> None:
    """The manifest, a file for each language, two icons, and nothing else."""
    files = contents(sound)
    assert files.keys() == {"manifest.json", "de.json", "en.json", "color.png", "outline.png"}
    made = json.loads(files["manifest.json"])
    assert made["id"] == made["bots"][0]["botId"] == made["composeExtensions"][0]["botId"] == APP
    assert made["bots"][0]["scopes"] == ["personal", "team", "groupChat"]
    assert made["validDomains"] == ["lotse.stadt.example"]
    assert made["developer"]["name"] == "Stadt Musterstadt"
    assert made["developer"]["privacyUrl"] == "https://lotse.stadt.example/privacy"
    assert "${" not in json.dumps(made)


@pytest.mark.parametrize(("language", "full"), [("de", "Mensch"), ("en", "Human")])
def test_each_language_says_the_same_places(sound: bytes, language: Any, full: str) -> None:
    """Both files name the same paths; the manifest itself speaks the town's language."""
    files = contents(sound)
    german, english = (json.loads(files[f"{name}.json"]) for name in ("de", "en"))
    assert german.keys() == english.keys()
    made = manifest(replace(APP_OF_TOWN, language=language))
    assert made["localizationInfo"]["defaultLanguageTag"] == language
    said = json.loads(files[f"{language}.json"])
    said["$schema"] = made["$schema"]
    assert {path: text for path, text in leaves(made) if path in said} == said
    assert full in commands(replace(APP_OF_TOWN, language=language))


def test_every_word_of_the_package_is_used_and_suits_everyone() -> None:
    """No text stands there for nobody; none says Sie or du, since nobody knows who reads."""
    texts = Texts.load({SOURCE / "texts.yaml": ""})
    used = {text for _, text in leaves(json.loads((SOURCE / "manifest.json").read_text(encoding="utf-8")))}
    assert set(texts) <= used
    for key in texts:
        leaf = texts.leaf(key)
        assert incomplete(leaf) == []
        assert not FORMAL.search(str(leaf["de"])), key
        assert not INFORMAL.search(str(leaf["de"])), key


def test_the_port_of_an_address_is_no_part_of_a_domain() -> None:
    """Pages are fetched with it; `validDomains` knows hosts only."""
    made = manifest(replace(APP_OF_TOWN, domain="127.0.0.1:8443"))
    assert made["validDomains"] == ["127.0.0.1"]
    assert made["developer"]["termsOfUseUrl"] == "https://127.0.0.1:8443/terms"


def pixels(png: bytes) -> Any:
    """Rows of red, green, blue, alpha; a picture without filters but those of PNG itself."""
    width, height = struct.unpack(">II", png[16:24])
    data, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += length + 12
    raw = zlib.decompress(data)
    rows, stride, above = [], width * 4, bytearray(width * 4)
    for number in range(height):
        kind, *line = raw[number * (stride + 1) : (number + 1) * (stride + 1)]
        row = bytearray(line)
        for at in range(stride):
            left, corner = (row[at - 4], above[at - 4]) if at >= 4 else (0, 0)
            guess = left + above[at] - corner
            nearest = min(
                (abs(guess - one), order, one) for order, one in enumerate((left, above[at], corner))
            )
            row[at] = (row[at] + (0, left, above[at], (left + above[at]) // 2, nearest[2])[kind]) % 256
        rows.append(row)
        above = row
    return np.array(rows, dtype=np.uint8).reshape(height, width, 4)


def test_the_icons_are_what_teams_shows(sound: bytes) -> None:
    """192 by 192 on a full ground; 32 by 32 in white on a clear one, and something is drawn on both."""
    files = contents(sound)
    color, outline = pixels(files["color.png"]), pixels(files["outline.png"])
    assert color.shape == (192, 192, 4)
    assert (color[..., 3] == 255).all()
    assert len(np.unique(color.reshape(-1, 4), axis=0)) > 20
    ground = color[0, 0]
    assert (color[:36] == ground).all(), "Teams may cut the rim off"
    assert (color[-36:] == ground).all()
    assert outline.shape == (32, 32, 4)
    drawn_on = outline[outline[..., 3] > 0]
    assert 100 < len(drawn_on) < 900
    assert (drawn_on[:, :3] == 255).all()


def test_a_town_may_draw_its_own(tmp_path: Path, sound: bytes) -> None:
    """Its color.svg goes before ours, the outline stays; what is no drawing is refused."""
    own = tmp_path / "color.svg"
    own.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="red" d="M0 0h1v1H0z"/></svg>'
    )
    files = contents(package(APP_OF_TOWN, tmp_path))
    assert (pixels(files["color.png"]) == (255, 0, 0, 255)).all()
    assert files["outline.png"] == contents(sound)["outline.png"]
    with pytest.raises(ValueError, match="SVG"):
        drawn("<p>no drawing</p>", 32)
