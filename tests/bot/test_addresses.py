"""Addresses: what settings and the Teams edge both go by."""

import pytest

from bot.addresses import TEAMS_HOSTS, is_loopback, is_private, split_url
from bot.settings import Settings
from bot.teams import Edge


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("", False),
        ("0.0.0.0", False),
        ("127.0.0.1.example", False),
        ("localhost.example", False),
        ("169.254.169.254", False),
    ],
)
def test_loopback_is_what_never_leaves_the_machine(host: str, here: bool) -> None:
    """By address or by the one name that is fixed; a name that merely looks like it is none."""
    assert is_loopback(host) is here


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://login.example/keys", True),
        ("http://127.0.0.1:5005/keys", True),
        ("http://[::1]/keys", True),
        ("http://login.example/keys", False),
        ("http://127.0.0.1.example/keys", False),
        ("ftp://127.0.0.1/keys", False),
        ("https://", False),
        ("login.example", False),
        ("https://a\\@b.example/", False),
        ("https://a.example/ x", False),
        ("https://a.example:port/", False),
        ("https://äpp.example/", False),
    ],
)
def test_private_is_what_nobody_on_the_way_can_read(url: str, private: bool) -> None:
    """https anywhere, http on loopback; what parsers may read in two ways is nothing of both."""
    assert is_private(url) is private


def test_an_address_that_parsers_read_differently_is_none() -> None:
    """No part of it is trusted."""
    assert split_url("https://a.example\\@b.example/") is None
    assert split_url("https://a.example:8443/x") is not None


def test_settings_and_edge_trust_the_same_hosts_by_default() -> None:
    """One list."""
    assert Settings().service_hosts == Edge().service_hosts == TEAMS_HOSTS
    assert Settings().openid_metadata == Edge().openid_metadata
