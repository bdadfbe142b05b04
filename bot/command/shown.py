"""What `lotse db` shows of a database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command.call import Call

if TYPE_CHECKING:
    from bot.storage.condition import Condition, Finding


def print_status(call: Call, path: Path, found: "Condition") -> None:
    """What there is, a line each."""
    call.print(call.t("command.db_status.where", path=path, size=size(found.size + found.log)), "bold")
    steps = {"steps": found.steps, "missing": ", ".join(found.missing)}
    call.print(call.t(f"command.db_status.{'older' if found.missing else 'current'}", **steps))
    if found.backup is None:
        call.print(call.t("command.db_status.no_backup", command=f"{call.lotse} db backup"), "yellow")
    else:
        days, hours = divmod(age(found) or 0, 24)
        values = {"path": found.backup.path, "days": days, "hours": hours}
        call.print(call.t("command.db_status.backup", **values))
    call.print(call.t("command.db_status.free", size=size(found.free)))
    call.print(call.t("command.db_status.rows"))
    width = max(map(len, found.rows), default=0)
    for table, rows in found.rows.items():
        call.print(f"  {table:{width}}  {rows:>9,}".replace(",", "." if call.language == "de" else ","))


def age(found: "Condition") -> int | None:
    """Whole hours since the last backup; None without one."""
    if found.backup is None:
        return None
    return max(0, int((datetime.now(UTC) - found.backup.at).total_seconds() // 3600))


def print_findings(call: Call, findings: "list[Finding]") -> None:
    """What is wrong and what to do about it, or that nothing is."""
    for finding in findings:
        style = "red" if finding.serious else "yellow"
        call.print(call.t(f"command.db_check.{finding.kind}", detail=finding.detail), style)
        call.print(f"  {remedy(call, finding)}")
    if not findings:
        call.print(call.t("command.db_check.fine"), "bold")


def remedy(call: Call, finding: "Finding") -> str:
    """What to do about it."""
    return call.t(f"command.db_check.{finding.kind}_remedy")


def size(octets: int) -> str:
    """Bytes for people: 3.4 MB."""
    number, unit = float(octets), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if number < 1000 or unit == "TB":
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"
