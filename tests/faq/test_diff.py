"""Before a town takes a new version of a shared FAQ it sees what changes for its people."""

from collections.abc import Callable
from pathlib import Path

from faq.diff import EntryChange, difference

Write = Callable[..., Path]
PACK = """\
topic: Netz
owner: Kreis
entries:
  - id: wlan
    question: Wie komme ich ins WLAN?
    answer: Wählen Sie das Netz des Kreises aus.
    keywords: [WLAN, Funknetz]
  - id: vpn
    question: Wie starte ich das VPN?
    answer: Öffnen Sie das Programm.
  - id: fax
    question: Wie sende ich ein Fax?
    answer: Am Gerät im Flur.
"""
OWN = "topic: Netz\nentries:\n  - {id: vpn, question: Wie starte ich bei uns das VPN?, answer: Anders.}\n"


def test_everything_that_changes_is_told_once(write: Write) -> None:
    """New, changed (with its fields), removed; what the town overrides is marked;
    so are lost questions and missing facts."""
    old = write(PACK, "netz.yaml", "old")
    text = PACK.replace("des Kreises aus", "{wlan.name} aus").replace("[WLAN, Funknetz]", "[Netzwerk]")
    text = text.replace("Öffnen Sie das Programm.", "Klicken Sie auf das Schloss.")
    text = text.replace("id: fax", "id: scan").replace("ein Fax", "einen Scan")
    new = write(text, "netz.yaml", "new")
    own = write(OWN, "netz.yaml", "own")
    write("Wie sende ich hier ein Fax?: fax\n", "questions.yaml", "own")
    found = difference(old, new, own)
    assert [(fault.kind, Path(fault.file).parent.name) for fault in found.faults] == [("unknown_fact", "new")]
    kinds = {(change.id, change.kind, change.overridden) for change in found.changes}
    assert kinds == {
        ("scan", "added", False),
        ("fax", "removed", False),
        ("wlan", "removed", False),
        ("vpn", "changed", True),
    }
    assert EntryChange("vpn", "changed", "Wie starte ich das VPN?", ("answer",), True) in found.changes
    assert [change.asked.text for change in found.lost] == ["Wie sende ich hier ein Fax?"]


def test_the_same_pack_changes_nothing(write: Write) -> None:
    """Wherever it lies."""
    found = difference(
        write(PACK, "netz.yaml", "old"), write("\n" + PACK, "netz.yaml", "new"), write(OWN, "x.yaml", "own")
    )
    assert (found.changes, found.faults, found.questions) == ((), (), ())


def test_a_pack_is_compared_without_a_town(write: Write) -> None:
    """By who makes it."""
    found = difference(write(PACK, "a.yaml", "old"), write(PACK.replace("Flur", "Keller"), "a.yaml", "new"))
    assert [(change.id, change.fields) for change in found.changes] == [("fax", ("answer",))]
