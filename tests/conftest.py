"""What every test can ask for."""

pytest_plugins = ["tests.fake_teams.plugin", "tests.postgres"]
