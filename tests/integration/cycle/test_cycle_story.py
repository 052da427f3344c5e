"""What becomes of one finding: it goes on, its cause is corrected, it was not known then, it was a slip of the unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from baowen.core.problems import BaowenError
from baowen.monitor.models import DataQuestion, Sighting, Signal
from baowen.monitor.queries import SignalRow, open_questions, signals_as_of, signals_now
from baowen.monitor.unfold import unfold

HOSPITALS = ("430121", "430181", "430211", "430212")
ORDERS = "订单明细编号,医疗机构代码,药品代码,配送企业代码,下单日期,数量,单价\n"
DELIVERIES = "配送明细编号,订单明细编号,医疗机构代码,药品代码,配送企业代码,送达日期,数量\n"


@pytest.fixture
def registered(deployment: Any) -> Any:
    """Four hospitals in two cities, one distributor and two products."""
    rows = [f"H{number},第{number}医院,医疗机构,{code}" for number, code in enumerate(HOSPITALS)]
    head = "机构代码,机构名称,机构类型,行政区划代码\n"
    deployment.bring("organisation", head + "\n".join([*rows, "D1,丙配送有限公司,配送企业,430102"]) + "\n")
    deployment.bring(
        "catalogue",
        "药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业\n"
        "P1,阿司匹林片,片剂,0.1g,0.1g*30片/瓶,30,阿司匹林,丁制药\n"
        "P2,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,戊制药\n"
        "P3,呋塞米片,片剂,20mg,20mg*30片/盒,30,呋塞米,己制药\n",
    )
    return deployment


def quiet(deployment: Any, *months: str) -> None:
    """Months in which all the hospitals' orders of P2 arrive: what failing deliveries are compared with."""
    for month in months:
        deployment.bring("order_line", orders(month, product="P2", count=160))
        deployment.bring("delivery", deliveries(month, range(160), product="P2"))


def orders(month: str, *, count: int = 24, product: str = "P1", price: str = "10") -> str:
    """Order lines spread over the hospitals and the first eight days of the month."""
    lines = (
        f"{month}-{product}-{number},H{number % 4},{product},D1,{month}-{number % 8 + 1:02d},10,{price}"
        for number in range(count)
    )
    return ORDERS + "\n".join(lines) + "\n"


def deliveries(month: str, numbers: Iterable[int], *, product: str = "P1") -> str:
    """Whole deliveries, on the day of the order, of the order lines with these numbers."""
    lines = (
        f"Y{month}-{product}-{number},{month}-{product}-{number},H{number % 4},{product},D1,"
        f"{month}-{number % 8 + 1:02d},10"
        for number in numbers
    )
    return DELIVERIES + "\n".join(lines) + "\n"


def failing(product: str = "P1") -> Signal:
    return Signal.objects.get(
        indicator="delivery_rate", region_code="430000", subject_type="product", subject_code=product
    )


def known_on(day: date, **options: bool) -> list[SignalRow]:
    return signals_as_of(day, quiet_months=2, **options)


def test_a_finding_that_goes_on_updates_its_signal_and_keeps_its_number(registered: Any) -> None:
    quiet(registered, "2026-03", "2026-04")
    registered.bring("order_line", orders("2026-03"))
    registered.bring("delivery", deliveries("2026-03", range(12)))
    registered.cycle(date(2026, 3, 31))
    first = failing()
    assert (first.value, first.times_seen, first.period_last) == (0.5, 1, "2026-03")
    registered.bring("order_line", orders("2026-04"))
    registered.bring("delivery", deliveries("2026-04", range(2)))
    outcome = registered.cycle(date(2026, 4, 30))
    again = failing()
    assert (again.number, again.id, again.first_seen) == (first.number, first.id, first.first_seen)
    assert (again.times_seen, again.period_first, again.period_last) == (2, "2026-03", "2026-04")
    assert again.value == pytest.approx(2 / 24)
    assert (again.severity, again.worst_severity) == ("red", "red")
    assert outcome.counts["signals_updated"] >= 1


def test_a_correction_that_removes_the_cause_withdraws_the_signal_and_keeps_its_record(registered: Any) -> None:
    quiet(registered, "2026-03")
    registered.bring("order_line", orders("2026-03") + orders("2026-03", product="P3").removeprefix(ORDERS))
    registered.cycle(date(2026, 3, 31))
    number, other = failing("P1").number, failing("P3").number
    assert {number, other} <= {row.number for row in signals_now()}
    registered.bring("delivery", deliveries("2026-03", range(24)))
    outcome = registered.cycle(date(2026, 3, 31))
    assert outcome.counts["signals_withdrawn"] > 0
    gone = Signal.objects.get(number=number)
    assert (gone.state, gone.value) == (Signal.State.WITHDRAWN, 0.0)
    assert not Sighting.objects.filter(signal=gone).exists()
    listed = {row.number for row in signals_now()}
    assert number not in listed
    assert other in listed
    assert number not in {row.number for row in known_on(date(2026, 3, 31))}
    assert unfold(registered.home, number).total == 24


def test_a_withdrawn_signal_that_comes_back_has_its_old_number(registered: Any) -> None:
    quiet(registered, "2026-03")
    registered.bring("order_line", orders("2026-03"))
    registered.cycle(date(2026, 3, 31))
    number = failing().number
    registered.bring("delivery", deliveries("2026-03", range(24)))
    registered.cycle(date(2026, 3, 31))
    registered.bring("delivery", deliveries("2026-03", range(24)).replace(",10\n", ",1\n"))
    registered.cycle(date(2026, 3, 31))
    back = failing()
    assert (back.number, back.state, back.times_seen) == (number, Signal.State.IN_FORCE, 1)
    assert back.value == pytest.approx(0.1)


def test_the_list_of_a_past_day_shows_only_what_was_known_then(registered: Any) -> None:
    for month, delivered in (("2026-03", 12), ("2026-04", 2)):
        registered.bring("order_line", orders(month))
        registered.bring("delivery", deliveries(month, range(delivered)))
    quiet(registered, "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08")
    registered.cycle(date(2026, 8, 31))
    number = failing().number
    assert failing().state == Signal.State.ENDED

    def row_on(day: date) -> Any:
        return next((row for row in known_on(day) if row.number == number), None)

    assert row_on(date(2026, 2, 28)) is None
    march, april = row_on(date(2026, 3, 31)), row_on(date(2026, 4, 30))
    assert (march.value, march.times_seen, march.period_last) == (0.5, 1, "2026-03")
    assert march.last_seen <= date(2026, 3, 31)
    assert (april.times_seen, april.period_last) == (2, "2026-04")
    assert (march.state, april.state, row_on(date(2026, 8, 31)).state) == ("in_force", "in_force", "ended")
    in_force_then = {row.number for row in known_on(date(2026, 4, 30), include_ended=False)}
    assert number in in_force_then
    assert number not in {row.number for row in known_on(date(2026, 8, 31), include_ended=False)}


def test_slips_of_the_unit_go_back_as_questions_and_raise_no_price_signal(registered: Any) -> None:
    registered.bring("order_line", orders("2026-03") + orders("2026-03", product="P2").removeprefix(ORDERS))
    by_box = "".join(f"A{number},H0,P1,D1,2026-04-{number + 1:02d},10,300\n" for number in range(6))
    by_tablet = "".join(f"B{number},H1,P2,D1,2026-04-{number + 1:02d},300,0.3333\n" for number in range(6))
    registered.bring("order_line", orders("2026-04") + orders("2026-04", product="P2").removeprefix(ORDERS))
    registered.bring("order_line", ORDERS + by_box + by_tablet)
    registered.cycle(date(2026, 4, 30))
    asked = {
        (one.hospital_code, one.product_code, one.month, one.rows, round(one.factor, 2)) for one in open_questions()
    }
    assert asked == {("H0", "P1", "2026-04", 6, 30.0), ("H1", "P2", "2026-04", 6, 0.03)}
    priced = Signal.objects.filter(indicator__in=["transaction_price_rise", "regional_spread", "same_drug_spread"])
    assert not priced.exists()
    assert not Signal.objects.filter(indicator__startswith="purchase").exists()


def test_a_question_is_closed_when_its_sender_corrects_the_rows(registered: Any) -> None:
    registered.bring("order_line", orders("2026-03") + "A1,H0,P1,D1,2026-03-02,10,300\n")
    registered.cycle(date(2026, 3, 31))
    assert [one.rows for one in open_questions()] == [1]
    registered.bring("order_line", ORDERS + "A1,H0,P1,D1,2026-03-02,10,10\n")
    registered.cycle(date(2026, 3, 31))
    assert open_questions() == []
    assert [one.state for one in DataQuestion.objects.all()] == ["gone"]


def test_an_earlier_day_than_the_last_run_is_refused_with_what_to_do(registered: Any) -> None:
    registered.bring("order_line", orders("2026-03"))
    registered.cycle(date(2026, 3, 31))
    with pytest.raises(BaowenError, match="signals --as-of 2026-03-30"):
        registered.cycle(date(2026, 3, 30))


def test_the_pack_size_of_a_product_counts_for_months_already_looked_at(registered: Any) -> None:
    slips = "".join(f"A{number},H0,P1,D1,2026-03-{number + 1:02d},10,70\n" for number in range(3))
    registered.bring("order_line", orders("2026-03") + slips)
    registered.cycle(date(2026, 3, 31))
    assert open_questions() == []
    registered.bring(
        "catalogue",
        "药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业\n"
        "P1,阿司匹林片,片剂,0.1g,0.1g*7片/瓶,7,阿司匹林,丁制药\n",
    )
    registered.cycle(date(2026, 3, 31))
    assert [(one.kind, one.rows) for one in open_questions()] == [("pack", 3)]
