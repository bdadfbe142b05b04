"""Writing to the Sorgenbox, in a window of its own. No handler here is given a person, nor leads to one."""

from __future__ import annotations

from bot.concern.confided import Confided, ConfidingDialog, NotSent, Shown
from bot.concern.rules import LONGEST, Concern
from bot.router import Unnamed
from bot.turn import Card, Dialog
from dialogs.concern import window
from dialogs.concern.rules import Writing


def declare(dialog: ConfidingDialog) -> None:
    """Make these the dialog's."""
    dialog.confided("concern.open", Unnamed)(open_form)
    dialog.confided("concern.send", Writing)(send)
    dialog.confided("concern.voices", Unnamed)(show_voices)


async def open_form(told: Confided[Unnamed]) -> Shown:
    """The empty form."""
    return _shown(told, window.form(told, Writing(), replies=bool(told.box.url)))


async def send(told: Confided[Writing]) -> Shown:
    """Hints first, where there are any; then it is kept, and the receipt is shown here and nowhere else."""
    writing, replies = told.form, bool(told.box.url)
    if not writing.text:
        return _shown(told, window.form(told, writing, replies=replies))
    if writing.too_long:
        sorry = told.t("concern.too_long", most=LONGEST)
        return _shown(told, window.form(told, writing, replies=replies, before=sorry))
    hints = told.hints(writing.text, writing.seen)
    if hints:  # also where no more is taken today: help comes first
        return _shown(told, window.hinted(told, writing, hints, replies=replies))
    sent = await told.send(Concern(writing.topic, writing.text, replies and writing.answer))
    if isinstance(sent, NotSent):
        return _shown(told, _not_sent(told, sent, replies=replies))
    return _shown(told, window.thanks(told, sent, told.box.url), sent=True)


def _not_sent(told: Confided[Writing], why: NotSent, *, replies: bool) -> Card:
    """The form again, and why. Once it may have been kept, nobody is told that it was not."""
    if why is NotSent.AWAY and told.form.unsure:
        why = NotSent.UNSURE
    unsure = told.form.unsure or why is NotSent.UNSURE
    writing = told.form.model_copy(update={"unsure": unsure})
    return window.form(told, writing, replies=replies, before=told.t(f"concern.{why.value}"))


async def show_voices(told: Confided[Unnamed]) -> Shown:
    """Sorgen & Antworten."""
    published = await told.published()
    if published is None:
        return _shown(told, window.said(told.t("concern.away")))
    return Shown(Dialog(told.t("concern.voices_title"), window.voices(told, published)))


def _shown(told: Confided[Unnamed] | Confided[Writing], card: Card, *, sent: bool = False) -> Shown:
    return Shown(Dialog(told.t("concern.form_title"), card, height=620), sent)
