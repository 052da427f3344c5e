"""VBP-1: the published tables of 4+7 and of rounds 1 to 3 give the announced numbers, and tell what they leave open.

Every count here was taken from the files by other means: by hand, or by the few lines of `counted`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from baowen.core.policy import load_packs
from baowen.vbp.rounds.entered import NewRound
from baowen.vbp.rounds.kinds import CeilingPer, RoundLevel, SupplyRole
from baowen.vbp.rounds.looking import Facts, Looked, look
from baowen.vbp.rounds.rules.cycle import CycleRule
from baowen.vbp.rounds.rules.disagreements import Kind, Rules, by_kind, disagreements_of
from baowen.vbp.rounds.rules.figures import NoCut, cut_of, figures_of, place_figures, volume_of

FIRST, WIDER, SECOND, THIRD = "1-4+7(2018-12)", "1-扩围(2019-09)", "2(2020-01)", "3(2020-08)"
BIDS, VOLUMES, WINNERS = "vbp_bids_rounds1-3.csv", "vbp_agreed_volumes_rounds1-3.csv", "vbp_47_winners.csv"
FILES = {FIRST: (WINNERS, VOLUMES), WIDER: (BIDS, VOLUMES, WINNERS), SECOND: (BIDS, VOLUMES), THIRD: (BIDS, VOLUMES)}
ALL = (FIRST, WIDER, SECOND, THIRD)


@pytest.fixture(scope="module")
def published(real_data: Path) -> Path:
    folder = real_data / "cn_vbp_rounds1-3_dev"
    if not folder.is_dir():
        pytest.skip(f"the published rounds are not at {folder}")
    return folder


@pytest.fixture(scope="module")
def looked(published: Path) -> dict[str, Looked]:
    def one(name: str) -> Looked:
        facts = Facts(code=name, name=name, level=RoundLevel.NATIONAL, region="430000", within=name)
        return look([published / file for file in FILES[name]], facts)

    return {name: one(name) for name in ALL}


@pytest.fixture(scope="module")
def entered(looked: dict[str, Looked]) -> dict[str, NewRound]:
    assert [one.problems for one in looked.values()] == [()] * 4
    return {name: one.new for name, one in looked.items() if one.new is not None}


@pytest.fixture(scope="module")
def rules() -> Rules:
    ruling = load_packs().ruling("430000", date(2026, 11, 28))
    years = {int(key): Decimal(value) for key, value in ruling.entry("vbp.cycle.years_by_winners").table().items()}
    multiple = ruling.entry("vbp.fuse.multiple")
    return Rules(
        multiple=multiple.number(), multiple_clause=multiple.clause, cycle=CycleRule(years=years, clause="第三批")
    )


def rows_of(folder: Path, file: str, name: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["round"] == name]


@pytest.mark.parametrize(
    ("name", "lots", "bids", "winners", "volumes"),
    [(FIRST, 31, 26, 26, 462), (WIDER, 25, 102, 60, 950), (SECOND, 33, 158, 100, 1550), (THIRD, 56, 312, 191, 2511)],
)
def test_a_round_has_the_winners_that_were_announced(
    entered: dict[str, NewRound], name: str, lots: int, bids: int, winners: int, volumes: int
) -> None:
    """60, 100 and 191 winners; 25 varieties of 4+7 with 26 packs; one lot of round 2 has volumes and no bid."""
    figures = figures_of(entered[name].lots)
    assert (figures.lots, figures.bids, figures.selected) == (lots, bids, winners)
    assert sum(len(lot.volumes) for lot in entered[name].lots) == volumes


@pytest.mark.parametrize("name", [WIDER, SECOND, THIRD])
def test_every_winner_has_the_price_and_places_of_the_table(
    entered: dict[str, NewRound], published: Path, name: str
) -> None:
    told = {}
    for row in rows_of(published, BIDS, name):
        if row["is_winner"] == "是":
            places = [part for part in re.split("[，、]", re.sub(r"\s", "", row["supply_regions"])) if part]
            price = Decimal(row["bid_price_unit"]).quantize(Decimal("0.0001"), "ROUND_HALF_UP")
            told[row["item_no"], row["bidder_full"]] = (price, len(places))
    kept = {
        (lot.number, bid.enterprise_name): (bid.price, len(bid.places))
        for lot in entered[name].lots
        for bid in lot.bids
        if bid.is_selected
    }
    assert kept == told


@pytest.mark.parametrize(("name", "places"), [(WIDER, 25), (SECOND, 31), (THIRD, 31)])
def test_each_place_has_one_main_supplier_in_every_lot_with_a_winner(
    entered: dict[str, NewRound], rules: Rules, name: str, places: int
) -> None:
    """No winners overlap and none leave a place out: 25, 31 and 31 places."""
    lots = [lot for lot in entered[name].lots if any(bid.is_selected for bid in lot.bids)]
    for lot in lots:
        own = [region for bid in lot.bids for region, role in bid.places if role is SupplyRole.MAIN]
        assert (len(own), len(set(own))) == (places, places)
    told = by_kind(disagreements_of(entered[name], rules))
    assert Kind.PLACES_OVERLAP not in told
    assert Kind.PLACES_LEFT_OUT not in told
    assert {one.mains for one in place_figures(entered[name].lots) if one.mains} == {len(lots)}


@pytest.mark.parametrize("name", ALL)
def test_agreed_volumes_add_up_by_place_as_in_the_table(
    entered: dict[str, NewRound], published: Path, name: str
) -> None:
    """In smallest units; 28 gaps of 4+7 stay gaps, three lines of 新疆 that come twice are both kept."""
    told: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of(published, VOLUMES, name):
        told[row["region"]] += Decimal(row["agreed_volume_10k_units"] or 0) * 10_000
    kept: defaultdict[str, Decimal] = defaultdict(Decimal)
    for lot in entered[name].lots:
        for region, _, units in lot.volumes:
            kept[region] += units or 0
    assert sorted(kept.values()) == sorted(told.values())
    missing = sum(volume_of(lot).missing for lot in entered[name].lots)
    assert missing == (28 if name == FIRST else 0)


def test_the_volume_of_atorvastatin_in_4_7_is_that_of_its_cities(entered: dict[str, NewRound]) -> None:
    lot = next(one for one in entered[FIRST].lots if one.drug.startswith("阿托伐他汀"))
    assert ("110000", "10mg", Decimal("27853100")) in lot.volumes
    assert {"210100", "350200"} <= {region for region, _, _ in lot.volumes}  # 沈阳, 厦门: cities, not provinces


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        (FIRST, {"name_salt": 28, "missing_volume": 28, "failed": 8}),
        (WIDER, {"volume_twice": 3, "place_scope": 2, "rounded": 1, "ceiling_pack_unknown": 1}),
        (SECOND, {"place_scope": 2, "rounded": 1, "name_unmatched": 1}),
        (THIRD, {"placeholder": 11, "ceiling_differs": 10, "place_blanks": 3, "place_scope": 2, "rounded": 1}),
    ],
)
def test_what_was_written_otherwise_is_told(looked: dict[str, Looked], name: str, codes: dict[str, int]) -> None:
    """Nothing is corrected in silence: names joined by salt, blanks in names of places, gaps, nines for no bid."""
    assert Counter(one.code for one in looked[name].remarks) == codes


def test_a_lot_that_failed_has_volumes_and_no_bid(entered: dict[str, NewRound]) -> None:
    """流标: eight rows of six varieties of 4+7 and 碳酸氢钠 of round 2, which nobody bid for."""
    without = {name: [lot.drug for lot in entered[name].lots if not lot.bids] for name in ALL}
    assert [len(found) for found in without.values()] == [6, 0, 1, 0]
    assert without[SECOND] == ["碳酸氢钠口服常释剂型"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (FIRST, {Kind.NO_CUT: 25, Kind.NO_BID: 6, Kind.MISSING_VOLUME: 9}),
        (WIDER, {Kind.BEYOND_MULTIPLE: 6, Kind.NO_CUT: 4}),
        (SECOND, {Kind.LOSER_CHEAPER: 1, Kind.BEYOND_MULTIPLE: 9, Kind.ABOVE_CEILING: 1, Kind.NO_BID: 1}),
        (THIRD, {Kind.LOSER_OTHER_SPEC: 2, Kind.BEYOND_MULTIPLE: 56, Kind.NO_WINNER: 1, Kind.PLACEHOLDER: 11}),
    ],
)
def test_the_report_names_what_differs(
    entered: dict[str, NewRound], rules: Rules, name: str, kinds: dict[Kind, int]
) -> None:
    """A loser cheaper than the dearest winner: 吲达帕胺 within its specification, 卡托普利 and 西替利嗪 across two."""
    assert by_kind(disagreements_of(entered[name], rules)) == kinds


def test_the_losers_that_are_cheaper_are_named(entered: dict[str, NewRound], rules: Rules) -> None:
    found = [one for name in ALL for one in disagreements_of(entered[name], rules)]
    within = [(one.drug, one.who) for one in found if one.kind is Kind.LOSER_CHEAPER]
    across = sorted(one.drug for one in found if one.kind is Kind.LOSER_OTHER_SPEC)
    assert within == [("吲达帕胺口服常释剂型", "山东方明")]
    assert across == ["卡托普利口服常释剂型", "西替利嗪口服常释剂型"]


@pytest.mark.parametrize("name", [WIDER, SECOND, THIRD])
def test_winners_beyond_1_8_times_the_cheapest_are_those_a_slow_count_finds(
    entered: dict[str, NewRound], rules: Rules, published: Path, name: str
) -> None:
    groups: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in rows_of(published, BIDS, name):
        if row["is_winner"] == "是":
            price = Decimal(row["bid_price_unit"]).quantize(Decimal("0.0001"), "ROUND_HALF_UP")
            groups[row["item_no"], row["spec"]].append(price)
    slow = sum(price * 5 > min(prices) * 9 for prices in groups.values() for price in prices)
    assert by_kind(disagreements_of(entered[name], rules))[Kind.BEYOND_MULTIPLE] == slow


def test_cuts_of_rounds_2_and_3_are_against_the_ceiling_of_a_unit(
    entered: dict[str, NewRound], published: Path
) -> None:
    """Plain means over the file: 100 cuts of 55.10 %, 191 cuts of 72.46 %."""
    for name, mean in ((SECOND, "0.5510"), (THIRD, "0.7246")):
        figures, slow = figures_of(entered[name].lots), []
        for row in rows_of(published, BIDS, name):
            if row["is_winner"] == "是":
                slow.append(1 - Decimal(row["bid_price_unit"]) / Decimal(row["ceiling_price"]))
        assert (figures.compared, figures.mean_cut) == (len(slow), Decimal(mean))
        assert abs(sum(slow) / len(slow) - Decimal(mean)) < Decimal("0.0002")


def test_ceilings_of_the_wider_round_are_for_packs_of_4_7(entered: dict[str, NewRound]) -> None:
    """6.6 yuan is for 7 tablets of 20mg, of which a bid for 10mg is no cut; 21.8 yuan for 28 of 10mg is 0.7786 each."""
    lots = {lot.drug: lot for lot in entered[WIDER].lots}
    first, second = lots["阿托伐他汀口服常释剂型"], lots["瑞舒伐他汀口服常释剂型"]
    assert all(lot.ceiling_per is CeilingPer.PACK for lot in lots.values())
    assert (first.ceiling, first.ceiling_units, first.ceiling_spec) == (Decimal("6.6"), 7, "20mg")
    assert {cut_of(first, bid).why for bid in first.bids} == {NoCut.OTHER_SPEC}
    cheapest = min(bid for bid in (one.price for one in second.bids) if bid is not None)
    bid = next(one for one in second.bids if one.price == cheapest)
    assert cut_of(second, bid).base == Decimal("0.7786")
    assert cut_of(second, bid).share == Decimal("0.7431")
    unknown = [lot.drug for lot in lots.values() if lot.ceiling_units is None]
    assert unknown == ["头孢呋辛酯（头孢呋辛）口服常释剂型"]  # 6.16 yuan, in 4+7 6.18


def test_a_table_of_several_rounds_asks_which_one(published: Path) -> None:
    facts = Facts(code="X", name="X", level=RoundLevel.NATIONAL, region="430000")
    found = look([published / BIDS], facts)
    assert found.new is None
    assert [one.code for one in found.problems] == ["several_rounds"]
    assert all(name in found.problems[0].message for name in (WIDER, SECOND, THIRD))
