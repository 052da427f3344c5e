"""What a what-if is asked, and how that is stored. RSV-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: which product's supply stops (`products`: more of the same item), by which share, from when,
    and when it is expected back. `day`: on which stock is looked at."""

    region: str
    day: date
    product_code: str
    products: tuple[str, ...]
    from_on: date
    share: Decimal
    returns_on: date | None

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "region": self.region, "day": self.day.isoformat(), "product_code": self.product_code,
            "products": list(self.products), "from_on": self.from_on.isoformat(), "share": str(self.share),
            "returns_on": None if self.returns_on is None else self.returns_on.isoformat(),
        }  # fmt: skip


def question_of(stored: dict[str, Any]) -> Question:
    """The question as it was stored."""
    back = stored["returns_on"]
    return Question(
        region=stored["region"], day=date.fromisoformat(stored["day"]), product_code=stored["product_code"],
        products=tuple(stored["products"]), from_on=date.fromisoformat(stored["from_on"]),
        share=Decimal(stored["share"]), returns_on=None if back is None else date.fromisoformat(back),
    )  # fmt: skip
