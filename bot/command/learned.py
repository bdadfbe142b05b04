"""`lotse faq gaps` and `lotse faq proposals`: what colleagues' questions teach; a human decides."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.command.call import MISUSED, Call, Stop
from bot.command.frame import declare
from bot.command.kept import with_kept

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.storage import Database
    from faq import Catalog
    from faq.learning import Asked, Gap, Proposal

T = TypeVar("T")

SHORT = 6
"""Digits of a proposal's mark that are shown; any beginning that fits one proposal only is understood."""
MOST = 50
"""Gaps and proposals that are printed."""
_OTHERS = 3


def add(app: typer.Typer, call: Call) -> None:
    """Add both commands."""
    _add_gaps(app, call)
    _add_proposals(app, call)


def _add_gaps(app: typer.Typer, call: Call) -> None:
    @declare(app, call, "gaps", words="faq_gaps")
    def gaps(
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.faq_gaps.json"))] = False,
    ) -> None:
        from faq import Matcher
        from faq.learning import gaps as found_in

        kept = _kept(call)
        found = found_in(kept.asked, Matcher(kept.catalog))
        if as_json:
            call.out.out(
                json.dumps([_gap(one) for one in found], ensure_ascii=False, indent=2), highlight=False
            )
            return
        for one in found[:MOST]:
            call.print(f"{one.count:>4} ×  {one.words}", "bold")
            _print_others(call, one.others)
            if one.nearest:
                values = {"id": one.nearest.entry.id, "sure": f"{one.nearest.confidence:.0%}"}
                call.print(f"        {call.t('command.faq_gaps.nearest', **values)}")
        key = "some" if found else "none"
        call.print(call.t(f"command.faq_gaps.{key}", count=len(found)), "bold")


def _add_proposals(app: typer.Typer, call: Call) -> None:
    @declare(app, call, "proposals", words="faq_proposals")
    def proposals(
        accept: Annotated[
            list[str] | None,
            typer.Option("--accept", metavar="ID", help=call.t("command.faq_proposals.accept")),
        ] = None,
        dismiss: Annotated[
            list[str] | None,
            typer.Option("--dismiss", metavar="ID", help=call.t("command.faq_proposals.dismiss")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.faq_proposals.json"))] = False,
    ) -> None:
        kept = _kept(call)
        found = kept.proposals()
        for start in accept or ():
            _accept(call, kept.tenants, _one(call, found, start))
        for start in dismiss or ():
            _dismiss(call, kept.tenants, _one(call, found, start))
        if accept or dismiss:
            return
        if as_json:
            made = [_proposal(one) for one in found]
            call.out.out(json.dumps(made, ensure_ascii=False, indent=2), highlight=False)
            return
        for one in found[:MOST]:
            call.print(f"{one.mark[:SHORT]}  {one.count:>3} ×  {one.words}  → {one.entry.id}", "bold")
            _print_others(call, one.others)
        key = "some" if found else "none"
        call.print(call.t(f"command.faq_proposals.{key}", count=len(found)), "bold")


def _one(call: Call, found: "Sequence[Proposal]", start: str) -> "Proposal":
    """The proposal whose mark begins so. Raises `Stop` where there is none, or more than one."""
    fitting = [one for one in found if one.mark.startswith(start.strip().lower())] if start.strip() else []
    if len(fitting) != 1:
        raise Stop(call.t("command.faq_proposals.which", start=start), code=MISUSED)
    return fitting[0]


def _accept(call: Call, tenants: "Sequence[str]", proposal: "Proposal") -> None:
    """Write it into its file, under the database's lock: of two who accept at once one does."""
    from bot.settings import STARTER
    from faq.editing import CannotEdit
    from faq.learning import accepted
    from faq.phrasing import NotOwn

    if proposal.entry.file.startswith(str(STARTER)):
        raise Stop(call.t("command.faq.starter_stays"))
    try:
        path = _decided(
            call, tenants, proposal, lambda settings: accepted(proposal, settings.faq_folders[-1])
        )
    except NotOwn as error:
        shared = call.t("command.faq_proposals.not_own", id=proposal.entry.id, words=proposal.words)
        raise Stop(shared) from error
    except CannotEdit as error:
        by_hand = call.t("command.faq_proposals.by_hand", id=proposal.entry.id, words=proposal.words)
        raise Stop(by_hand) from error
    told = call.t("command.faq_proposals.accepted", words=proposal.words, id=proposal.entry.id, path=path)
    call.print(told, "green")


def _dismiss(call: Call, tenants: "Sequence[str]", proposal: "Proposal") -> None:
    _decided(call, tenants, proposal, lambda settings: None)
    call.print(call.t("command.faq_proposals.dismissed", words=proposal.words))


def _decided(
    call: Call, tenants: "Sequence[str]", proposal: "Proposal", effect: "Callable[[Settings], T]"
) -> T:
    """Do it, and propose this no more; both or neither. Raises `Stop` where somebody has just decided."""
    from bot.app import utc_now
    from bot.storage import Transaction

    def body(tx: Transaction, settings: "Settings") -> T:
        tx.run("answer_take_pen")
        fresh = 0
        for tenant in tenants:
            tx.bound = {"tenant": tenant, "day": utc_now().date()}
            fresh += tx.run("answer_dismiss", mark=proposal.mark)
        if not fresh:
            raise Stop(call.t("command.faq_proposals.decided", words=proposal.words))
        return effect(settings)

    return with_kept(call, lambda settings, database: database.transact(partial(body, settings=settings)))


# ------------------------------------------------------------ what was kept


@dataclass(frozen=True, slots=True)
class Kept:
    """The questions of this town's people, and the FAQ that they asked."""

    tenants: "Sequence[str]"
    asked: "Sequence[Asked]"
    dismissed: "frozenset[str]"
    catalog: "Catalog"

    def proposals(self) -> "Sequence[Proposal]":
        """What nobody has decided on yet."""
        from faq.learning import proposals

        return proposals(self.asked, self.catalog, self.dismissed)


def _kept(call: Call) -> Kept:
    from faq.learning import Asked

    async def look(settings: "Settings", database: "Database") -> Kept:
        from faq import Catalog

        tenants = sorted(settings.allowed_tenants) or await database.all("answer_tenants", str)
        asked: list[Asked] = []
        dismissed: set[str] = set()
        for tenant in tenants:
            asked += await database.all("answer_questions", Asked, {"tenant": tenant})
            dismissed |= set(await database.all("answer_dismissed", str, {"tenant": tenant}))
        return Kept(tenants, asked, frozenset(dismissed), Catalog.load(*settings.faq_folders))

    return with_kept(call, look)


# ------------------------------------------------------------ shown


def _print_others(call: Call, others: Sequence[str]) -> None:
    for words in others[:_OTHERS]:
        call.print(f"        {words}", "dim")


def _gap(one: "Gap") -> dict[str, object]:
    nearest = (
        {"id": one.nearest.entry.id, "confidence": round(one.nearest.confidence, 4)} if one.nearest else None
    )
    return {"words": one.words, "count": one.count, "day": one.day, "others": one.others, "nearest": nearest}


def _proposal(one: "Proposal") -> dict[str, object]:
    told = {"id": one.mark, "entry": one.entry.id, "words": one.words, "language": one.language}
    return {**told, "count": one.count, "day": one.day, "others": one.others}
