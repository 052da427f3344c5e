"""The findings by columns agree with a slow twin that looks at one hospital and lot after the other. VBP-2 (VB-2.2)."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from baowen.vbp.volumes.findings import BOUGHT, LINES, find
from baowen.vbp.volumes.kinds import Explained, FindingKind
from baowen.vbp.volumes.states import Verdict

HOSPITALS, LOTS = ("A", "B", "C", "D"), ("1", "2", "3")
COVERS = {"hospital": pl.String, "organisation": pl.String, "is_reported": pl.Boolean}
units = st.decimals(0, 10**9, places=4)
Told = tuple[str, str, Decimal | None, bool, str]
Found = set[tuple[str, str, str, Decimal | None, str, int]]


def frame(rows: list[tuple[object, ...]], schema: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")  # type: ignore[arg-type]


def twin(
    bought: dict[tuple[str, str], Decimal], lead: dict[str, str], reported: set[str], lines: list[Told],
    floor: Decimal | None, is_over: bool,
) -> Found:  # fmt: skip
    """One organisation and lot after the other, in plain Python."""
    found: Found = set()
    for organisation in sorted(set(lead.values())):
        covered = [hospital for hospital, who in lead.items() if who == organisation]
        lasts = {lot: sum((bought.get((one, lot), Decimal(0)) for one in covered), Decimal(0)) for lot in LOTS}
        lots = [lot for lot in LOTS if lasts[lot] > 0]
        if organisation not in reported:
            if is_over and lots:
                found.add((FindingKind.NOT_REPORTED, organisation, "", None, Explained.NONE, len(lots)))
            continue
        for lot in lots:
            own = [line for line in lines if line[:2] == (organisation, lot)]
            told = [line[2] for line in own if line[2] is not None]
            if not told:
                found.add((FindingKind.HIDDEN, organisation, lot, None, Explained.NONE, 1))
            elif floor is not None and sum(told) < lasts[lot] * floor:
                explained = any(line[3] for line in own)
                if explained and all(line[4] == Verdict.AGREED for line in own):
                    continue
                refused = any(line[4] == Verdict.REFUSED for line in own)
                how = Explained.REFUSED if refused else Explained.GIVEN
                found.add((FindingKind.UNDER_REPORTED, organisation, lot, sum(told), how if explained else "none", 1))
    return found


@given(
    bought=st.dictionaries(st.tuples(st.sampled_from(HOSPITALS), st.sampled_from(LOTS)), units),
    leads=st.lists(st.sampled_from(["A", "own"]), min_size=4, max_size=4),
    reported=st.sets(st.sampled_from(HOSPITALS)),
    lines=st.lists(
        st.tuples(st.sampled_from(HOSPITALS), st.sampled_from(LOTS), st.none() | units, st.booleans(),
                  st.sampled_from([one.value for one in Verdict])), max_size=12,
    ),
    floor=st.none() | st.decimals(0, 1, places=2), is_over=st.booleans(),
)  # fmt: skip
def test_columns_and_the_slow_twin_find_the_same(
    bought: dict[tuple[str, str], Decimal], leads: list[str], reported: set[str], lines: list[Told],
    floor: Decimal | None, is_over: bool,
) -> None:  # fmt: skip
    lead = {one: ("A" if who == "A" else one) for one, who in zip(HOSPITALS, leads, strict=True)}
    lines = [line for line in lines if line[0] in reported]
    covers = [(hospital, who, who in reported) for hospital, who in lead.items()]
    found = find(
        frame([(*key, value) for key, value in bought.items()], BOUGHT), frame(covers, COVERS), frame(lines, LINES),
        floor=floor, is_over=is_over,
    )  # fmt: skip
    names = ("kind", "organisation", "lot", "reported", "explained", "lots")
    assert set(found.select(names).iter_rows()) == twin(bought, lead, reported, lines, floor, is_over)


def test_a_whole_province_is_found_by_columns() -> None:
    """All pairs at once, as ADR 0029 wants it: 3,000 hospitals with 600 lots take 1.5 seconds of one core."""
    pairs = pl.DataFrame({"n": range(600)}).join(pl.DataFrame({"m": range(300)}), how="cross")
    bought = pairs.select(
        hospital=pl.format("H{}", "n"), lot=pl.col("m").cast(pl.String), units=pl.lit(Decimal(1000))
    ).cast(BOUGHT)  # type: ignore[arg-type]
    covers = pl.DataFrame({"n": range(600)}).select(
        hospital=pl.format("H{}", "n"), organisation=pl.format("H{}", "n"), is_reported=pl.col("n") >= 10
    )
    told = pl.when(pl.col("m") == 0).then(None).when(pl.col("m") == 1).then(799).otherwise(800)
    lines = pairs.filter(pl.col("n") >= 10).select(
        organisation=pl.format("H{}", "n"), lot=pl.col("m").cast(pl.String), units=told, is_explained=pl.lit(False),
        verdict=pl.lit(""),
    ).cast(LINES)  # type: ignore[arg-type]  # fmt: skip
    found = find(bought, covers, lines, floor=Decimal("0.8"), is_over=True)
    counts = dict(found.group_by("kind").len().iter_rows())
    assert counts == {"not_reported": 10, "hidden": 590, "under_reported": 590}
