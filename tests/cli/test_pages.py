"""What the Teams package points to, and what `/ready` says of the secret's end."""

from datetime import date, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app import text_files
from bot.pages import PAGES
from bot.texts import Texts
from tests.cli.conftest import Serve
from tests.fake_teams import APP, TOWN, FakeTeams
from tests.test_texts import FORMAL, INFORMAL


async def test_every_page_is_there_in_both_languages(serve_here: Serve, small: Path) -> None:
    """In the browser's language or the asked one, with the town's facts; nothing comes from elsewhere."""
    (small / "faq" / "facts.yaml").write_text("town: Stadt <Ems>\nit: {hotline: Durchwahl 99}\n")
    async with serve_here(HOME=str(small)) as serving, aiohttp.ClientSession() as session:
        await serving.until("ready")
        for page in PAGES:
            for asked, wished, lang in (
                ("", "de-DE,de;q=0.9", "de"),
                ("", "fr, en-GB;q=0.8", "en"),
                ("", "", "de"),
                ("?language=en", "de", "en"),
            ):
                url = f"{serving.address}/{page}{asked}"
                async with session.get(url, headers={"Accept-Language": wished}) as response:
                    shown = await response.text()
                    assert response.status == 200
                    assert response.content_type == "text/html"
                    policy = response.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'; style-src 'sha256-")
                assert f'<html lang="{lang}">' in shown
                assert "Stadt &lt;Ems&gt;" in shown
                assert "{" not in shown.partition("</style>")[2]
                assert "<script" not in shown
                assert "http" not in shown


async def test_nobody_is_addressed_on_a_page() -> None:
    """Neither Sie nor du: a page can't know who reads it."""
    texts = Texts.load(text_files())
    keys = [key for key in texts if key.startswith("pages.")]
    assert len(keys) == 2 * len(PAGES) + 1
    for key in keys:
        german = str(texts.leaf(key)["de"])
        assert not FORMAL.search(german), key
        assert not INFORMAL.search(german), key


@pytest.mark.parametrize(("days", "warning"), [(200, None), (30, 30), (13, 14), (3, 7), (-2, 7)])
async def test_ready_warns_before_the_secret_ends(
    serve_here: Serve, fake_teams: FakeTeams, days: int, warning: int | None
) -> None:
    """Thirty, fourteen and seven days ahead, for a monitor; a warning takes no bot out of service."""
    ends = date.today() + timedelta(days=days)
    async with serve_here(
        APP_ID=APP,
        APP_TENANT=TOWN,
        APP_PASSWORD=fake_teams.entra.secret,
        APP_PASSWORD_EXPIRES=ends.isoformat(),
        OPENID_METADATA=f"{fake_teams.url}/openid",
        TOKEN_ENDPOINT=f"{fake_teams.url}/token",
    ) as serving:
        await serving.until("ready")
        async with aiohttp.ClientSession() as session, session.get(f"{serving.address}/ready") as response:
            told = (await response.json())["checks"]["credential"]
    assert told["ok"] is True
    assert told["expires"] == ends.isoformat()
    assert told["warning"] == warning
    assert abs(told["days"] - days) <= 1, "the day may change at midnight, and in another zone"
