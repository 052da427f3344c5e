"""From "nobody lists it" to an agreed basis: negotiated in Hunan, filed in Nanjing and in Handan. PRC-2, PRC-3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.audit.queries import entries_told
from baowen.core.calendar import load_calendar
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
TODAY = date(2026, 11, 2)
PACKS, CALENDAR = load_packs(), load_calendar()
People = dict[str, Any]
LETTER = KeptFile(sha256="a" * 64, name="停供函.pdf", media_type="application/pdf", size=10)


def _filed(bought: Any, actor: Any, **more: Any) -> str:
    from baowen.procure.buying.actions.filing import file_purchase

    return file_purchase(bought, **({"actor": actor, "at": AT, "packs": PACKS, "calendar": CALENDAR} | more))


def _basis(number: str, hospital: str, region: str, on: date = TODAY, kind: str = "filing", **more: Any) -> Any:
    from baowen.procure.basis import BasisKind
    from baowen.procure.buying.queries import agreed

    return agreed(BasisKind(kind), number, hospital=hospital, region=region, on=on, **more)


def test_hunan_negotiates_a_drug_that_nobody_lists_and_orders_rest_on_the_accepted_offer(
    people: People, short: Callable[..., None], wanted: Callable[..., Any], offered: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.accepting import accept_offer
    from baowen.procure.buying.actions.negotiating import Counter, counter_offer, make_offer, open_negotiation
    from baowen.procure.buying.queries import acceptances_of, offers_of

    short()
    hospital, dear, cheap = people["H-HN"], people["M1"], people["M2"]
    number = open_negotiation(wanted(), actor=hospital, at=AT, packs=PACKS)
    assert number.startswith("Y430000-")
    first = make_offer(number, offered("18"), actor=dear, at=AT)
    counter = Counter(price=Decimal("14.4"), quantity=Decimal(100), words="请按邻省价格")
    counter_offer(number, first, counter, actor=hospital, at=AT + timedelta(hours=1))
    better = make_offer(number, offered("15"), actor=dear, at=AT + timedelta(hours=2))
    other = make_offer(number, offered("12", quantity="40"), actor=cheap, at=AT + timedelta(hours=3))
    seen = [(one.side, one.price) for one in offers_of(number, hospital, TODAY)]
    assert seen == [("maker", 18), ("hospital", Decimal("14.4")), ("maker", 15), ("maker", 12)]
    basis = accept_offer(number, other, Decimal(40), actor=hospital, at=AT)
    rest = accept_offer(number, better, Decimal(60), actor=hospital, at=AT)
    assert [one.is_cheapest for one in acceptances_of(number, hospital, TODAY)] == [True, True], "nothing cheaper left"
    found = _basis(basis, "H-HN", "430121", kind="negotiation")
    assert (found.maker, found.price, found.quantity_left, found.clause) == ("M2", Decimal(12), Decimal(40), "HN-9")
    assert found.why_not_zh == ""
    spent = _basis(rest, "H-HN", "430121", kind="negotiation", ordered=lambda kind, of: Decimal(60))
    assert (spent.quantity_left, "已订完" in spent.why_not_zh) == (0, True)
    over = _basis(basis, "H-HN", "430121", on=date(2027, 6, 1), kind="negotiation")
    assert "到期" in over.why_not_zh
    told = [one.action for one in entries_told(subject=f"negotiation/{number}", limit=20)]
    assert told.count("negotiation.accept") == 2


def test_nanjing_files_because_nothing_is_listed_and_orders_wait_for_acceptance(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.queries import filing, published_filings
    from baowen.procure.buying.states import FilingMove

    short("320000")
    number = _filed(purchase(), people["H-NJ"])
    assert "不能据以下单" in _basis(number, "H-NJ", "320106").why_not_zh, "filed first, accepted, then bought"
    review_filing(number, FilingMove.TAKE_UP, actor=people["YB-NJ"], at=AT)
    assert published_filings("320000", packs=PACKS, on=TODAY).lines == []
    review_filing(number, FilingMove.ACCEPT, actor=people["YB-NJ"], at=AT)
    found = _basis(number, "H-NJ", "320106")
    assert (found.price, found.quantity_left, found.until) == (Decimal(18), Decimal(50), date(2027, 4, 30))
    assert (found.clause, found.maker, found.why_not_zh) == ("NJ-15", "91110000600037341L", "")
    shown = published_filings("320000", packs=PACKS, on=TODAY).lines
    assert [(one.maker_name, one.price, one.hospital) for one in shown] == [("己制药", Decimal(18), "")]
    moves = [one.move for one in filing(number, people["H-NJ"]).events]
    assert moves == ["file", "take_up", "accept"]


def test_handan_files_after_buying_in_an_emergency_because_all_listed_refused(
    people: People, short: Callable[..., None], on_platform: Callable[..., str], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.kinds import FilingReason, Route, Standing
    from baowen.procure.buying.queries import filing, routes_for

    short()
    listed = on_platform("130000")
    asked = routes_for("地高辛片", "130402", TODAY, packs=PACKS).of(Route.FILING)
    assert asked.standing is Standing.TO_SHOW
    refused = routes_for("地高辛片", "130402", TODAY, packs=PACKS, refused=lambda numbers: {listed: ["L-7", "L-9"]})
    assert refused.of(Route.FILING).standing is Standing.OPEN
    given = {"reason": FilingReason.NONE_SUPPLY, "bought_on": date(2026, 10, 30), "price": "20"}
    with pytest.raises(BaowenError, match="证据"):
        _filed(purchase(**given, emergency=True), people["H-HD"])
    shown = given | {"refused_lines": ("L-7", "L-9")}
    with pytest.raises(BaowenError, match="只有急救可以先采购"):
        _filed(purchase(**shown), people["H-HD"])
    number = _filed(purchase(**shown, emergency=True), people["H-HD"], files=[LETTER])
    view = filing(number, people["YB-HD"])
    assert (view.due_on, view.is_late, [one.file_name for one in view.files]) == (None, False, ["停供函.pdf"])
    found = _basis(number, "H-HD", "130402")
    assert (found.why_not_zh, found.clause) == ("", "HD-8"), "an emergency does not wait for acceptance"


def _with(key: str, value: Any, **more: Any) -> Any:
    """The packs with one more entry for Handan."""
    from dataclasses import replace

    from baowen.core.policy import Packs

    city = next(one for one in PACKS.packs if one.region == "130400")
    given = {"unit": "none", "start": "", "at_once": False, "valid_from": None, "valid_until": None} | more
    entry = replace(city.entries[0], key=key, value=value, **given)
    return Packs(tuple(replace(one, entries=(*one.entries, entry)) if one is city else one for one in PACKS.packs))


def test_a_pack_with_a_number_of_days_marks_what_is_filed_late(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.queries import filing

    short()
    packs = _with("buying.filing.emergency_days", 1, unit="working_day", start="acceptance")
    number = _filed(purchase(emergency=True, bought_on=date(2026, 10, 29)), people["H-HD"], packs=packs)
    view = filing(number, people["H-HD"])
    assert (view.due_on, view.is_late) == (date(2026, 10, 30), True)


def test_a_pack_decides_whether_filing_comes_first_whether_it_waits_and_who_buys(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.states import FilingMove

    short()
    buyer = people["H-HD"]
    first = _filed(
        purchase(bought_on=date(2026, 11, 1)), buyer, packs=_with("buying.filing.first", False)
    )  # fmt: skip
    assert "不能据以下单" in _basis(first, "H-HD", "130402").why_not_zh
    at_once = _filed(purchase(), buyer, packs=_with("buying.filing.needs_acceptance", False))
    assert _basis(at_once, "H-HD", "130402").why_not_zh == ""
    shared = _filed(purchase(), buyer, packs=_with("buying.filing.filer_buys", False))
    with pytest.raises(BaowenError, match="请核对"):
        _basis(shared, "H9", "130403")
    review_filing(shared, FilingMove.ACCEPT, actor=people["YB-HD"], at=AT)
    assert _basis(shared, "H9", "130403").why_not_zh == ""
    with pytest.raises(BaowenError, match="请核对"):
        _basis(shared, "H-HN", "430121")


def test_an_emergency_stays_orderable_while_it_is_asked_back_and_no_longer_once_it_is_refused(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.states import FilingMove

    short("320000")
    urgent, other = _filed(purchase(emergency=True), people["H-NJ"]), _filed(purchase(), people["H-NJ"])
    for number in (urgent, other):
        review_filing(number, FilingMove.ASK_BACK, words="请附报价单", actor=people["YB-NJ"], at=AT)
    assert _basis(urgent, "H-NJ", "320106").why_not_zh == ""
    assert "退回询问" in _basis(other, "H-NJ", "320106").why_not_zh
    review_filing(urgent, FilingMove.REFUSE, words="价格不实", actor=people["YB-NJ"], at=AT)
    assert "不予受理" in _basis(urgent, "H-NJ", "320106").why_not_zh


def test_a_price_ten_times_off_is_asked_back_and_counts_once_it_is_corrected_or_confirmed(
    people: People, short: Callable[..., None], on_platform: Callable[..., str], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.filing import answer_question
    from baowen.procure.buying.kinds import FilingReason
    from baowen.procure.buying.queries import compared, filing
    from baowen.procure.buying.states import FilingState

    short()
    on_platform("130000", price="15")
    shown = {"reason": FilingReason.NONE_SUPPLY, "refused_lines": ("L-7",)}
    number = _filed(purchase("150", **shown), people["H-HD"])
    view = filing(number, people["H-HD"])
    assert (view.state, view.times_of_others) == (FilingState.ASKED_BACK, Decimal(10))
    assert "中位数的 10 倍" in view.events[-1].words
    still = {"actor": people["H-HD"], "at": AT, "packs": PACKS}
    answer_question(number, "看错单位", price=Decimal("1.5"), **still)
    assert filing(number, people["H-HD"]).state is FilingState.ASKED_BACK, "a tenth is as many times off"
    answer_question(number, "更正", price=Decimal("15.5"), **still)
    view = filing(number, people["H-HD"])
    assert (view.state, view.price, view.unit_price) == (FilingState.FILED, Decimal("15.5"), Decimal("0.5167"))
    second = _filed(purchase("150", **shown), people["H-HD"])
    answer_question(second, "进口品种，价格无误", **still)
    assert filing(second, people["H-HD"]).state is FilingState.FILED, "what was confirmed is left to the reviewer"
    others = compared("130402", "地高辛片", smallest_unit="片", unit_price=Decimal("0.6"))
    assert [(one.source, one.unit_price) for one in others.prices] == [("listing", Decimal("0.5"))]
    assert others.times == Decimal("1.2")


def test_the_reviewer_asks_refuses_and_ends_and_the_hospital_takes_back(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.filing import answer_question, withdraw_filing
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.queries import filing_page
    from baowen.procure.buying.states import FilingMove, FilingState

    short()
    officer, buyer = people["YB-NJ"], people["H-NJ"]
    asked, refused, ended, taken = (_filed(purchase(str(18 + n)), buyer) for n in range(4))
    with pytest.raises(BaowenError, match="请填写"):
        review_filing(asked, FilingMove.ASK_BACK, actor=officer, at=AT)
    review_filing(asked, FilingMove.ASK_BACK, words="请附报价单", actor=officer, at=AT)
    with pytest.raises(BaowenError, match="不能受理"):
        review_filing(asked, FilingMove.ACCEPT, actor=officer, at=AT)
    answer_question(asked, "已附", actor=buyer, at=AT, packs=PACKS)
    review_filing(refused, FilingMove.REFUSE, words="可以按挂网采购", actor=officer, at=AT)
    review_filing(ended, FilingMove.ACCEPT, actor=officer, at=AT)
    review_filing(ended, FilingMove.END, words="企业已恢复供应", actor=officer, at=AT)
    withdraw_filing(taken, why="不再需要", actor=buyer, at=AT)
    states = {one.number: one.state for one in filing_page(officer).lines}
    assert states == {
        asked: FilingState.FILED,
        refused: FilingState.REFUSED,
        ended: FilingState.ENDED,
        taken: FilingState.WITHDRAWN,
    }
    assert "已终止" in _basis(ended, "H-NJ", "320106").why_not_zh
    assert filing_page(people["YB-HN"]).lines == [], "another province's office sees none"
