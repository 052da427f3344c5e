"""Which places lie in which, and which products and hospitals belong together: what signals are joined along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from baowen.monitor.signal_rules import SignalParameters

REGION: Final = "region"
_KIN: Final[dict[str, Any]] = {
    "subject_type": pl.String, "subject": pl.Int32, "by": pl.String, "kin_type": pl.String, "kin": pl.Int32,
    "kin_of": pl.Int32,
}  # fmt: skip
_STEPS: Final[dict[str, Any]] = {"region": pl.Int32, "to": pl.Int32, "child": pl.Int32}


@dataclass(frozen=True)
class Kinship:
    """`places`: region, level, parent. `products`: product, drug_key, ingredient. `hospitals`: org, region.

    A place counts as one of its parent's only when it has a hospital; where no hospital is known all places count.
    """

    places: pl.DataFrame
    products: pl.DataFrame
    hospitals: pl.DataFrame

    @cached_property
    def _chains(self) -> dict[int, list[int]]:
        """Each place with all places above it, nearest first."""
        parents = dict(self.places.select("region", "parent").iter_rows())
        found: dict[int, list[int]] = {}
        for place, parent in parents.items():
            chain, above = [place], parent
            while above is not None and above in parents and above not in chain:
                chain.append(above)
                above = parents[above]
            found[place] = chain
        return found

    @cached_property
    def above(self) -> pl.DataFrame:
        """(region, above): every place with itself and every place above it."""
        rows = [(place, one) for place, chain in self._chains.items() for one in chain]
        return pl.DataFrame(rows, schema={"region": pl.Int32, "above": pl.Int32}, orient="row")

    def ladder(self, level: str) -> pl.DataFrame:
        """(region, to, child, of): the place of the level that a place lies in, the step below it, and how many such
        steps have hospitals; without the places that do not lie below one of that level."""
        known = self._ladders.get(level)
        if known is None:
            known = self._ladders[level] = self._climb(level)
        return known

    @cached_property
    def _ladders(self) -> dict[str, pl.DataFrame]:
        return {}

    def _climb(self, level: str) -> pl.DataFrame:
        levels = dict(self.places.select("region", "level").iter_rows())
        rows = []
        for place, chain in self._chains.items():
            step = next((n for n, one in enumerate(chain) if levels[one] == level), 0)
            if step:
                rows.append((place, chain[step], chain[step - 1]))
        steps = pl.DataFrame(rows, schema=_STEPS, orient="row")
        served = self.hospitals.select("region").drop_nulls().unique()
        counted = steps if served.is_empty() else steps.join(served, on="region", how="semi")
        many = counted.group_by("to").agg(of=pl.col("child").n_unique().cast(pl.Int32))
        return steps.join(many, on="to", how="left").with_columns(pl.col("of").fill_null(0))

    @cached_property
    def _kin(self) -> pl.DataFrame:
        parts = [pl.DataFrame(schema=_KIN)]
        for by, column in (("ingredient", "ingredient"), ("drug", "drug_key")):
            named = self.products.filter(pl.col(column).is_not_null(), pl.col(column) != "")
            parts.append(
                named.select(
                    subject_type=pl.lit("product"), subject="product", by=pl.lit(by), kin_type=pl.lit(by),
                    kin=pl.col("product").min().over(column), kin_of=pl.lit(None),
                )
            )  # fmt: skip
        parts.append(
            self.hospitals.drop_nulls().select(
                subject_type=pl.lit("hospital"), subject="org", by=pl.lit("hospitals"), kin_type=pl.lit(REGION),
                kin=pl.lit(0), kin_of=pl.len().over("region"),
            )
        )  # fmt: skip
        return pl.concat([part.cast(pl.Schema(_KIN)) for part in parts])

    def with_kin(self, rows: pl.DataFrame, rules: SignalParameters) -> pl.DataFrame:
        """The rows with kin_type, kin and kin_of (how many there are of its kin): what the pack joins them into."""
        pairs = rows.select("indicator", "subject_type").unique()
        ways = [(*pair, rules.joined_by(*pair)) for pair in pairs.iter_rows()]
        schema = {"indicator": pl.String, "subject_type": pl.String, "by": pl.String}
        rows = rows.join(pl.DataFrame(ways, schema=schema, orient="row"), on=["indicator", "subject_type"], how="left")
        return rows.join(self._kin, on=["subject_type", "subject", "by"], how="left").drop("by")

    def relatives(self, relation: str) -> pl.DataFrame:
        """(subject_type, subject, kin): which products, drugs and ingredients are one thing for a relation.

        The subject of a drug or of an ingredient is its smallest product.
        """
        column = {"drug": "drug_key", "ingredient": "ingredient"}[relation]
        named = self.products.filter(pl.col(column).is_not_null(), pl.col(column) != "")
        own = named.select(subject="product", kin=pl.col("product").min().over(column))
        kinds = ("product", "drug") if relation == "drug" else ("product", "drug", "ingredient")
        return pl.concat([own.select(subject_type=pl.lit(kind), subject="subject", kin="kin") for kind in kinds])


def codes_within(places: pl.DataFrame, code: str) -> set[str]:
    """The codes of a place and of every place in it; none for a code that is no place. `places` as in place_table."""
    own = places.filter(pl.col("code") == code)
    if own.is_empty():
        return set()
    key = own["region"][0]
    found, added = {key}, {key}
    while added:
        added = set(places.filter(pl.col("parent").is_in(list(added)))["region"]) - found
        found |= added
    return set(places.filter(pl.col("region").is_in(list(found)))["code"])
