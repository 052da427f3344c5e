"""What the evaluation stores: runs, exemptions with their evidence, appeals, what follows, credit points. VBP-7, CRD-5.

The results of a run lie in a file of the home (files.py); its record names all that is needed to compute it again.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.vbp.evaluation.kinds import EFFECT_WORDS, EXEMPTION_WORDS, SOURCE_WORDS, EffectKind, ExemptionSource
from baowen.vbp.evaluation.states import (
    APPEAL_WORDS,
    EFFECT_STATE_WORDS,
    EXEMPTION_STATE_WORDS,
    AppealState,
    EffectState,
    ExemptionState,
)


def _choices(words: dict[object, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(str(one), texts[0]) for one, texts in words.items()]


def _both(name: str) -> Q:
    """Either nobody did it at no time, or somebody did at a time."""
    nobody = Q(**{f"{name}_at__isnull": True, f"{name}_by": ""})
    return nobody | (Q(**{f"{name}_at__isnull": False}) & ~Q(**{f"{name}_by": ""}))


class Run(models.Model):
    """An evaluation of a round as of a day. `given` and `lake_versions` are all that it was computed from; `digest`
    names its files. Hospitals see it once it is published."""

    number = models.CharField(max_length=80, unique=True)
    round_code = models.CharField(max_length=60, db_index=True)
    region = models.CharField(max_length=30)
    as_of = models.DateField()
    lake_versions = models.JSONField()
    given = models.JSONField()
    policy = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    failed_plain = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    hospitals = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    appeal_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=_both("published"), name="vbp_run_published_by"),)

    def __str__(self) -> str:
        return self.number


class Appeal(models.Model):
    """A hospital's appeal against one result. `before` and `after` are the figures with and without what was granted;
    `kind`: the exemption that the hospital asks for."""

    number = models.CharField(max_length=40, unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="appeals")
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    lot = models.CharField(max_length=200)
    product = models.CharField(max_length=100)
    starts_on = models.DateField()
    kind = models.CharField(max_length=12, choices=_choices(EXEMPTION_WORDS))  # type: ignore[arg-type]
    from_on = models.DateField()
    until_on = models.DateField()
    eased = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    words = models.CharField(max_length=1000)
    state = models.CharField(
        max_length=10, default=AppealState.OPEN.value, choices=_choices(APPEAL_WORDS)  # type: ignore[arg-type]
    )  # fmt: skip
    before = models.JSONField()
    after = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("run", "hospital"), name="vbp_appeal_of_hospital"),)
        constraints = (
            models.CheckConstraint(condition=_both("decided"), name="vbp_appeal_decided_by"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="vbp_appeal_period"),
            models.UniqueConstraint(
                fields=("run", "hospital", "lot", "product", "starts_on"),
                condition=Q(state__in=[AppealState.OPEN.value, AppealState.ASKED.value]), name="vbp_appeal_open_once",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class AppealEvent(models.Model):
    """What happened to an appeal, in whose words."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=10)
    words = models.CharField(max_length=1000, blank=True)
    organisation = models.CharField(max_length=100)
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.state}"


class Exemption(models.Model):
    """Something that VB-2.3 leaves out or eases. `region`: hospitals in it and below; `hospital`, `lot` and `product`
    narrow it, "" for all; `eased`: packs that are no longer required. `origin` names what the platform saw, once."""

    round_code = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=12, choices=_choices(EXEMPTION_WORDS))  # type: ignore[arg-type]
    region = models.CharField(max_length=30)
    hospital = models.CharField(max_length=100, blank=True)
    lot = models.CharField(max_length=200, blank=True)
    product = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    eased = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    clause = models.CharField(max_length=100)
    words = models.CharField(max_length=1000)
    evidence = models.CharField(max_length=1000, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    source = models.CharField(
        max_length=10, default=ExemptionSource.OFFICER.value, choices=_choices(SOURCE_WORDS)  # type: ignore[arg-type]
    )  # fmt: skip
    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, null=True, blank=True, related_name="exemption")
    state = models.CharField(
        max_length=10, default=ExemptionState.PROPOSED.value,
        choices=_choices(EXEMPTION_STATE_WORDS),  # type: ignore[arg-type]
    )  # fmt: skip
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("round_code", "state"), name="vbp_exemption_of_round"),)
        constraints = (
            models.CheckConstraint(condition=_both("decided"), name="vbp_exemption_decided_by"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="vbp_exemption_period"),
            models.CheckConstraint(condition=Q(eased=None) | Q(eased__gt=0), name="vbp_exemption_eases_something"),
            models.UniqueConstraint(
                fields=("round_code", "kind", "origin"), condition=~Q(origin=""), name="vbp_exemption_origin_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class EvidenceFile(models.Model):
    """A file that belongs to an appeal or to an exemption, kept under its hash. Never changed."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    exemption = models.ForeignKey(Exemption, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("appeal", "sha256"), name="vbp_appeal_file_once"),
            models.UniqueConstraint(fields=("exemption", "sha256"), name="vbp_exemption_file_once"),
            models.CheckConstraint(
                condition=Q(appeal=None) ^ Q(exemption=None), name="vbp_evidence_belongs_to_one"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.file_name} {self.sha256[:12]}"


class Effect(models.Model):
    """What follows for a hospital from a run: proposed by the pack's table or by a person, decided by people.

    `items`: lot and product of the results that it rests on. `points`: credit points that it takes, for POINTS alone.
    """

    number = models.CharField(max_length=40, unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="effects")
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    kind = models.CharField(max_length=16, choices=_choices(EFFECT_WORDS))  # type: ignore[arg-type]
    items = models.JSONField()
    proposed_because = models.CharField(max_length=1000)
    state = models.CharField(
        max_length=10, default=EffectState.PROPOSED.value,
        choices=_choices(EFFECT_STATE_WORDS),  # type: ignore[arg-type]
    )  # fmt: skip
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    document = models.CharField(max_length=64, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_why = models.CharField(max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=_both("decided"), name="vbp_effect_decided_by"),
            models.CheckConstraint(condition=_both("withdrawn"), name="vbp_effect_withdrawn_by"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gt=0, kind=EffectKind.POINTS.value), name="vbp_effect_points"
            ),
            models.UniqueConstraint(fields=("run", "hospital", "kind"), name="vbp_effect_once"),
        )

    def __str__(self) -> str:
        return self.number


class CreditPoint(models.Model):
    """An entry of a hospital's ledger of credit points; never changed. A correction names the entry that it corrects
    and holds the difference. CRD-5."""

    hospital = models.CharField(max_length=100, db_index=True)
    region = models.CharField(max_length=30)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    why = models.CharField(max_length=1000)
    clause = models.CharField(max_length=100)
    effect = models.ForeignKey(Effect, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(points=0), name="vbp_points_not_zero"),)

    def __str__(self) -> str:
        return f"{self.hospital} {self.points}"
