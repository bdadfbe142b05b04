"""Receipts: 100 bits that only the holder has, and that make a second delivery harmless.

A form carries a random nonce. The receipt is a keyed function of nonce and text, so the same form sent twice
has the same receipt, without a trace of the nonce being kept; and who knows a nonce but not the text learns
nothing. At rest there is an HMAC-SHA-256 of the receipt; at that length no slow hash is needed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another sign when it is read aloud or copied."""
SIGNS = 20
"""5 bits each."""
GROUP = 4
BITS = 5 * SIGNS
_READ = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NONCE = re.compile("[0-9a-f]{32}")


def fresh_nonce() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def is_nonce(nonce: str) -> bool:
    """Whether it has the form of one."""
    return bool(_NONCE.fullmatch(nonce))


def receipt(key: bytes, nonce: str, *said: str) -> str:
    """The receipt of what was said with this form: `7K2M-QX9T-…`, five groups of four."""
    number = int.from_bytes(_mac(key, "receipt", nonce, *said), "big") >> (256 - BITS)
    signs = "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(SIGNS)))
    return "-".join(signs[at : at + GROUP] for at in range(0, SIGNS, GROUP))


def typed(words: str) -> str:
    """A receipt as a person typed it, in its one form; empty where it can't be one."""
    signs = re.sub(r"[\s\-–—_.]", "", words.upper()).translate(_READ)
    if len(signs) != SIGNS or not set(signs) <= set(ALPHABET):
        return ""
    return "-".join(signs[at : at + GROUP] for at in range(0, SIGNS, GROUP))


def at_rest(key: bytes, of: str) -> str:
    """What is kept of a receipt: HMAC-SHA-256 in hex."""
    return _mac(key, "at rest", of).hex()


def once(key: bytes, nonce: str, *said: str) -> str:
    """The mark of a message that is written back, by which its second delivery is known."""
    return _mac(key, "once", nonce, *said).hex()


def _mac(key: bytes, *parts: str) -> bytes:
    return hmac.new(key, "\x1f".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
