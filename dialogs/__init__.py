"""The features, and the one list of them, in asking order: who stands first hears a message first."""

from bot.router import Dialog
from dialogs.answer.dialog import dialog as answer
from dialogs.cafe.dialog import dialog as cafe
from dialogs.concern.dialog import dialog as concern
from dialogs.escalation.dialog import dialog as escalation
from dialogs.privacy.dialog import dialog as privacy
from dialogs.search.dialog import dialog as search
from dialogs.upkeep.dialog import dialog as upkeep
from dialogs.welcome.dialog import dialog as welcome

DIALOGS: tuple[Dialog, ...] = (escalation, welcome, privacy, cafe, concern, answer, search, upkeep)
