"""Who takes part: organisations, their seats in joint mechanisms, people and API tokens. ORG-1 to ORG-4."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from baowen.orgs.departments import DEPARTMENT_WORDS, HOSPITAL_CLASSES, ORGANISATION_WORDS


class Organisation(models.Model):
    """A department, hospital or enterprise. `alliance`: the lead hospital of the medical alliance that it belongs to.

    Never deleted: what it did stays readable. `closed_on` is its last day.
    """

    code = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, words[0]) for kind, words in ORGANISATION_WORDS.items()]
    )
    region_code = models.CharField(max_length=30, db_index=True)
    hospital_class = models.CharField(
        max_length=20, blank=True, choices=[(one, one) for one in HOSPITAL_CLASSES], db_index=True
    )
    alliance = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("region_code", "code")
        indexes = (models.Index(fields=("kind", "region_code"), name="organisation_by_kind"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Seat(models.Model):
    """The seat of a department in the joint mechanism of a region; at most one is the lead unit's."""

    region_code = models.CharField(max_length=30)
    department = models.CharField(
        max_length=30, choices=[(one.value, words[0]) for one, words in DEPARTMENT_WORDS.items()]
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    is_lead = models.BooleanField(default=False)

    class Meta:
        ordering = ("region_code", "-is_lead", "department")
        constraints = (
            models.UniqueConstraint(fields=("region_code", "department"), name="seat_once_a_department"),
            models.UniqueConstraint(
                fields=("region_code",), condition=models.Q(is_lead=True), name="one_lead_unit_a_region"
            ),
        )

    def __str__(self) -> str:
        return f"{self.region_code} {self.department} {self.organisation_id}"


class PersonManager(BaseUserManager["Person"]):
    """Looks people up; they are made by `orgs.actions` alone, which leaves an audit entry."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Somebody who signs in, of one organisation. Deactivated and not deleted."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="zh", choices=(("zh", "中文"), ("en", "English")))

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name as others see it."""
        return self.name


class ApiToken(models.Model):
    """A token by which an organisation's system calls the API. Only the digest of its secret is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="token_name_once"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.name}"
