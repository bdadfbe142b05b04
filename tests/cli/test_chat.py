"""`lotse chat`: conversations as scripts hold them, over a pipe, and as people do, at a terminal."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Lotse, environment

FORGOTTEN = "Ich habe mein Passwort vergessen"


def test_the_first_lines_teach(lotse: Lotse) -> None:
    """Without any setting: what one can do, where the data are, and a welcome with a question to press."""
    first = lotse("chat")
    assert (first.code, first.err) == (0, "")
    assert "/ende" in first.out.splitlines()[0]
    assert "lotse-data" in first.out
    assert first.button(FORGOTTEN)
    assert "Willkommen" in first.out


def test_the_bot_says_hello_once(chat: Lotse) -> None:
    """Who comes again reads what stood there last, with the same numbers."""
    first, second = chat(), chat()
    assert "Willkommen" in first.out
    assert "Zuletzt stand hier" in second.out
    assert second.out.count("Willkommen") == 1
    assert second.button("Was kann ich") == first.button("Was kann ich")


def test_a_question_gets_its_card_and_its_buttons_work(chat: Lotse) -> None:
    """Ask, then press what helped: the card is drawn again, without the thumbs."""
    asked = chat(typed=f"{FORGOTTEN}\n")
    assert "Passwort-Portal" in asked.out
    pressed = chat(typed=f"{asked.button('Hat geholfen')}\n")
    after = pressed.out.split("Die Karte zeigt jetzt:")[1]
    assert "Danke" in after
    assert "Hat geholfen" not in after
    assert "Einen Menschen fragen" in after


def test_nothing_is_lost_between_two_runs(lotse: Lotse, chat: Lotse, small: Path) -> None:
    """A number read before the restart presses the same button after it, once, and choices stay."""
    asked = lotse("chat", typed=f"{FORGOTTEN}\neinfache sprache\n", HOME=str(small))
    simple, helped = asked.button("Einen Menschen fragen"), asked.button("Hat geholfen")
    again = lotse("chat", typed=f"{simple}\n{helped}\n{helped}\n", HOME=str(small))
    assert "Ein Mensch hilft Ihnen weiter" in again.out
    assert f"Den Knopf {helped} gibt es nicht mehr" in again.out
    assert "Denken Sie sich" in chat(typed=f"{FORGOTTEN}\n").out, "the choice of plain language is remembered"


def test_a_form_asks_for_its_fields_one_by_one(chat: Lotse) -> None:
    """Thumbs down opens a field; what is typed goes with the button, and /zurück sends nothing."""
    asked = chat(typed=f"{FORGOTTEN}\n")
    down = chat(typed=f"{asked.button('Hat nicht geholfen')}\n")
    assert "___ Was hat gefehlt?" in down.out
    send = down.button("Absenden")
    left = chat(typed=f"{send}\n/zurück\n")
    assert "nichts abgeschickt" in left.out
    sent = chat(typed=f"{send}\nDie Nummer der Hotline\n")
    assert "Was hat gefehlt? (freiwillig): Die Nummer der Hotline" in sent.out
    assert "Die Karte zeigt jetzt:" in sent.out
    assert "Danke" in sent.out.split("Die Karte zeigt jetzt:")[1]


def test_a_number_that_no_button_has_is_a_question(chat: Lotse) -> None:
    """115 is the number of the authorities; who types it before there are so many buttons asks about it."""
    ended = chat(typed="115\n")
    assert "[5] " in ended.out.split("› 115")[1], "an answer with buttons of its own"
    assert "gibt es nicht mehr" not in ended.out


def test_each_person_has_a_conversation_of_their_own(chat: Lotse) -> None:
    """--as is somebody else, who is welcomed and whose choices are their own."""
    chat(typed="english\n")
    other = chat("--as", "Aylin")
    assert "Willkommen" in other.out
    assert "Good" not in other.out


def test_english_is_answered_in_english(chat: Lotse) -> None:
    """The terminal's own words follow LOTSE_LANGUAGE, the bot follows the question."""
    ended = chat(typed="I forgot my password\n/end\n", LANGUAGE="en")
    assert "Three things you can do here" in ended.out
    assert "password portal" in ended.out
    assert "Goodbye" in ended.out


def test_a_fault_in_the_faq_is_told_and_the_rest_works(chat: Lotse, small: Path) -> None:
    """One bad file takes nothing else away, and says where it is."""
    (small / "faq" / "neu.yaml").write_text("entries: [", encoding="utf-8")
    ended = chat(typed=f"{FORGOTTEN}\n")
    assert ended.code == 0
    assert "neu.yaml" in ended.err
    assert "lotse faq check" in ended.err
    assert "Passwort-Portal" in ended.out


def test_hostile_lines_are_only_words(chat: Lotse) -> None:
    """Empty lines, control signs, huge numbers, markup of the terminal's: no fault, no colour."""
    typed = f"\n\x00\x1b[31mrot\n{'9' * 5000}\n[bold]fett[/bold]\n{'x' * 40_000}\n"
    ended = chat(typed=typed)
    assert (ended.code, ended.err) == (0, "")
    assert "schiefgegangen" not in ended.out


def test_the_kept_conversation_is_for_its_owner_only(chat: Lotse, small: Path) -> None:
    """The file that keeps the chat can be read by nobody else; a broken one begins anew."""
    chat()
    (kept,) = (small / "terminal").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert json.loads(kept.read_text(encoding="utf-8"))["next"] > 1
    kept.write_text("{", encoding="utf-8")
    assert chat(typed=f"{FORGOTTEN}\n").code == 0


@pytest.mark.parametrize("words", ["Neu anfangen!", "start over"])
def test_who_starts_over_leaves_nothing_of_what_they_asked(chat: Lotse, small: Path, words: str) -> None:
    """The cards go with the choices, of this person alone; the numbers go on."""
    asked = chat(typed=f"{FORGOTTEN}\n")
    chat("--as", "Aylin", typed=f"{FORGOTTEN}\n")
    anew = chat(typed=f"{words}\n{asked.button('Hat geholfen')}\n")
    assert "gibt es nicht mehr" in anew.out
    walls = [file.read_text(encoding="utf-8") for file in (small / "terminal").iterdir()]
    assert sorted("Passwort-Portal" in wall for wall in walls) == [False, True]
    assert all("welcome." in wall for wall in walls), "who starts over is welcomed again"


def test_old_cards_are_gone_at_the_next_start_whoever_begins(chat: Lotse, small: Path) -> None:
    """Questions are kept for 90 days, and so is what shows them; a broken rest of a crash goes at once."""
    chat("--as", "Aylin", typed=f"{FORGOTTEN}\n")
    folder = small / "terminal"
    (hers,) = folder.iterdir()
    kept = json.loads(hers.read_text(encoding="utf-8"))
    for card in kept["cards"]:
        card["day"] = (datetime.now(UTC) - timedelta(days=92)).date().isoformat()
    hers.write_text(json.dumps(kept), encoding="utf-8")
    (folder / "half.new").write_text(FORGOTTEN)
    chat("--as", "Bernd")
    assert not hers.exists()
    assert len(list(folder.iterdir())) == 1


def test_an_own_text_with_a_misspelt_fact_silences_nobody(chat: Lotse, small: Path) -> None:
    """It is told at the start, and the sentence is said without it."""
    own = "apology: {de: 'Oh {it.hotlin} {incident}'}\nwelcome: {hello: {de: 'Moin aus {amt.nix}!'}}\n"
    (small / "texts.yaml").write_text(own, encoding="utf-8")
    ended = chat(typed="hallo\n")
    assert ended.code == 0
    assert "Moin aus (Angabe fehlt)!" in ended.out
    assert [name for name in ("it.hotlin", "amt.nix") if name not in ended.err] == []


def test_a_variable_that_is_no_setting_is_told(chat: Lotse) -> None:
    """It may be a newer version's: the chat goes on."""
    ended = chat(MOON_PHASE="https://x")
    assert ended.code == 0
    assert "LOTSE_MOON_PHASE" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize("leave", [b"\x04", b"\x03", b"/ende\r"])
def test_at_a_terminal_the_card_has_a_frame_and_one_can_leave_kindly(small: Path, leave: bytes) -> None:
    """Ctrl-D, Ctrl-C and /ende all end with a goodbye and exit code 0."""
    import pty

    process, terminal = pty.fork()
    if process == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # who tests in the background has it ignored
        shown_as = {"TERM": "xterm", "NO_COLOR": "1"}
        os.execve(COMMAND[0], [*COMMAND, "chat"], environment(HOME=str(small)) | shown_as)
    shown = read_until(terminal, "Sie › ")
    shown += read_until(terminal, "Auf Wiedersehen", leave)
    assert "╭──" in shown
    assert "\x1b[34m" not in shown, "NO_COLOR is respected"
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    os.close(terminal)


def read_until(terminal: int, words: str, typed: bytes = b"") -> str:
    """What the terminal shows up to these words, after something was typed.

    Ctrl-C in the very moment in which the prompt appears can be missed; then one presses it again.
    """
    shown = b""
    end = time.monotonic() + 30
    while words not in shown.decode(errors="replace"):
        assert time.monotonic() < end, shown.decode(errors="replace")
        os.write(terminal, typed)
        while select.select([terminal], [], [], 2 if typed else 0.1)[0]:
            shown += os.read(terminal, 65_536)
            if words in shown.decode(errors="replace"):
                break
    return shown.decode(errors="replace")


def test_two_at_once_are_refused_kindly(chat: Lotse, small: Path) -> None:
    """One database has one bot: the second is told so in a sentence, and ends with 3."""
    first = subprocess.Popen(
        [*COMMAND, "chat"],
        env=environment(HOME=str(small)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with first:
        assert first.stdin is not None
        assert first.stdout is not None
        while "Willkommen" not in first.stdout.readline():
            assert first.poll() is None
        second = chat()
        first.send_signal(signal.SIGINT)
        first.stdin.close()
        assert "Auf Wiedersehen" in first.stdout.read()
    assert second.code == 3
    assert "Ein anderer Lotse" in second.err
    assert "Traceback" not in second.err
