"""Where the account pages of allauth meet the register: nobody signs up, and passwords change through its actions."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from baowen.core.clock import now
from baowen.orgs.actions import set_password
from baowen.orgs.queries import actor_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts as the register keeps them. ORG-4."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are added by administrators."""
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The own new password, after its change or its reset by e-mail."""
        name = user.get_username()
        set_password(name, password, actor=actor_of(name), at=now())
        user.refresh_from_db(fields=["password"])
