"""Plans of transfers, as they were asked for and worked out, and their moves, as proposed and as decided. RSV-3."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.core.models import Counter
from baowen.reserve.transfers.states import MOVE_WORDS, PLAN_WORDS, MoveState, PlanState


class Series(Counter):
    """The last number of a series of plans or orders."""


class Plan(models.Model):
    """A plan for items of one region on one day. `items`: keys of lake.facts.items, `names` what people call them.

    `versions`: of the lake tables that were read. `rules`: values of the pack. `needs_file`: the file of the home that
    holds what each institution has and must keep. Unmet, waste in smallest units; cost in yuan.
    """

    number = models.CharField(max_length=40, unique=True)
    region = models.CharField(max_length=30)
    day = models.DateField()
    items = models.JSONField(default=list)
    names = models.JSONField(default=list)
    case = models.CharField(max_length=40, blank=True, db_index=True)
    measure = models.PositiveBigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in PLAN_WORDS.items()])
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100)
    versions = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    needs_file = models.CharField(max_length=200, blank=True)
    unmet_before = models.FloatField(null=True, blank=True)
    unmet_after = models.FloatField(null=True, blank=True)
    unmet_greedy = models.FloatField(null=True, blank=True)
    waste_before = models.FloatField(null=True, blank=True)
    waste_after = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    gap = models.FloatField(null=True, blank=True)
    cost = models.FloatField(null=True, blank=True)
    failed_because = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) & ~Q(asked_by=""), name="transfer_plan_asked_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="transfer_plan_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.FAILED.value) | ~Q(failed_because=""), name="transfer_plan_says_why"
            ),
        )
        indexes = (models.Index(fields=("region", "state"), name="transfer_plan_of_region"),)

    def __str__(self) -> str:
        return self.number


class PlannedMove(models.Model):
    """One lot's packs from a giver to a taker. `proposed`: packs as worked out, 0 for one that a person added.

    `facts`: figures that its sentence is made of. `unit` is the smallest unit.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="moves")
    item = models.CharField(max_length=400)
    drug = models.CharField(max_length=300)
    unit = models.CharField(max_length=30, blank=True)
    product_code = models.CharField(max_length=100)
    lot_no = models.CharField(max_length=100, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    units_per_pack = models.DecimalField(max_digits=14, decimal_places=4)
    giver = models.CharField(max_length=100)
    taker = models.CharField(max_length=100)
    proposed = models.DecimalField(max_digits=14, decimal_places=4)
    packs = models.DecimalField(max_digits=14, decimal_places=4)
    transport = models.CharField(max_length=12, default="ordinary")
    km = models.FloatField(null=True, blank=True)
    tier = models.CharField(max_length=10, blank=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, default=MoveState.PROPOSED.value,
        choices=[(one.value, words[0]) for one, words in MOVE_WORDS.items()],
    )  # fmt: skip
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(giver=models.F("taker")), name="transfer_move_between_two"),
            models.CheckConstraint(condition=Q(packs__gte=0, proposed__gte=0), name="transfer_move_not_negative"),
            models.CheckConstraint(
                condition=Q(changed_at=None, changed_by="") | (Q(changed_at__isnull=False) & ~Q(changed_by="")),
                name="transfer_move_changed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.giver} {self.taker} {self.packs}"
