"""What a specification says, once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# What an infusion is dissolved in; beside another substance it is no active part.
VEHICLES = frozenset({"氯化钠", "葡萄糖", "无水葡萄糖", "注射用水"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a canonical unit: mg, ml, 单位, AXaIU, CFU, MBq, %, ..."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Component:
    """One substance of a compound, with its amount; `name` is empty where the text gives none."""

    name: str
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One specification. Every amount is for one smallest unit (a tablet, an ampoule, a bottle).

    strength: the active substance, the whole of it where the text states a whole (4.5g（…4.0g与…0.5g）).
    activity: the same said in activity units. strength_per: "3mg/ml" is 3 mg per 1 ml.
    volume_ml: the liquid. fill: what the unit weighs (每片重0.35g, 每袋装5g). equivalent: crude drug it stands for.
    concentration: in %. count: smallest units in a pack, None when the text does not say.
    """

    strength: Amount | None = None
    strength_per: Amount | None = None
    activity: Amount | None = None
    components: tuple[Component, ...] = ()
    volume_ml: Decimal | None = None
    fill: Amount | None = None
    equivalent: Amount | None = None
    concentration: Amount | None = None
    size: str = ""
    count: Decimal | None = None
    smallest_unit: str = ""
    basis: str = ""
    form: str = ""
    salt: str = ""
    notes: tuple[str, ...] = ()

    @property
    def active_strength(self) -> Amount | None:
        """The strength, or that of the one active component beside its vehicle; None for a true compound."""
        active = [part.amount for part in self.components if part.name not in VEHICLES]
        return self.strength or (active[0] if len(active) == 1 else None)

    @property
    def says_something(self) -> bool:
        """Whether any amount was read."""
        amounts = (self.strength, self.activity, self.volume_ml, self.fill, self.equivalent, self.concentration)
        return any(amount is not None for amount in (*amounts, self.count)) or bool(self.components or self.size)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The specifications of a text, in order, and the coded reason when the text is not wholly understood."""

    specs: tuple[Spec, ...]
    reason: str | None = None

    @property
    def only(self) -> Spec | None:
        """The one specification, None when there are none or several."""
        return self.specs[0] if len(self.specs) == 1 else None
