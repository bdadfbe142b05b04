"""The database is away: answers go on from memory, and nothing is promised that can't be kept."""

from tests.dialogs.conftest import Hall, Someone


async def test_answers_go_on_from_memory(anna: Someone, hall: Hall) -> None:
    """Nothing of an answer needs the database."""
    await hall.bot.database.close()
    assert "Hat geholfen" in (await anna.says("passwort vergessen")).choices


async def test_nothing_is_promised(anna: Someone, hall: Hall) -> None:
    """The unknown question is not said to be kept."""
    await hall.bot.database.close()
    seen = await anna.says("xyzzy blorb quux")
    assert seen.title == "Das weiß ich leider noch nicht."
    assert "notiert" not in seen.text


async def test_a_press_that_needs_it_is_refused_kindly(anna: Someone, hall: Hall) -> None:
    """No false yes; the card stays as it is."""
    seen = await anna.says("passwort vergessen")
    await hall.bot.database.close()
    after = await anna.presses(seen, "Hat geholfen")
    assert after.answer is not None
    assert "nichts merken" in after.answer.notice
    assert "Hat geholfen" in after.choices


async def test_a_command_that_needs_it_is_refused_kindly(anna: Someone, hall: Hall) -> None:
    """It says what goes on working, and what to do."""
    await hall.bot.database.close()
    assert "nichts merken" in (await anna.says("Englisch")).text
