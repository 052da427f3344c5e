"""What contracts store: who delivers where, allocations with their working, contracts, supplements. VBP-3, VBP-4."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.vbp.contracts.states import STATE_WORDS, ContractState

STATES = [(one.value, words[0]) for one, words in STATE_WORDS.items()]
PARTIES = ("hospital", "distributor", "maker")


def signed_by(party: str) -> Q:
    """A signature is a name and an instant, or neither."""
    at, by = f"{party}_signed_at", f"{party}_signed_by"
    return Q(**{at: None, by: ""}) | (Q(**{f"{at}__isnull": False}) & ~Q(**{by: ""}))


class Distributor(models.Model):
    """An enterprise's word for a round that a distributor delivers its product in a city. Ended, and never deleted."""

    round_code = models.CharField(max_length=60)
    product_code = models.CharField(max_length=100)
    maker = models.CharField(max_length=100)
    city = models.CharField(max_length=30)
    distributor = models.CharField(max_length=100)
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("round_code", "city", "product_code"), name="vbp_distributor_of_city"),)
        constraints = (
            models.UniqueConstraint(
                fields=("round_code", "product_code", "city", "distributor"), condition=Q(ended_at=None),
                name="vbp_distributor_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="vbp_distributor_ended_by",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.distributor} {self.product_code} {self.city}"


class Allocation(models.Model):
    """A round's volumes of a year, worked out and kept: its contracts are signed until `sign_by`.

    `policy`: the digest of the rules that it was worked out by. `times`: how often it was kept anew before anybody
    chose a distributor.
    """

    round_code = models.CharField(max_length=60)
    region = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField()
    sign_by = models.DateField()
    year = models.PositiveIntegerField()
    clause = models.CharField(max_length=200)
    policy = models.CharField(max_length=100)
    times = models.PositiveIntegerField(default=1)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("round_code", "starts_on"), name="vbp_allocation_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="vbp_allocation_ends_later"),
        )

    def __str__(self) -> str:
        return f"{self.round_code} {self.starts_on}"


class LotShare(models.Model):
    """The working of a lot: reported units × share = agreed units; `steps` say how the share was reached."""

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="lots")
    lot = models.CharField(max_length=30)
    drug = models.CharField(max_length=200)
    spec = models.CharField(max_length=200, blank=True)
    reported = models.DecimalField(max_digits=20, decimal_places=4)
    share = models.DecimalField(max_digits=7, decimal_places=4)
    units = models.BigIntegerField()
    steps = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("allocation", "lot"), name="vbp_lot_share_once"),)

    def __str__(self) -> str:
        return f"{self.lot} {self.share}"


class Contract(models.Model):
    """What a hospital agrees to buy of a selected product: three parties, signed in turn.

    `packs` with those of signed supplements is the volume that the lake is told. `price`: yuan a pack; `units` in it.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="contracts")
    round_code = models.CharField(max_length=60)
    lot = models.ForeignKey(LotShare, on_delete=models.PROTECT, related_name="contracts")
    product_code = models.CharField(max_length=100)
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    city = models.CharField(max_length=30)
    is_alliance = models.BooleanField()
    maker = models.CharField(max_length=100)
    distributor = models.CharField(max_length=100, blank=True)
    quality_tier = models.CharField(max_length=100, blank=True)
    units = models.DecimalField(max_digits=14, decimal_places=4)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    reported = models.DecimalField(max_digits=20, decimal_places=4)
    packs = models.PositiveBigIntegerField()
    more_packs = models.PositiveBigIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()
    sign_by = models.DateField()
    state = models.CharField(max_length=12, choices=STATES, default=ContractState.DRAWN.value)
    hospital_signed_at = models.DateTimeField(null=True, blank=True)
    hospital_signed_by = models.CharField(max_length=200, blank=True)
    distributor_signed_at = models.DateTimeField(null=True, blank=True)
    distributor_signed_by = models.CharField(max_length=200, blank=True)
    maker_signed_at = models.DateTimeField(null=True, blank=True)
    maker_signed_by = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hospital", "state"), name="vbp_contract_of_hospital"),
            models.Index(fields=("maker", "state"), name="vbp_contract_of_maker"),
            models.Index(fields=("distributor", "state"), name="vbp_contract_of_distributor"),
            models.Index(fields=("state", "sign_by"), name="vbp_contract_waiting"),
            models.Index(fields=("id",), name="vbp_contract_to_hand_over", condition=Q(revision__gt=F("handed_over"))),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("round_code", "hospital", "product_code", "starts_on"), name="vbp_contract_once"
            ),
            models.CheckConstraint(condition=Q(packs__gt=0), name="vbp_contract_of_something"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="vbp_contract_ends_later"),
            models.CheckConstraint(
                condition=Q(state=ContractState.DRAWN.value, distributor="")
                | (~Q(state=ContractState.DRAWN.value) & ~Q(distributor="")),
                name="vbp_contract_distributor_chosen",
            ),
            *(
                models.CheckConstraint(condition=signed_by(party), name=f"vbp_contract_{party}_signed")
                for party in PARTIES
            ),
        )

    @property
    def number(self) -> str:
        """How people name it."""
        return f"XY{self.pk:08d}"

    def __str__(self) -> str:
        return self.number


class Supplement(models.Model):
    """More volume under a contract (补充协议): the hospital's signature opens it, the others sign in turn."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="supplements")
    place = models.PositiveIntegerField()
    packs = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=STATES, default=ContractState.PUSHED.value)
    hospital_signed_at = models.DateTimeField()
    hospital_signed_by = models.CharField(max_length=200)
    distributor_signed_at = models.DateTimeField(null=True, blank=True)
    distributor_signed_by = models.CharField(max_length=200, blank=True)
    maker_signed_at = models.DateTimeField(null=True, blank=True)
    maker_signed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("contract_id", "place")
        constraints = (
            models.UniqueConstraint(fields=("contract", "place"), name="vbp_supplement_once"),
            models.CheckConstraint(condition=Q(packs__gt=0), name="vbp_supplement_of_something"),
            models.CheckConstraint(condition=~Q(hospital_signed_by=""), name="vbp_supplement_hospital_signed"),
            *(
                models.CheckConstraint(condition=signed_by(party), name=f"vbp_supplement_{party}_signed")
                for party in PARTIES[1:]
            ),
        )

    @property
    def number(self) -> str:
        """How people name it: the contract's number and its own place."""
        return f"{self.contract.number}-{self.place}"

    def __str__(self) -> str:
        return self.number
