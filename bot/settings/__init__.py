"""Settings are read once: from the town's `settings.yaml` and from the environment, which wins.

Each setting has one name: `LOTSE_LISTEN` in the environment, `listen:` in the file. A secret may also
stand in a file of its own, which `LOTSE_APP_PASSWORD_FILE` names. All faults are listed together.
"""

from bot.settings.kinds import Listen
from bot.settings.reading import SettingsBroken, look, read, said, strangers
from bot.settings.town import STARTER, Fault, Settings

__all__ = ["STARTER", "Fault", "Listen", "Settings", "SettingsBroken", "look", "read", "said", "strangers"]
