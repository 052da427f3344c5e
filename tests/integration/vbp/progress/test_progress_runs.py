"""Progress computed, kept in a file, read back by those who may: departments their place, hospitals their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.integration.vbp.progress.conftest import AT, DAY, People

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import NotAllowedError

pytestmark = pytest.mark.django_db


def lines(home: Home, run: Any, actor: Any, **asked: str) -> dict[tuple[str, str], Any]:
    from baowen.vbp.progress.queries.lines import Narrowed, contract_lines

    found = contract_lines(home, run, actor, Narrowed(**asked))
    return {(one.owner_code, one.product_code): one for one in found}


def test_a_run_says_where_every_contract_stands(bought: Home, run: Any, people: People) -> None:
    """VB-2.1, VB-2.2, VBP-5, VBP-6, VBP-11."""
    from baowen.vbp.progress.states import Band, Oddity

    found = lines(bought, run, people.officer)
    assert run.contracts == 4
    assert run.seen_on == DAY
    steady, none = found["H1", "P1"], found["H1", "P3"]
    assert (steady.counted, steady.band, steady.still_to_buy) == (70, Band.ON_TIME, 50)
    assert steady.schedule == pytest.approx(212 / 365)
    assert (none.band, none.first_months) == (Band.FAR_BEHIND, None)
    assert Oddity.UNBOUGHT in none.oddities
    slow = found["H2", "P1"]
    assert {Oddity.STOPPED, Oddity.LEFT_TO_END, Oddity.NON_SELECTED} <= slow.oddities
    assert (slow.share, slow.same_yuan, slow.first_months) == (0.9, 450, 1)
    assert found["H3", "P1"].band is Band.DONE
    assert run.sums["done"] == 1


def test_the_worst_come_first_and_can_be_asked_for_alone(bought: Home, run: Any, people: People) -> None:
    assert next(iter(lines(bought, run, people.officer))) == ("H1", "P3")
    assert set(lines(bought, run, people.officer, oddity="stopped")) == {("H2", "P1")}
    assert set(lines(bought, run, people.officer, band="done")) == {("H3", "P1")}
    assert set(lines(bought, run, people.officer, product="P3")) == {("H1", "P3")}
    with pytest.raises(BaowenError, match="可用"):
        lines(bought, run, people.officer, band="nothing")


def test_a_county_sees_its_own_hospitals_and_a_hospital_itself(bought: Home, run: Any, people: People) -> None:
    assert {code for code, _ in lines(bought, run, people.county)} == {"H1"}
    assert {code for code, _ in lines(bought, run, people.other)} == {"H2"}
    assert lines(bought, run, people.other, hospital="H1") == {}
    with pytest.raises(NotAllowedError):
        lines(bought, run, people.county, region="430000")
    with pytest.raises(NotAllowedError):
        lines(bought, run, replace(people.other, roles=frozenset()))


def test_sums_by_place_hospital_and_product(bought: Home, run: Any, people: People) -> None:
    """VB-3.3, MON-6."""
    from baowen.vbp.progress.queries.lines import hospital_sums, place_sums, product_sums, whole_sum

    hospitals = hospital_sums(bought, run, people.officer)
    assert [(one.key, one.contracts, one.behind) for one in hospitals] == [("H2", 1, 1), ("H1", 2, 1), ("H3", 1, 0)]
    products = {one.key: one for one in product_sums(bought, run, people.officer)}
    assert (products["P1"].contracts, products["P1"].done, products["P3"].unbought) == (3, 1, 1)
    (city,) = place_sums(bought, run, people.officer)
    assert (city.key, city.contracts) == ("430100", 4)
    whole = whole_sum(bought, run, people.officer)
    assert whole is not None
    assert (whole.contracts, whole.behind) == (4, 2)


def test_a_day_in_the_middle_of_a_known_month_looks_back_to_the_end_of_the_last_one(
    bought: Home, people: People
) -> None:
    from baowen.vbp.progress.actions.running import run_progress

    found = run_progress(bought, by="test", at=AT, as_of=date(2026, 7, 15))
    assert found.seen_on == date(2026, 6, 30)
    assert lines(bought, found, people.officer)["H1", "P1"].counted == 60


def test_the_same_lake_and_day_give_the_same_file(bought: Home, run: Any) -> None:
    from baowen.vbp.progress.actions.running import run_progress

    again = run_progress(bought, by="test", at=AT, as_of=DAY)
    assert again.sha256 == run.sha256
    assert again.lake_versions["vbp_contract"] == 0


def test_old_results_go_and_their_runs_stay(bought: Home, run: Any) -> None:
    from baowen.vbp.progress.actions.running import run_progress
    from baowen.vbp.progress.models import ProgressRun
    from baowen.vbp.progress.store import path_of, results

    for month in (3, 4, 5, 6):
        run_progress(bought, by="test", at=AT, as_of=date(2026, month, 28))
    assert ProgressRun.objects.count() == 5
    assert not path_of(bought, run.sha256).exists()
    with pytest.raises(BaowenError, match="重新运行"):
        results(bought, run.sha256)


def test_the_day_of_the_first_order_is_found_and_kept(bought: Home, people: People, bring_in: Any) -> None:
    """VBP-11: days from the start of the cycle to the first purchase."""
    from baowen.vbp.progress.actions.running import run_progress

    bring_in("order_line", (
        "订单明细编号,医疗机构代码,药品代码,配送企业代码,下单日期,数量,单价\n"
        "A1,H1,P1,H3,2026-01-20,10,10\nA2,H1,P1,H3,2026-01-09,10,10\nA3,H4,P1,H3,2026-01-05,10,10\n"
    ))  # fmt: skip
    first = lines(bought, run_progress(bought, by="test", at=AT, as_of=DAY), people.officer)
    assert (first["H1", "P1"].first_on, first["H1", "P1"].first_days) == (date(2026, 1, 9), 8)
    assert first["H3", "P1"].first_days == 4
    assert first["H1", "P3"].first_days is None
    again = lines(bought, run_progress(bought, by="test", at=AT, as_of=DAY), people.officer)
    assert again["H1", "P1"].first_on == date(2026, 1, 9)


def test_rounds_in_the_records_mark_the_products(bought: Home, people: People) -> None:
    """VBP-1, VBP-6: a drug beside the lot counts as a key substitute."""
    from decimal import Decimal

    from baowen.vbp.progress.actions.running import recorded_marks, run_progress
    from baowen.vbp.rounds.actions.keeping import NewBid, NewLot, NewProduct, NewRound, keep_round
    from baowen.vbp.rounds.kinds import RoundLevel

    def bid(name: str, code: str, *, selected: bool) -> NewBid:
        product = NewProduct(code=code, units=Decimal(30), price=Decimal(10))
        return NewBid(enterprise_name=name, is_selected=selected, products=(product,))

    bids = (bid("丁制药", "P1", selected=True), bid("戊制药", "P2", selected=False))
    lot = NewLot(number="1", drug="阿司匹林片", bids=bids,
                 besides=(("地高辛片", "key_substitute", ""),))  # fmt: skip
    keep_round(NewRound(code="R1", name="第一批", level=RoundLevel.PROVINCIAL, region="430000", lots=(lot,)),
               actor=people.officer, at=AT)  # fmt: skip
    marks = {row["mark"] for row in recorded_marks(Lake(bought.lake)).to_dicts()}
    assert marks == {"selected", "same", "substitute"}
    found = lines(bought, run_progress(bought, by="test", at=AT, as_of=DAY), people.officer)
    assert found["H1", "P1"].lot == "1"


def test_nothing_is_computed_without_contracts_and_the_cycle_goes_on(home: Home, people: People) -> None:
    from baowen.commands.vbp_progress import keep_progress
    from baowen.vbp.progress.queries.runs import newest_run, run_needed

    keep_progress(home)
    assert newest_run() is None
    with pytest.raises(BaowenError, match="vbp-progress run"):
        run_needed()
