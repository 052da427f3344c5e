"""ORG-4: a passkey is added and signs in without a password; one of another site, or played again, does not."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

from baowen.core.audit.queries import entries_told
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.queries import operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
PASSWORD = "keep-the-ward-in-stock"
HOST = "baowen.example.org"
ADD, COME_IN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


@dataclass
class Key:
    """A passkey as a telephone keeps it: one pair of keys for one site, unlocked by its owner."""

    origin: str = f"https://{HOST}"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    number: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    owner: str = ""
    used: int = 0

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser answers when the key is made."""
        self.owner = options["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        known = bytes(16) + len(self.number).to_bytes(2, "big") + self.number + public
        data = self._data(options["rp"]["id"], PRESENT | VERIFIED | ATTESTED) + known
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(attested)})

    def signed(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser answers when somebody comes in with the key."""
        self.used += 1
        client, data = self._client("webauthn.get", options["challenge"]), self._data(HOST, PRESENT | VERIFIED)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature),
            "userHandle": self.owner,
        })  # fmt: skip

    def _data(self, site: str, flags: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.used.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {
            "id": text(self.number), "rawId": text(self.number), "type": "public-key", "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}}, "authenticatorAttachment": "platform",
        }  # fmt: skip


@pytest.fixture(autouse=True)
def people(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = [HOST]
    root = operator("os:root", "430000")
    one = NewOrganisation(code="CS", name="长沙市卫健委", kind=OrganisationKind.DEPARTMENT, region="430100")
    register_organisations([one], actor=root, at=AT)
    add_person(
        "zhang", name="张某", organisation="CS", roles=[Role.DUTY_OFFICER], password=PASSWORD,
        email="zhang@example.org", actor=root, at=AT,
    )  # fmt: skip


def browser() -> Client:
    return Client(headers={"host": HOST})


def options_to_make(client: Client) -> dict[str, Any]:
    page = client.get(ADD, secure=True).content.decode()
    (found,) = re.findall(r'<script id="js_data" type="application/json">(.*?)</script>', page)
    options: dict[str, Any] = json.loads(found)["creation_options"]["publicKey"]
    return options


def add(key: Key) -> Any:
    client = browser()
    client.post("/accounts/login/", {"login": "zhang", "password": PASSWORD}, secure=True)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD}, secure=True)
    made = key.made(options_to_make(client))
    return client.post(ADD, {"name": "手机", "credential": json.dumps(made), "passwordless": "on"}, secure=True)


def asked(client: Client) -> dict[str, Any]:
    answer = client.get(COME_IN, secure=True, headers={"x-requested-with": "XMLHttpRequest"})
    options: dict[str, Any] = answer.json()["request_options"]["publicKey"]
    return options


def comes_in(client: Client, signed: dict[str, Any]) -> bool:
    client.post(COME_IN, {"credential": json.dumps(signed)}, secure=True)
    return client.get("/account/", secure=True).status_code == 200


def test_a_passkey_is_added_told_of_and_signs_in_without_a_password() -> None:
    key = Key()
    assert add(key).status_code == 302
    told = [one.after.get("change") for one in entries_told(subject="person/zhang", limit=20)]
    assert "webauthn_added" in told
    client = browser()
    assert comes_in(client, key.signed(asked(client)))
    assert "张某" in client.get("/account/", secure=True).content.decode()


def test_a_key_of_another_site_another_challenge_or_another_hand_does_not() -> None:
    key = Key()
    add(key)
    client = browser()
    old = key.signed(asked(client))
    assert not comes_in(browser(), old)
    assert not comes_in(client, key.signed(asked(client) | {"challenge": text(b"0" * 32)}))
    assert not comes_in(client, Key(number=key.number, owner=key.owner).signed(asked(client)))
    away = Key(private=key.private, number=key.number, owner=key.owner, origin="https://evil.example.org")
    assert not comes_in(client, away.signed(asked(client)))
    assert comes_in(client, key.signed(asked(client)))


def test_a_key_made_for_another_site_is_not_added() -> None:
    answer = add(Key(origin="https://evil.example.org"))
    assert answer.status_code == 200
    client = browser()
    assert not comes_in(client, Key().signed(asked(client)))
