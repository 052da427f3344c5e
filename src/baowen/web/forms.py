"""Forms of allauth where a word of theirs has no Chinese yet."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm

from baowen.web.templatetags.words import both


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Adds a security key or a passkey."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["name"].label = both("名称", "Name")
