"""How the bot proves who it is when it asks for its token: secret, certificate, or Azure's word for it."""

from __future__ import annotations

import hashlib
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from bot.teams.edge import Edge

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Ask:
    """One HTTP request for a token."""

    method: str
    url: str
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Credential(Protocol):
    """Something that a token can be asked with."""

    @property
    def expires(self) -> datetime | None:
        """When it stops working, where that can be known."""
        ...

    def ask(self, now: datetime) -> Ask:
        """The request for a token at this moment."""
        ...


@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret of a single-tenant app."""

    edge: Edge
    expires: datetime | None = None

    def ask(self, now: datetime) -> Ask:
        """Client credentials grant, RFC 6749 section 4.4."""
        return Ask(
            "POST", self.edge.token_address, {**_grant(self.edge), "client_secret": self.edge.app_password}
        )


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a single-tenant app, with its private key."""

    edge: Edge
    key: RSAPrivateKey
    thumbprint: str
    """SHA-256 of the DER form, base64url without padding."""
    expires: datetime | None

    @classmethod
    def load(cls, edge: Edge, file: Path) -> Certificate:
        """From a PEM file with both parts, in any order. Raises ValueError or OSError."""
        pem = file.read_bytes()
        key, certificate = load_pem_private_key(pem, password=None), x509.load_pem_x509_certificate(pem)
        if not isinstance(key, RSAPrivateKey) or key.public_key() != certificate.public_key():
            raise ValueError(f"{file.name} needs an RSA key and the certificate that belongs to it.")
        digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
        return cls(edge, key, urlsafe_b64encode(digest).decode().rstrip("="), certificate.not_valid_after_utc)

    def ask(self, now: datetime) -> Ask:
        """Client credentials grant with a signed assertion, RFC 7523 section 2.2, as Entra wants it."""
        claims = {
            "aud": self.edge.token_address,
            "iss": self.edge.app_id,
            "sub": self.edge.app_id,
            "jti": str(uuid.uuid4()),
            "nbf": now,
            "exp": now + ASSERTION_LIFE,
        }
        assertion = jwt.encode(claims, self.key, algorithm="PS256", headers={"x5t#S256": self.thumbprint})
        proof = {"client_assertion_type": BEARER, "client_assertion": assertion}
        return Ask("POST", self.edge.token_address, {**_grant(self.edge), **proof})


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """An identity that Azure gives to the machine, or to the App Service, that the bot runs on."""

    edge: Edge
    expires: datetime | None = None

    def ask(self, now: datetime) -> Ask:
        """App Service where its header is set, else the machine's metadata service."""
        header = self.edge.identity_header
        query = {
            "api-version": "2019-08-01" if header else "2018-02-01",
            "resource": self.edge.issuer,
            "client_id": self.edge.app_id,
        }
        headers = {"X-IDENTITY-HEADER": header} if header else {"Metadata": "true"}
        return Ask("GET", self.edge.identity_endpoint, query=query, headers=headers)


def credential(edge: Edge) -> Credential:
    """What this app has. Raises ValueError or OSError where a certificate can't be read."""
    if edge.app_type == "managed-identity":
        return ManagedIdentity(edge)
    if edge.app_certificate is not None:
        return Certificate.load(edge, edge.app_certificate)
    return Secret(edge)


def _grant(edge: Edge) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": edge.app_id,
        "scope": f"{edge.issuer}/.default",
    }
