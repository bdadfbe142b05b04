"""Which addresses never leave the machine."""

from __future__ import annotations

import socket

from bot.addresses import is_loopback


class NotLoopback(Exception):
    """The demo has no sign-in: it may be reached from its own machine only."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 lets the system choose. Raises `NotLoopback`, or OSError."""
    if not is_loopback(host):
        raise NotLoopback(host)
    address = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address, port))
        opened.listen(128)
    except OSError:
        opened.close()
        raise
    return opened


def free_port(host: str, wished: int) -> int:
    """The wished port, or 0 (the system chooses one) where it is taken. Raises as `listening`."""
    try:
        listening(host, wished).close()
    except OSError:
        return 0
    return wished


def address_of(opened: socket.socket) -> str:
    """What to type into a browser, without a slash at its end."""
    host, port = opened.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
