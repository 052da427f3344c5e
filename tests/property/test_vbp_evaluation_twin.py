"""The evaluation by columns beside an obvious one in plain Python, and what must hold of any evaluation.

VBP-7 (VB-2.3): failing by volume or share, and the exemptions.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.vbp.evaluation.kinds import ExemptionKind
from baowen.vbp.evaluation.rules.columns import MONTHS, PAIRS, PLACES, SUMS, UNIT, Judged, Limits, judge
from baowen.vbp.evaluation.rules.exempting import Exempt, months_of

KINDS = list(ExemptionKind)
Row = dict[str, Any]
Round = tuple[list[Row], list[Row], list[Row]]
HOSPITALS, LOTS, PLACES_OF = ("H1", "H2"), ("1", "2"), {"H1": "430121", "H2": "430181"}
MONTH_NAMES = ("2025-01", "2025-02", "2025-03")


@st.composite
def rounds(draw: Any) -> Round:
    """Pairs, their sums and, by month, what they bought beside the selected products."""
    pairs, sums, months = [], [], []
    for pair, (hospital, lot) in enumerate((h, n) for h in HOSPITALS for n in LOTS):
        pairs.append(
            {"pair": pair, "hospital": hospital, "region": PLACES_OF[hospital], "lot": lot, "product": f"P{lot}",
             "agreed": draw(st.integers(1, 60)) * UNIT, "pack_units": draw(st.sampled_from([10, 30])) * PLACES,
             "price": draw(st.sampled_from([None, 5, 10])) }
        )  # fmt: skip
        if pairs[-1]["price"] is not None:
            pairs[-1]["price"] *= PLACES
        rows = [
            {"pair": pair, "month": month, "product": f"{role}{lot}", "role": role,
             "same_tier": draw(st.sampled_from([True, False, None])), "units": draw(st.integers(0, 30)) * UNIT,
             "amount": draw(st.sampled_from([None, 0, 3, 9])) }
            for month in MONTH_NAMES for role in ("backup", "other") if draw(st.booleans())
        ]  # fmt: skip
        for row in rows:
            row["amount"] = None if row["amount"] is None else row["amount"] * PLACES
        months += rows
        total = {role: sum(row["units"] for row in rows if row["role"] == role) for role in ("backup", "other")}
        own, other = draw(st.integers(0, 60)) * UNIT, draw(st.integers(0, 20)) * UNIT
        if draw(st.booleans()) or rows:
            sums.append({"pair": pair, "own": own, "selected": other, **total})
    return pairs, sums, months


@st.composite
def exempts(draw: Any, number: int) -> Exempt:
    """One exemption of any kind and reach."""
    first, last = sorted(draw(st.dates(date(2025, 1, 1), date(2025, 3, 31))) for _ in range(2))
    kind = draw(st.sampled_from(KINDS))
    return Exempt(
        number=number, kind=kind, from_on=first, until_on=last, hospital=draw(st.sampled_from(["", "H1"])),
        lot=draw(st.sampled_from(["", "1"])), product=draw(st.sampled_from(["", "P1", "P2"])),
        places=draw(st.sampled_from([frozenset(), frozenset({"430181"})])),
        eased=Decimal(draw(st.integers(1, 50))) / 10 if kind is ExemptionKind.EASED else None,
    )  # fmt: skip


EXEMPTS = st.integers(0, 4).flatmap(lambda count: st.tuples(*(exempts(number) for number in range(1, count + 1))))
LIMITS = st.builds(
    Limits, share=st.sampled_from([None, Decimal(0), Decimal("0.2"), Decimal("0.5")]), whole_months=st.booleans(),
    judges_volume=st.booleans(), judges_share=st.booleans(),
)  # fmt: skip


def fast(made: Round, given_exempts: Any, limits: Limits) -> Judged:
    frames = [
        pl.DataFrame(rows, schema=schema) for rows, schema in zip(made, (PAIRS, SUMS, MONTHS), strict=True)
    ]  # fmt: skip
    return judge(*frames, given_exempts, limits)


def slow(pair: Row, made: Round, given_exempts: Any, limits: Limits) -> Row:
    """The result of one pair, an exemption after the other."""
    _, sums, months = made
    nothing = dict.fromkeys(("own", "selected", "backup", "other"), 0)
    bought = next((row for row in sums if row["pair"] == pair["pair"]), nothing)
    now = {
        "counted": bought["own"], "chosen": bought["own"] + bought["selected"],
        "others": bought["backup"] + bought["other"], "required": pair["agreed"],
    }  # fmt: skip
    rows = [row for row in months if row["pair"] == pair["pair"]]
    steps = []
    for one in sorted(given_exempts, key=lambda each: (KINDS.index(each.kind), each.number)):
        if not covers(one, pair):
            continue
        step = apply(one, pair, rows, now, limits)
        if step is not None:
            steps.append((one.number, step, dict(now)))
    counted, chosen, others, required = (now[name] for name in ("counted", "chosen", "others", "required"))
    reached = not limits.judges_volume or counted >= required
    share = Fraction(others, chosen + others) if chosen + others else Fraction(0)
    within = not limits.judges_share or limits.share is None or share <= Fraction(limits.share)
    return now | {"is_passed": reached and within, "steps": steps}


def covers(one: Exempt, pair: Row) -> bool:
    asked = ((one.hospital, pair["hospital"]), (one.lot, pair["lot"]), (one.product, pair["product"]))
    return all(not wanted or wanted == has for wanted, has in asked) and (
        not one.places or pair["region"] in one.places
    )


def apply(one: Exempt, pair: Row, rows: list[Row], now: Row, limits: Limits) -> int | None:
    """Change the figures as the exemption says; what it moved, None where it is none of the pair's purchases."""
    if one.kind is ExemptionKind.PREFERENCE:
        moved, now["required"] = now["required"], 0
        return moved
    if one.kind is ExemptionKind.EASED:
        assert one.eased is not None
        moved = min(now["required"], int(one.eased * pair["pack_units"] * PLACES))
        now["required"] -= moved
        return moved
    first, last = months_of(one, whole=limits.whole_months)
    taken = [row for row in rows if first <= row["month"] <= last and applies(one.kind, row, pair)]
    for row in taken:
        rows.remove(row)
    if not taken:
        return None
    moved = sum(row["units"] for row in taken)
    now["others"] -= moved
    if one.kind is ExemptionKind.BACKUP:
        now["counted"] += moved
        now["chosen"] += moved
    return moved


def applies(kind: ExemptionKind, row: Row, pair: Row) -> bool:
    if kind is ExemptionKind.SHORTAGE:
        return True
    if kind is ExemptionKind.BACKUP:
        return bool(row["role"] == "backup")
    if pair["price"] is None or row["amount"] is None or not row["same_tier"] or not row["units"]:
        return False
    paid = Fraction(row["amount"], PLACES) / Fraction(row["units"], UNIT)
    return paid < Fraction(pair["price"], PLACES) / Fraction(pair["pack_units"], PLACES)


@given(made=rounds(), given_exempts=EXEMPTS, limits=LIMITS)
@settings(max_examples=150, deadline=None)
def test_the_evaluation_by_columns_agrees_with_plain_python(made: Round, given_exempts: Any, limits: Limits) -> None:
    found = fast(made, given_exempts, limits)
    for row in found.results.iter_rows(named=True):
        told = slow(made[0][row["pair"]], made, given_exempts, limits)
        assert {name: row[f"{name}_after"] for name in ("counted", "chosen", "others", "required")} == {
            name: told[name] for name in ("counted", "chosen", "others", "required")
        }
        assert row["is_passed_after"] == told["is_passed"]
        steps = found.steps.filter(pl.col("pair") == row["pair"]).iter_rows(named=True)
        names = ("counted", "chosen", "others", "required")
        assert [(one["number"], one["units"], {name: one[name] for name in names}) for one in steps] == told["steps"]
        plain = slow(made[0][row["pair"]], made, (), limits)
        assert row["is_passed"] == plain["is_passed"]


@given(made=rounds(), given_exempts=EXEMPTS, limits=LIMITS)
@settings(max_examples=60, deadline=None)
def test_no_exemption_worsens_a_result_and_their_order_changes_nothing(
    made: Round, given_exempts: Any, limits: Limits
) -> None:
    found = fast(made, given_exempts, limits)
    assert found.results.filter(pl.col("is_passed") & ~pl.col("is_passed_after")).is_empty()
    turned = fast(made, given_exempts[::-1], limits)
    assert turned.results.equals(found.results)
    assert turned.steps.equals(found.steps)
    for at in range(len(given_exempts)):
        fewer = fast(made, given_exempts[:at], limits)
        both = fewer.results.select("pair", before="is_passed_after").join(found.results, on="pair")
        assert both.filter(pl.col("before") & ~pl.col("is_passed_after")).is_empty()


@given(made=rounds(), given_exempts=EXEMPTS, limits=LIMITS, more=st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_more_purchases_of_the_selected_never_worsen_a_result(
    made: Round, given_exempts: Any, limits: Limits, more: int
) -> None:
    pairs, sums, months = made
    before = fast(made, given_exempts, limits).results
    added = [row | {"own": row["own"] + more * UNIT} for row in sums]
    after = fast((pairs, added, months), given_exempts, limits).results
    assert (after["counted_after"] >= before["counted_after"]).all()
    assert not (before["is_passed_after"] & ~after["is_passed_after"]).any()


def test_volumes_that_would_overflow_a_product_of_two_are_compared_exactly() -> None:
    big = 9 * 10**10 * UNIT // 2
    pair = {"pair": 0, "hospital": "H1", "region": "430121", "lot": "1", "product": "P1", "agreed": big,
            "pack_units": 10 * PLACES, "price": 5 * PLACES}  # fmt: skip
    sums = [{"pair": 0, "own": big, "selected": 0, "backup": 0, "other": big // 4}]
    limits = Limits(share=Decimal("0.2"))
    assert fast(([pair], sums, []), (), limits).results["is_passed"].to_list() == [True]
    one_more = [sums[0] | {"other": big // 4 + 1}]
    assert fast(([pair], one_more, []), (), limits).results["is_passed"].to_list() == [False]
    assert fast(([pair], one_more, []), (), replace(limits, share=None)).results["is_passed"].to_list() == [True]
