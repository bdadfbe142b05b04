"""What every test can ask for."""

import os

import pytest

pytest_plugins = ["tests.fake_teams.plugin", "tests.postgres"]

LIMITS = {"soak": 0, "proof": 600}
"""Seconds until a test counts as hanging, where it has more than the usual time; 0: for ever."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give those that are long by design their time."""
    for item in items:
        for mark, seconds in LIMITS.items():
            if item.get_closest_marker(mark) and not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(seconds))


def pytest_xdist_auto_num_workers() -> int:
    """One for each core, and one to fill the time in which others wait; four are enough."""
    return min((os.cpu_count() or 1) + 1, 4)
