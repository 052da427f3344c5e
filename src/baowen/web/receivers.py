"""Tells the audit chain what somebody did to the own account: signed in, added or took off a second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save

from baowen.core.clock import now
from baowen.orgs.actions import note_sign_in


def connect() -> None:
    """Listen; once a process."""
    user_logged_in.connect(_signed_in, dispatch_uid="baowen.signed_in")
    post_save.connect(_factor_saved, sender=Authenticator, dispatch_uid="baowen.factor_saved")
    post_delete.connect(_factor_deleted, sender=Authenticator, dispatch_uid="baowen.factor_deleted")


def _signed_in(user: Any, **_rest: object) -> None:
    note_sign_in("signed_in", user.get_username(), at=now())


def _factor_saved(instance: Authenticator, created: bool, **_rest: object) -> None:
    """The use of a factor is saved as well, and is no change."""
    if created:
        note_sign_in(f"{instance.type}_added", instance.user.get_username(), at=now())


def _factor_deleted(instance: Authenticator, **_rest: object) -> None:
    """What an administrator removes has its own entry, by the administrator; that happens outside of a request."""
    if context.request is None:
        return
    note_sign_in(f"{instance.type}_removed", instance.user.get_username(), at=now())
