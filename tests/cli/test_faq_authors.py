"""An author's day at the command line: check, repair, ask, compare, take in, hand out, learn."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from bot.app import migration_folders, query_files
from bot.settings import STARTER
from bot.storage import Database, Migrations, Queries, Transaction
from tests.cli.conftest import Lotse


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A town's folder with two files of the starter and questions of its own."""
    folder = tmp_path / "town" / "faq"
    folder.mkdir(parents=True)
    for name in ("facts.yaml", "konto.yaml", "drucken.yaml"):
        shutil.copy(STARTER / name, folder / name)
    asked = (
        '"hab mein pasword vergesen": passwort-vergessen\n"drucker im flur hinzufügen": drucker-einrichten\n'
    )
    (folder / "questions.yaml").write_text(f'{asked}"wie wird das wetter": keine\n', encoding="utf-8")
    return folder.parent


def test_an_edit_shows_what_it_won_and_lost(within: Lotse, town: Path) -> None:
    """Lost is a reason to end with 1, until it is mended or accepted; the FAQ's own state is the measure."""
    page = town / "faq" / "konto.yaml"
    good = page.read_text(encoding="utf-8")
    assert within("faq", "check", HOME=str(town)).code == 0
    elsewhere = good.replace("Passwort", "Parkplatz").replace("passwort ", "parkplatz ")
    page.write_text(elsewhere.replace(" vergessen", " gefunden"), encoding="utf-8")
    lost = within("faq", "check", HOME=str(town), LANGUAGE="de")
    assert lost.code == 1
    assert "hab mein pasword vergesen" in lost.out
    page.write_text(good, encoding="utf-8")
    assert within("faq", "check", HOME=str(town)).code == 0


def test_what_is_lost_may_be_accepted(within: Lotse, town: Path) -> None:
    """And is then no news any more."""
    assert within("faq", "check", HOME=str(town)).code == 0
    (town / "faq" / "drucken.yaml").unlink()
    first = within("faq", "check", "--json", HOME=str(town))
    assert first.code == 1
    assert json.loads(first.out)["questions"]["lost"] == 1
    within("faq", "check", "--accept", HOME=str(town))
    assert json.loads(within("faq", "check", "--json", HOME=str(town)).out)["questions"]["lost"] == 0


def test_tips_are_counted_and_shown_on_demand(within: Lotse, town: Path) -> None:
    """So that a fault is never lost among advice."""
    page = town / "faq" / "konto.yaml"
    page.write_text(
        page.read_text(encoding="utf-8").replace("    review_by:", "    #review_by:"), encoding="utf-8"
    )
    plain, full = within("faq", "check", HOME=str(town)), within("faq", "check", "--tips", HOME=str(town))
    assert plain.code == full.code == 0
    assert "ohne Prüfdatum" in plain.out
    assert ": Tipp: " not in plain.out
    assert ": Tipp: " in full.out


def test_what_is_safe_is_repaired(within: Lotse, town: Path) -> None:
    """A file of an old editor, with a misspelt key: after --fix it is good, with its comments."""
    page = town / "faq" / "konto.yaml"
    good = page.read_text(encoding="utf-8")
    page.write_bytes(good.replace("    answer: |", "    anser: |", 1).encode("cp1252", "xmlcharrefreplace"))
    assert within("faq", "check", HOME=str(town)).code == 1
    ended = within("faq", "check", "--fix", HOME=str(town))
    assert ended.code == 0
    assert "UTF-8" in ended.out
    assert "answer" in ended.out
    assert page.read_text(encoding="utf-8") == good


def test_own_words_are_checked_too(within: Lotse, town: Path) -> None:
    """Every fault of texts.yaml at its line, not only the first; leaving out a placeholder is a tip."""
    own = "welcome:\n  titel: {de: A, en: B}\n  title: {de: 'Hallo {wer}', en: B}\nwaht: 3\n"
    (town / "texts.yaml").write_text(own, encoding="utf-8")
    ended = within("faq", "check", HOME=str(town))
    assert ended.code == 1
    assert "texts.yaml:2:3" in ended.out
    assert "welcome.title" in ended.out
    assert "texts.yaml:3:3" in ended.out
    assert "texts.yaml:4:1" in ended.out
    (town / "texts.yaml").write_text("apology: {de: Das tut mir leid., en: Sorry.}\n", encoding="utf-8")
    assert within("faq", "check", HOME=str(town)).code == 0
    assert "incident" in within("faq", "check", "--tips", HOME=str(town)).out


def test_quality_is_measured(within: Lotse, town: Path, tmp_path: Path) -> None:
    """On the town's own questions, on a file of others, on a benchmark; the names are those of the report."""
    names = {"top1", "top3", "mrr", "auroc_right", "precision", "answered", "uncovered_answered", "kinds"}
    own = json.loads(within("faq", "evaluate", "--json", HOME=str(town)).out)
    assert set(own) == names
    assert own["top1"] == 1.0
    assert own["uncovered_answered"] == 0.0
    assert "top1" in within("faq", "evaluate", HOME=str(town)).out
    bench = {
        "entries": [{"id": "a", "question": "Wie komme ich ins WLAN?", "answer": "So."}],
        "queries": [{"q": "wlan", "ids": ["a"], "kind": "keyword"}],
        "oos": [{"q": "Wetter", "kind": "oos"}],
    }
    (tmp_path / "b.json").write_text(json.dumps(bench), encoding="utf-8")
    graded = json.loads(within("faq", "evaluate", "b.json", "--json").out)
    assert graded["kinds"]["keyword"]["asked"] == 1
    (tmp_path / "q.yaml").write_text("x: nirgends\n", encoding="utf-8")
    for wrong in (("nothing.json",), ("--questions", "q.yaml"), ("--questions", "nothing.yaml")):
        ended = within("faq", "evaluate", *wrong, HOME=str(town))
        assert (ended.code, ended.out) == (3, "")
        assert ended.err


def test_a_table_is_taken_in_and_handed_out(within: Lotse, town: Path, tmp_path: Path) -> None:
    """The new file is good, is never written over, and what is exported is taken in by another town."""
    (tmp_path / "alt.csv").write_text(
        "Frage;Antwort\nWo ist der Tresor?;Im Keller.\nUnd nun?;\n", encoding="cp1252"
    )
    ended = within("faq", "import", "alt.csv", "--topic", "Haus", HOME=str(town))
    assert ended.code == 1
    assert "alt.csv:3" in ended.out
    made = town / "faq" / "import-alt.yaml"
    assert "topic: Haus" in made.read_text(encoding="utf-8")
    assert within("faq", "check", HOME=str(town)).code == 0
    assert within("faq", "import", "alt.csv", HOME=str(town)).code == 3
    assert within("faq", "export", "--out", "faq.csv", HOME=str(town)).code == 0
    assert "Tresor" in (tmp_path / "faq.csv").read_text(encoding="utf-8-sig")
    assert json.loads(within("faq", "export", "--json", HOME=str(town)).out)["entries"]
    (tmp_path / "other" / "faq").mkdir(parents=True)
    assert within("faq", "import", "faq.csv", HOME=str(tmp_path / "other")).code == 0
    assert within("faq", "check", str(tmp_path / "other")).code == 0
    assert within("faq", "import", "alt.csv").code == 3, "the starter stays"


def test_a_new_version_of_a_shared_faq_is_looked_at_first(within: Lotse, town: Path, tmp_path: Path) -> None:
    """What it changes for this town, as lines and as JSON."""
    old, new = tmp_path / "kreis-1", tmp_path / "kreis-2"
    for folder in (old, new):
        shutil.copytree(town / "faq", folder)
    for name in ("konto.yaml", "drucken.yaml"):
        (town / "faq" / name).unlink()
    page = new / "drucken.yaml"
    page.write_text(
        page.read_text(encoding="utf-8").replace("id: drucker-einrichten", "id: drucker-neu"),
        encoding="utf-8",
    )
    ended = within("faq", "diff", "kreis-1", "kreis-2", HOME=str(town))
    assert ended.code == 1
    assert "drucker-neu" in ended.out
    assert "drucker im flur" in ended.out
    found = json.loads(within("faq", "diff", "kreis-1", "kreis-2", "--json", HOME=str(town)).out)
    assert {change["id"]: change["kind"] for change in found["changes"]} == {
        "drucker-neu": "added",
        "drucker-einrichten": "removed",
        "druck-kommt-nicht": "changed",  # it led on to what is gone
        "beidseitig-drucken": "changed",  # as did this
    }
    assert within("faq", "diff", "kreis-1", "kreis-1", HOME=str(town)).code == 0


def asked(town: Path, *questions: tuple[str, str, str | None]) -> None:
    """Keep questions as the bot does: words, outcome, the entry that was chosen."""

    async def keep() -> None:
        database = await Database.open(
            f"sqlite:///{town / 'lotse.db'}",
            queries=Queries.load(query_files()),
            migrations=Migrations.load(migration_folders()),
        )

        def body(tx: Transaction) -> None:
            for number, (words, outcome, entry) in enumerate(questions):
                values = {
                    "tenant": "t",
                    "id": str(number),
                    "words": words,
                    "language": "de",
                    "day": "2026-11-20",
                }
                tx.run("answer_keep_question", **values, outcome="suggested" if entry else outcome)
                if entry:
                    tx.run("answer_settle_question", tenant="t", id=str(number), outcome=outcome, entry=entry)

        await database.transact(body)
        await database.close()

    asyncio.run(keep())


def test_what_is_asked_in_vain_is_a_gap(within: Lotse, town: Path) -> None:
    """Like questions are one, the most frequent first; what the FAQ answers is none."""
    asked(town, ("wo ist der tresorschlüssel", "unknown", None), ("tresorschlüssel wo?", "none", None))
    ended = within("faq", "gaps", HOME=str(town))
    assert ended.code == 0
    assert "2 ×" in ended.out
    (gap,) = json.loads(within("faq", "gaps", "--json", HOME=str(town)).out)
    assert gap["count"] == 2


def test_a_proposal_is_accepted_into_the_file_or_dismissed(within: Lotse, town: Path) -> None:
    """Accepted it is one line more in the entry's file; dismissed it never comes again."""
    asked(
        town,
        ("kennwortdings ist futsch", "chosen", "passwort-vergessen"),
        ("papier klemmt dauernd im gerät", "chosen", "drucker-einrichten"),
    )
    found = json.loads(within("faq", "proposals", "--json", HOME=str(town)).out)
    ids = {one["entry"]: one["id"] for one in found}
    page = town / "faq" / "konto.yaml"
    before = page.read_text(encoding="utf-8").splitlines()
    assert within("faq", "proposals", "--accept", ids["passwort-vergessen"][:6], HOME=str(town)).code == 0
    after = page.read_text(encoding="utf-8").splitlines()
    assert sorted([*before, "      - kennwortdings ist futsch"]) == sorted(after)
    assert within("faq", "proposals", "--dismiss", ids["drucker-einrichten"], HOME=str(town)).code == 0
    assert json.loads(within("faq", "proposals", "--json", HOME=str(town)).out) == []
    assert within("faq", "proposals", "--accept", "zzz", HOME=str(town)).code == 2


def test_a_shared_faq_is_asked_and_never_repaired(within: Lotse, town: Path, tmp_path: Path) -> None:
    """Its entries count below the town's own; `--fix` leaves its files to those who look after them."""
    shared = tmp_path / "pack"
    shared.mkdir()
    page = shared / "haus.yaml"
    page.write_text(
        "topic: Haus\nentries:\n\t- {id: tresor, question: Wo?, answer: Hier.}\n", encoding="utf-8"
    )
    before, given = page.read_bytes(), {"HOME": str(town), "FAQ_SHARED": str(shared)}
    alone = json.loads(within("faq", "status", "--json", HOME=str(town)).out)["entries"]
    within("faq", "check", "--fix", **given)
    assert page.read_bytes() == before
    page.write_bytes(before.replace(b"\t-", b"  -"))
    assert json.loads(within("faq", "status", "--json", **given).out)["entries"] == alone + 1


def test_the_status_counts_what_there_is(within: Lotse, town: Path) -> None:
    """Entries, languages, faults, and the aids that are in use."""
    found = json.loads(within("faq", "status", "--json", HOME=str(town)).out)
    assert found["entries"] == found["english"] == found["simple"] > 5
    assert "synonyms" in found["in_use"]
    assert "Einträge" in within("faq", "status", HOME=str(town)).out


def test_why_is_told_word_by_word(within: Lotse, town: Path) -> None:
    """Which word of the question met which word of the entry, by what."""
    ended = within("faq", "ask", "--explain", "hab mein pasword vergesen", HOME=str(town))
    assert "vergesen → " in ended.out
    assert "vertippt" in ended.out
    found = json.loads(
        within("faq", "ask", "--explain", "--json", "passwort", "vergessen", HOME=str(town)).out
    )
    assert found["reasons"][0]["meetings"]


def test_an_accepted_proposal_that_cannot_be_written_stays_one(within: Lotse, town: Path) -> None:
    """The file and the memory change together, or neither does; the author is told what to write where."""
    page = town / "faq" / "haus.yaml"
    entry = "  - id: tresor\n    question: Wo ist der Tresor?\n    answer: Im Keller.\n"
    page.write_text(
        f"topic: Haus\nentries:\n{entry}    ? variants\n    : - Tresor finden\n", encoding="utf-8"
    )
    before = page.read_bytes()
    asked(town, ("stahlschrank wo", "chosen", "tresor"))
    (one,) = json.loads(within("faq", "proposals", "--json", HOME=str(town)).out)
    ended = within("faq", "proposals", "--accept", one["id"], HOME=str(town))
    assert ended.code == 3
    assert "stahlschrank wo" in ended.err
    assert page.read_bytes() == before
    assert json.loads(within("faq", "proposals", "--json", HOME=str(town)).out) == [one]
