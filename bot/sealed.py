"""Words that only the holder of a key can read: AES-256-GCM, and marks that only the key can make again.

Destroying the key destroys what was sealed with it, whatever copies there are.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes, as NIST SP 800-38D wants it for GCM."""


def fresh_key() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(256)


def seal(key: bytes, words: str) -> bytes:
    """The words, for who has the key; never the same twice."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, words.encode(), None)


def unseal(key: bytes, sealed: bytes) -> str | None:
    """The words again; None where the key is another one, or something was changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None


def mark(key: bytes, label: str) -> str:
    """A name that only the holder of the key can make, always the same: 32 hex digits."""
    return hmac.new(key, label.encode(), hashlib.sha256).hexdigest()[:32]
