"""What rounds store: the round, its lots, the bids with the places they supply, and the products behind them. VBP-1."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.vbp.rounds.kinds import CEILING_WORDS, LEVEL_WORDS, LIKENESS_WORDS, SUPPLY_WORDS, CeilingPer
from baowen.vbp.rounds.states import STATE_WORDS, RoundState


class Round(models.Model):
    """One round (批次) as it is run in `region`. `follows`: the code of the round whose cycle it continues.

    Days are those of the round as a whole; a lot may run shorter. Null where the notice has not said yet. `changed_at`:
    when it was last entered or moved.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in LEVEL_WORDS.items()])
    region = models.CharField(max_length=30)
    state = models.CharField(
        max_length=10, default=RoundState.PREPARED.value,
        choices=[(one.value, words[0]) for one, words in STATE_WORDS.items()],
    )  # fmt: skip
    follows = models.CharField(max_length=60, blank=True)
    document_number = models.CharField(max_length=100, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-starts_on", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="vbp_round_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Lot(models.Model):
    """One drug that is bid for, as published: `drug` with its form, `spec` and the smallest `unit` that prices are for.

    `ceiling`: yuan for what `ceiling_per` says, a unit or a pack; a pack holds `ceiling_units` units of `ceiling_spec`,
    null and "" where nobody said so. `months`: how long its contracts run, null where the round's own days rule.
    `is_antibiotic` and `is_key_monitored` lower the share that is agreed on (VB-2.1).
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="lots")
    number = models.CharField(max_length=30)
    drug = models.CharField(max_length=200)
    spec = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    ceiling = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    ceiling_per = models.CharField(
        max_length=4, default=CeilingPer.UNIT.value,
        choices=[(one.value, words[0]) for one, words in CEILING_WORDS.items()],
    )  # fmt: skip
    ceiling_units = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    ceiling_spec = models.CharField(max_length=200, blank=True)
    months = models.PositiveIntegerField(null=True, blank=True)
    is_antibiotic = models.BooleanField(default=False)
    is_key_monitored = models.BooleanField(default=False)

    class Meta:
        ordering = ("round_id", "id")
        constraints = (models.UniqueConstraint(fields=("round", "number"), name="vbp_lot_once_in_round"),)

    def __str__(self) -> str:
        return f"{self.number} {self.drug}"


class Bid(models.Model):
    """What an enterprise offered in a lot; `price` in yuan a unit, null where none is told. `enterprise`: its code in
    the register, "" while nobody has said which one it is. `ceiling`: where it differs from the lot's. `line`: its row
    in the table that was read, 0 where it came otherwise."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="bids")
    enterprise_name = models.CharField(max_length=200)
    enterprise = models.CharField(max_length=100, blank=True)
    short_name = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    quality_tier = models.CharField(max_length=100, blank=True)
    is_originator = models.BooleanField(null=True, blank=True)
    is_multinational = models.BooleanField(null=True, blank=True)
    ceiling = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    line = models.PositiveIntegerField(default=0)
    price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    is_selected = models.BooleanField(default=False)

    class Meta:
        ordering = ("lot_id", "price", "id")
        constraints = (models.UniqueConstraint(fields=("lot", "enterprise_name", "spec"), name="vbp_bid_once_in_lot"),)

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.price}"


class SupplyRegion(models.Model):
    """A place that a selected bid supplies. One main supplier a lot and place, unless the round has several."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="regions")
    region = models.CharField(max_length=30)
    role = models.CharField(max_length=8, choices=[(one.value, words[0]) for one, words in SUPPLY_WORDS.items()])

    class Meta:
        ordering = ("bid_id", "region")
        constraints = (models.UniqueConstraint(fields=("bid", "region"), name="vbp_place_once_in_bid"),)

    def __str__(self) -> str:
        return f"{self.region} {self.role}"


class BidProduct(models.Model):
    """A product of the catalogue that a bid is for, selected or not. `price`: yuan a pack; `units` in a pack."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="products")
    product_code = models.CharField(max_length=100, db_index=True)
    units = models.DecimalField(max_digits=14, decimal_places=4)
    price = models.DecimalField(max_digits=16, decimal_places=4)

    class Meta:
        ordering = ("bid_id", "product_code")
        constraints = (
            models.UniqueConstraint(fields=("bid", "product_code"), name="vbp_product_once_in_bid"),
            models.CheckConstraint(condition=Q(units__gt=0, price__gt=0), name="vbp_product_costs_something"),
        )

    def __str__(self) -> str:
        return f"{self.product_code} {self.price}"


class Beside(models.Model):
    """Another drug (generic name) whose purchases count against a lot, and why. VBP-6."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="besides")
    drug = models.CharField(max_length=200)
    likeness = models.CharField(
        max_length=16, choices=[(one.value, words[0]) for one, words in LIKENESS_WORDS.items()]
    )  # fmt: skip
    clause = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("lot_id", "drug")
        constraints = (models.UniqueConstraint(fields=("lot", "drug"), name="vbp_beside_once_in_lot"),)

    def __str__(self) -> str:
        return self.drug


class RegionVolume(models.Model):
    """The first year's agreed volume of a lot in a place, as published; `units` null where the table has a gap.

    A place that the table names twice keeps both lines. `line`: the row in the table, 0 where it came otherwise.
    """

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="volumes")
    region = models.CharField(max_length=30)
    spec = models.CharField(max_length=200, blank=True)
    units = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    line = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("lot_id", "region", "line")
        constraints = (models.UniqueConstraint(fields=("lot", "region", "spec", "line"), name="vbp_volume_once"),)

    def __str__(self) -> str:
        return f"{self.region} {self.units}"


class Remark(models.Model):
    """What was told when the tables of a round were read: names that were written otherwise, gaps, what was rounded."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="remarks")
    code = models.CharField(max_length=40)
    file = models.CharField(max_length=200, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField(default=0)
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=200, blank=True)
    words_zh = models.CharField(max_length=500)
    words_en = models.CharField(max_length=500)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.row} {self.words_zh}"


class PaymentStandard(models.Model):
    """What the fund pays at most for a pack of a selected product in a place, from day to day (both included). VBP-8.

    It follows the selected price. `until` is the last day of the round's cycle, earlier where the round was ended.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="standards")
    lot = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    from_on = models.DateField()
    until_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("product_code", "region", "from_on", "id")
        indexes = (models.Index(fields=("product_code", "region", "from_on"), name="vbp_standard_of_product"),)
        constraints = (
            models.UniqueConstraint(fields=("round", "product_code", "region"), name="vbp_standard_once_in_round"),
            models.CheckConstraint(condition=Q(price__gt=0), name="vbp_standard_above_zero"),
            models.CheckConstraint(condition=~Q(set_by=""), name="vbp_standard_set_by"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="vbp_standard_ends_after_it_starts"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.product_code} {self.price}"
