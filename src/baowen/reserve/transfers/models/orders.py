"""Transfer orders between two institutions, their lines by lot, and the base stock of alliances. RSV-3 (HD-13)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.reserve.transfers.models.plans import Plan
from baowen.reserve.transfers.states import ORDER_WORDS, OrderState


class TransferOrder(models.Model):
    """What one institution gives to another. `plan` is null where the lead of an alliance ordered it.

    Days by which the giver answers and sends and the taker receives; null where the pack gives no number of days.
    `late_told`: the step of which somebody was reminded.
    """

    number = models.CharField(max_length=40, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    region = models.CharField(max_length=30)
    case = models.CharField(max_length=40, blank=True, db_index=True)
    measure = models.PositiveBigIntegerField(null=True, blank=True)
    giver = models.CharField(max_length=100)
    taker = models.CharField(max_length=100)
    transport = models.CharField(max_length=12, default="ordinary")
    state = models.CharField(
        max_length=10, default=OrderState.ORDERED.value,
        choices=[(one.value, words[0]) for one, words in ORDER_WORDS.items()],
    )  # fmt: skip
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100)
    answer_due = models.DateField(null=True, blank=True)
    send_due = models.DateField(null=True, blank=True)
    receive_due = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    late_told = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="transfer_order_between_two"),
            models.CheckConstraint(
                condition=Q(ordered_at__isnull=False) & ~Q(ordered_by=""), name="transfer_ordered_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="") | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="transfer_answered_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("giver", "state"), name="transfer_order_by_giver"),
            models.Index(fields=("taker", "state"), name="transfer_order_by_taker"),
        )

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """Packs of one lot. `ordered`: as ordered; `agreed`: as the giver accepted, null before.

    What is sent is received, lost, returned or on its way: the constraint says so to the last pack. `taken_back`: of
    what was returned, what lies at the giver again.
    """

    order = models.ForeignKey(TransferOrder, on_delete=models.CASCADE, related_name="lines")
    item = models.CharField(max_length=400)
    drug = models.CharField(max_length=300)
    unit = models.CharField(max_length=30, blank=True)
    product_code = models.CharField(max_length=100)
    lot_no = models.CharField(max_length=100, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    units_per_pack = models.DecimalField(max_digits=14, decimal_places=4)
    ordered = models.DecimalField(max_digits=14, decimal_places=4)
    agreed = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    sent = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    received = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    lost = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    returned = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    taken_back = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(ordered__gt=0), name="transfer_line_moves_something"),
            models.CheckConstraint(
                condition=Q(agreed=None) | Q(agreed__gte=0, agreed__lte=F("ordered")), name="transfer_line_agreed_fits"
            ),
            models.CheckConstraint(
                condition=Q(sent__gte=0, received__gte=0, lost__gte=0, returned__gte=0, taken_back__gte=0),
                name="transfer_line_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(sent__gte=F("received") + F("lost") + F("returned")), name="transfer_line_adds_up"
            ),
            models.CheckConstraint(condition=Q(taken_back__lte=F("returned")), name="transfer_line_back_fits"),
            models.CheckConstraint(
                condition=Q(agreed=None, sent=0) | Q(sent__lte=F("agreed")), name="transfer_line_sent_fits"
            ),
        )
        indexes = (models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="transfer_to_hand_over"),)

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number under which the platform and the lake know it."""
        return f"TJ{self.pk:08d}"


class BaseStock(models.Model):
    """What the lead of an alliance wants a member to hold of an item at least, in smallest units (基数储备, HD-13)."""

    lead = models.CharField(max_length=100)
    member = models.CharField(max_length=100)
    item = models.CharField(max_length=400)
    drug = models.CharField(max_length=300)
    unit = models.CharField(max_length=30, blank=True)
    units = models.DecimalField(max_digits=16, decimal_places=4)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("lead", "item", "member")
        constraints = (
            models.UniqueConstraint(fields=("lead", "member", "item"), name="base_stock_once"),
            models.CheckConstraint(condition=Q(units__gte=0), name="base_stock_not_negative"),
            models.CheckConstraint(
                condition=Q(set_at__isnull=False) & ~Q(set_by=""), name="base_stock_set_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.lead} {self.member} {self.item}"
