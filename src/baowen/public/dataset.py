"""What a public data set is: its fields with units and meaning, where its rows come from, its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from baowen.core.policy import Packs, Ruling
from baowen.lake.serving import Serving
from baowen.public.granularity import PublicationRules
from baowen.public.listing import PublicProduct, listed_products

Words = tuple[str, str]
SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: its type as a schema names it, or "date" or "month"; whether it may be missing; its unit."""

    name: str
    type: str
    zh: str
    en: str
    nullable: bool = False
    unit: Words = ("", "")
    options: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """The field as JSON Schema says it."""
        forms: dict[str, dict[str, Any]] = {
            "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "month": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
        }
        found = forms.get(self.type, {"type": self.type}) | {"description": f"{self.zh} {self.en}"}
        if self.options:
            found["enum"] = [*self.options, *([None] if self.nullable else [])]
        if self.nullable:
            found["type"] = [found["type"], "null"]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from: the serving file (None before a first cycle), the place, its rules, the day.

    `bought_at`: when anything last happened on the platform, None where nothing has; `rounds_at`: the same of rounds,
    `holdings_at`: of what institutions show of their stock.
    """

    serving: Serving | None
    region: str
    rules: PublicationRules
    on: date
    lists_changed_at: datetime | None
    packs: Packs
    bought_at: datetime | None = None
    rounds_at: datetime | None = None
    holdings_at: datetime | None = None

    @property
    def ruling(self) -> Ruling:
        """What rules in the place on the day."""
        return self.packs.ruling(self.region, self.on)

    def products(self) -> list[PublicProduct]:
        """The products of listed drugs."""
        if self.serving is None:
            return []
        return listed_products(self.serving, region=self.region, on=self.on, changed_at=self.lists_changed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One data set. `follows`: "cycle", "lists", "bulletins", "market", "rounds", "holdings": when it is new."""

    name: str
    title: Words
    about: Words
    updated: Words
    follows: frozenset[str]
    fields: tuple[Field, ...]
    rows: Callable[[Source], Iterable[tuple[Any, ...]]]

    def schema(self, address: str) -> dict[str, Any]:
        """The JSON Schema of the JSON that is served under an address."""
        row = {
            "type": "object", "additionalProperties": False, "required": [one.name for one in self.fields],
            "properties": {one.name: one.schema() for one in self.fields},
        }  # fmt: skip
        return {
            "$schema": SCHEMA, "$id": address, "title": " ".join(self.title), "description": " ".join(self.about),
            "type": "object", "additionalProperties": False,
            "required": ["dataset", "updated_at", "terms", "schema", "rows"],
            "properties": {
                "dataset": {"const": self.name},
                "updated_at": {"type": ["string", "null"], "format": "date-time"},
                "terms": {"type": "string"},
                "schema": {"type": "string"},
                "rows": {"type": "array", "items": row},
            },
        }  # fmt: skip


PLACE = (
    Field(name="region", type="string", zh="行政区划代码（GB/T 2260）", en="region code, GB/T 2260"),
    Field(name="place", type="string", zh="地区", en="place"),
)
PRODUCT = (
    Field(name="product_code", type="string", zh="药品代码", en="product code"),
    Field(name="generic_name", type="string", zh="通用名", en="generic name"),
    Field(name="spec", type="string", zh="规格", en="specification", nullable=True),
    Field(name="packaging", type="string", zh="包装", en="packaging", nullable=True),
    Field(name="maker", type="string", zh="生产企业", en="maker", nullable=True),
)
YUAN = (
    Field(name="yuan_a_pack", type="number", zh="每盒（最小包装）价格", en="price of a pack", unit=("元", "yuan")),
    Field(name="yuan_a_unit", type="number", zh="每最小制剂单位价格，可比", en="comparable price of a smallest unit",
          unit=("元", "yuan"), nullable=True),
    Field(name="unit", type="string", zh="最小制剂单位", en="smallest unit", nullable=True),
)  # fmt: skip
AFTER_CYCLE: Final = ("每轮监测之后，一般每天一次", "after each run of the monitoring, usually once a day")
