"""Runs of an evaluation: plain results, exemptions as steps, replay after everything moved on. VBP-7 (VB-2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.home import Home
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.vbp.evaluation.actions import (
    NewExemption,
    confirm_exemption,
    propose_exemption,
    propose_seen,
    replay,
    revoke_exemption,
    run_evaluation,
)
from baowen.vbp.evaluation.kinds import ExemptionKind, Failing
from baowen.vbp.evaluation.queries.records import exemption_page
from baowen.vbp.evaluation.queries.results import Reach, ResultView, complying, hospital_results, standings
from baowen.vbp.evaluation.queries.runs import run_of
from baowen.vbp.supply.confirmed import Confirmation, Confirmed

from .conftest import AS_OF, AT, BOUGHT, ENDS, PRODUCTS, STARTS, contract, frame, orders, put

People = dict[str, Any]
Make = Callable[..., str]
BACKUP = NewExemption(
    kind=ExemptionKind.BACKUP, from_on=date(2025, 3, 5), until_on=date(2025, 3, 20), lot="1",
    words="三月断供经省级核实",
)  # fmt: skip


def results(home: Home, number: str, people: People) -> dict[str, ResultView]:
    digest = run_of(number, people["YB"]).digest
    return {name: one for name in ("H-A", "H-B", "H-C") for one in hospital_results(home, digest, name)}


def confirmed(new: NewExemption, people: People) -> int:
    number = propose_exemption("R1", new, actor=people["YB"], at=AT)
    confirm_exemption(number, why="已核实", actor=people["YB"], at=AT)
    return number


def problem(kind: Confirmation, **more: Any) -> Confirmed:
    given: dict[str, Any] = {
        "number": "W1", "kind": kind, "round_code": "R1", "lot": "1", "product_code": "P1", "enterprise": "M1",
        "region": "430000", "hospital": "", "from_on": date(2025, 3, 1), "until_on": None, "clause": "VB-2.3",
        "confirmed_on": date(2025, 4, 1), "confirmed_by": "YB",
    }  # fmt: skip
    return Confirmed(**(given | more))


def test_plain_results_fail_by_volume_and_by_share_and_show_the_sums(run: Make, served: Home, people: People) -> None:
    """VB-2.3 (VBP-7): failing where the agreed volume is not reached or non-selected use is above the share."""
    found = results(served, run(), people)
    assert found["H-A"].failing == (Failing.VOLUME, Failing.SHARE)
    assert found["H-A"].plain.counted == 70 * 30
    assert found["H-A"].plain.required == 100 * 30
    assert found["H-A"].plain.others == 40 * 30, "a backup's product is not selected before a failure is confirmed"
    assert found["H-B"].failing == ()
    assert found["H-B"].bought == {"own": 3600, "selected": 0, "backup": 0, "other": 300}
    assert found["H-C"].failing == (Failing.SHARE,)
    assert found["H-C"].plain.share == Decimal("0.3333")


def test_a_key_substitute_counts_as_not_selected_where_the_pack_says_so(
    run: Make, served: Home, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VB-2.3, VBP-6: a substitute named beside the lot stands in the share, and a replay keeps it there."""
    from baowen.vbp.rounds.models import Beside, Lot

    monkeypatch.setitem(PRODUCTS, "P5", 5)
    put(served, "cube_orders", orders([*BOUGHT, ("H-B", "P5", "2025-06", 40, "9")]))
    goods = [
        {"product": key, "product_code": code, "generic_name": "米力农片" if code == "P5" else "地高辛片",
         "drug_key": "米力农|oral" if code == "P5" else "地高辛|oral", "units": Decimal(30), "month": "all"}
        for code, key in PRODUCTS.items()
    ]  # fmt: skip
    put(served, "catalogue", frame("catalogue", goods))
    assert results(served, run(), people)["H-B"].plain.others == 10 * 30
    beside = Beside.objects.create(lot=Lot.objects.get(number="1"), drug="米力农片", likeness="key_substitute")
    number = run()
    assert results(served, number, people)["H-B"].plain.others == (10 + 40) * 30
    assert results(served, number, people)["H-B"].failing == (Failing.SHARE,)
    beside.delete()
    again = replay(served, number, actor=people["YB"])
    assert again.digest == again.recorded


def test_a_backup_counts_as_selected_once_the_failure_is_confirmed(run: Make, served: Home, people: People) -> None:
    """VB-2.3 (VBP-7): the province has confirmed the supply problem."""
    number = propose_exemption("R1", BACKUP, actor=people["YB"], at=AT)
    assert results(served, run(), people)["H-A"].failing, "a proposal changes nothing"
    confirm_exemption(number, why="省级核实", actor=people["YB"], at=AT)
    after = results(served, run(), people)["H-A"]
    assert after.plain_failing == (Failing.VOLUME, Failing.SHARE)
    assert after.failing == ()
    (step,) = after.steps
    assert (step.number, step.kind, step.units) == (number, ExemptionKind.BACKUP, 1200)
    assert (step.after.counted, step.after.others) == (3300, 0)


def test_cheaper_purchases_of_the_same_tier_leave_the_evaluation_and_dearer_or_other_tiers_stay(
    run: Make, served: Home, people: People
) -> None:
    """VB-2.3 (VBP-7): same quality tier and cheaper than the selected price."""
    whole = NewExemption(kind=ExemptionKind.CHEAPER, from_on=STARTS, until_on=ENDS, words="按月均价比较")
    confirmed(whole, people)
    found = results(served, run(), people)
    assert found["H-C"].after.others == 20 * 30, "P4 is dearer and of another tier"
    assert found["H-C"].failing == ()
    assert found["H-A"].after.others == 40 * 30, "the backup was dearer"


def test_purchases_in_a_confirmed_shortage_do_not_count(run: Make, served: Home, people: People) -> None:
    """VB-2.3 (VBP-7): non-selected bought while the shortage lasted."""
    confirmed(
        replace(BACKUP, kind=ExemptionKind.SHORTAGE, from_on=date(2025, 1, 31), until_on=date(2025, 2, 1)), people
    )
    found = results(served, run(), people)
    assert found["H-C"].after.others == 20 * 30
    assert found["H-B"].after.others == 0
    assert found["H-A"].after.others == 40 * 30, "March is outside the period"


def test_where_a_guideline_changed_only_preference_is_judged(run: Make, served: Home, people: People) -> None:
    """VB-2.3 (VBP-7): contract volume is not required, the share still is."""
    confirmed(replace(BACKUP, kind=ExemptionKind.PREFERENCE, from_on=STARTS, until_on=ENDS), people)
    found = results(served, run(), people)
    assert found["H-A"].after.required == 0
    assert found["H-A"].failing == (Failing.SHARE,)


def test_how_far_volume_is_eased_is_an_officers_word(run: Make, served: Home, people: People) -> None:
    """VB-2.3 (VBP-7): for short, emergency and seasonal drugs supply weighs in; no number stands in the text."""
    eased = replace(BACKUP, kind=ExemptionKind.EASED, from_on=STARTS, until_on=ENDS)
    with pytest.raises(BaowenError, match="放宽的数量"):
        propose_exemption("R1", eased, actor=people["YB"], at=AT)
    confirmed(replace(eased, eased=Decimal(30)), people)
    assert results(served, run(), people)["H-A"].after.required == 70 * 30


def test_a_replay_gives_the_same_digest_after_lake_lists_packs_and_round_moved_on(
    run: Make, served: Home, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VBP-7: a past evaluation can be computed again."""
    number = confirmed(BACKUP, people)
    first = run()
    before = results(served, first, people)
    put(served, "cube_orders", orders([*BOUGHT, ("H-A", "P1", "2025-04", 500, "15")]))
    put(served, "vbp_contract", frame("vbp_contract", [contract(one, 999) for one in ("H-A", "H-B", "H-C")]))
    revoke_exemption(number, why="核实有误", actor=people["YB"], at=AT)
    from baowen.vbp.rounds.models import Bid

    Bid.objects.update(quality_tier="改了", price=1)
    again = replay(served, first, actor=people["YB"])
    assert again.is_equal
    assert again.is_untouched
    assert results(served, first, people) == before
    second = run()
    assert run_of(second, people["YB"]).digest != run_of(first, people["YB"]).digest
    assert results(served, second, people)["H-A"].failing == (Failing.VOLUME,)


def test_a_lost_file_is_told_and_a_replay_brings_it_back(run: Make, served: Home, people: People) -> None:
    number = run()
    for path in (served.root / "vbp" / "evaluation").glob("*.parquet"):
        path.unlink()
    with pytest.raises(BaowenError, match="不在数据目录中"):
        results(served, number, people)
    assert not replay(served, number, actor=people["YB"]).is_untouched
    assert set(results(served, number, people)) == {"H-A", "H-B", "H-C"}


def test_the_platform_proposes_what_it_sees_once(served: Home, people: People) -> None:
    """VB-2.3 (VBP-7): supply problems that the province confirmed, and cheaper purchases of the same tier."""
    problems = [
        problem(Confirmation.SUPPLY_FAILURE), problem(Confirmation.SHORTAGE, number="W2", until_on=date(2030, 1, 1)),
        problem(Confirmation.QUALITY, number="W3"),
        problem(Confirmation.SHORTAGE, number="W4", from_on=date(2026, 1, 1)),
    ]  # fmt: skip
    given = {"actor": people["YB"], "at": AT, "packs": load_packs()}
    assert propose_seen(served, "R1", AS_OF, problems, **given) == 3
    assert propose_seen(served, "R1", AS_OF, problems, **given) == 0
    found = exemption_page(people["YB"]).lines
    assert {one.kind for one in found} == {ExemptionKind.BACKUP, ExemptionKind.SHORTAGE, ExemptionKind.CHEAPER}
    assert all(one.until_on <= ENDS for one in found), "cut at the end of the cycle"


def test_summaries_add_up_and_name_those_who_comply(run: Make, served: Home, people: People) -> None:
    """VB-2.4 (VBP-8): those who comply come first when service prices are adjusted."""
    digest = run_of(run(), people["YB"]).digest
    by_place = {one.name: (one.rows, one.failed) for one in standings(served, digest, Reach(), "region")}
    assert by_place == {"430121": (1, 1), "430181": (2, 1)}
    assert complying(served, digest, Reach()) == (("H-B", 1),)


@pytest.mark.parametrize(
    ("as_of", "separate"), [(date(2024, 12, 31), True), (date(2025, 3, 31), True), (date(2025, 4, 1), False)]
)
def test_surplus_is_separate_until_the_end_of_march_2025(served: Home, as_of: date, separate: bool) -> None:
    """VB-2.4 (VBP-8): no separate computation from 2025-04-01; no amounts, for no formula is known."""
    from baowen.vbp.evaluation.actions.gathering import gathered
    from baowen.vbp.rounds.queries import round_of

    assert gathered(round_of("R1"), as_of, load_packs()).surplus_separate is separate


def test_what_cannot_be_is_refused_and_changes_nothing(served: Home, people: People) -> None:
    officer, given = people["YB"], {"at": AT, "packs": load_packs()}
    turned = replace(BACKUP, from_on=date(2025, 3, 20), until_on=date(2025, 3, 5))
    outside = replace(BACKUP, until_on=date(2025, 12, 1))
    for new, words in (
        (turned, "早于开始日期"), (outside, "采购周期"), (replace(BACKUP, lot="99"), "没有品种"),
        (replace(BACKUP, hospital="H-X"), "没有登记的机构"), (replace(BACKUP, region="320100"), "不在批次执行地区"),
        (replace(BACKUP, eased=Decimal(1)), "只有放宽"), (replace(BACKUP, words=" "), "请填写理由"),
    ):  # fmt: skip
        with pytest.raises(BaowenError, match=words):
            propose_exemption("R1", new, actor=officer, at=AT)
    with pytest.raises(NotAllowedError):
        propose_exemption("R1", BACKUP, actor=people["H-A"], at=AT)
    with pytest.raises(BaowenError, match="尚未到"):
        run_evaluation(served, "R1", date(2027, 1, 1), actor=officer, **given)
    with pytest.raises(BaowenError, match="没有在"):
        run_evaluation(served, "R1", date(2025, 9, 29), actor=officer, **given)
    with pytest.raises(NotAllowedError):
        run_evaluation(served, "R1", AS_OF, actor=people["YB-121"], **given)
    assert exemption_page(officer).lines == []


def test_own_facts_agree_with_those_of_progress(served: Home) -> None:
    """What progress and evaluation say was bought is the same: of the lot's own, selected and other products."""
    from datetime import date as day

    import polars as pl

    from baowen.lake.engine import open_engine
    from baowen.lake.store import Lake
    from baowen.monitor.tables import open_tables
    from baowen.vbp.evaluation.actions.gathering import gathered
    from baowen.vbp.evaluation.facts import round_facts
    from baowen.vbp.evaluation.rules.columns import UNIT
    from baowen.vbp.progress.facts import cycle_sums
    from baowen.vbp.progress.marks import MARKS
    from baowen.vbp.rounds.queries import round_of

    put(served, "organisation", frame("organisation", [
        {"org": key, "org_code": code, "org_name": code, "region": 430181, "month": "all",
         "parent_code": "H-B" if code == "H-C" else None}
        for code, key in (("H-A", 1), ("H-B", 2), ("H-C", 3))
    ]))  # fmt: skip
    put(served, "vbp_contract", frame("vbp_contract", [contract("H-A"), contract("H-B", is_alliance=True)]))
    lake = Lake(served.lake)
    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=pl.DataFrame())
    marks = [("R1", "1", 1, "selected"), ("R1", "1", 2, "selected"), ("R1", "1", 3, "same"), ("R1", "1", 4, "same")]
    known = engine.local(pl.DataFrame(marks, schema=MARKS, orient="row"))
    theirs = engine.run(cycle_sums(tables, known, day(2025, 9, 30), numerator="ordered")).sort("owner")
    facts = round_facts(engine, tables, gathered(round_of("R1"), AS_OF, load_packs()))
    ours = facts.pairs.join(facts.sums, on="pair").sort("owner")
    assert (ours["own"] / UNIT).to_list() == theirs["own_units"].to_list()
    assert ((ours["own"] + ours["selected"] + ours["backup"]) / UNIT).to_list() == theirs["selected_units"].to_list()
    assert (ours["other"] / UNIT).to_list() == theirs["same_units"].to_list() == [0, 60 * 30]


def test_after_the_last_day_nobody_appeals_and_a_result_that_passed_is_left_alone(
    run: Make, served: Home, people: People
) -> None:
    """VBP-7: where a pack sets a time to appeal, it is kept."""
    from datetime import timedelta

    from baowen.core.calendar import load_calendar
    from baowen.core.clock import day_of
    from baowen.core.policy import Packs
    from baowen.vbp.evaluation.actions import NewAppeal, appeal, publish_run

    packs = load_packs()
    cn = packs.by_region("100000")
    assert cn is not None
    days = {"vbp.evaluation.appeal_days": (5, "calendar_day")}
    entries = tuple(
        replace(one, value=days[one.key][0], unit=days[one.key][1]) if one.key in days else one for one in cn.entries
    )
    ruled = Packs(tuple(replace(pack, entries=entries) if pack is cn else pack for pack in packs.packs))
    number = run_evaluation(served, "R1", AS_OF, actor=people["YB"], at=AT, packs=ruled)
    new = NewAppeal(
        lot="1", product="P1", starts_on=STARTS, kind=ExemptionKind.BACKUP, from_on=date(2025, 3, 1),
        until_on=date(2025, 3, 31), words="断供",
    )  # fmt: skip
    with pytest.raises(BaowenError, match="尚未公布"):
        appeal(served, number, new, actor=people["H-A"], at=AT)
    last = publish_run(number, actor=people["YB"], at=AT, packs=ruled, calendar=load_calendar())
    assert last == day_of(AT) + timedelta(days=5)
    with pytest.raises(BaowenError, match="已过"):
        appeal(served, number, new, actor=people["H-A"], at=AT + timedelta(days=6))
    with pytest.raises(BaowenError, match="合格，无需申诉"):
        appeal(served, number, new, actor=people["H-B"], at=AT)
    with pytest.raises(BaowenError, match="没有这一品种"):
        appeal(served, number, replace(new, product="P9"), actor=people["H-A"], at=AT)
    with pytest.raises(BaowenError, match="采购周期"):
        appeal(served, number, replace(new, until_on=date(2026, 1, 1)), actor=people["H-A"], at=AT)
    assert appeal(served, number, new, actor=people["H-A"], at=AT + timedelta(days=5)).startswith("KS430000-")
