"""PRI-1 to PRI-3: one price rise from a signal to suspension and back, the three verdicts, and the ways back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.price.conftest import PROVINCE, at

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db


def _letters(number: str) -> list[Any]:
    from baowen.price.models import Letter

    return list(Letter.objects.filter(matter__number=number))


def _begun(of: str, do: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> str:
    """A matter that a red signal opened, once; its number."""
    from baowen.price.actions import opening
    from baowen.price.kinds import OriginKind

    monkeypatch.setattr(opening, "seen_signal", lambda number, places: None)
    new = opening.NewMatter(drug="地高辛片", enterprise="M1", listings=[of])
    signal = opening.Origin(kind=OriginKind.SIGNAL, reference="S-price_rise-1")
    number = opening.open_matter(new, signal, do()).number
    assert number == f"P-{PROVINCE}-2026-00001"
    assert opening.open_matter(new, signal, do()) == opening.Opened(number, False)
    return number


def _examined(number: str, people: Any, do: Callable[..., Any], papers: Any, costs: Any) -> None:
    """Surveyed, inquired into, answered and interviewed about."""
    from baowen.price.actions import answering, asking
    from baowen.price.models import Matter

    asking.survey(number, "核查原料药采购价格", do(at(9, 28)), papers)
    asking.inquire(number, "请说明涨价原因", do(at(9, 29)), papers, set_on=date(2026, 10, 15))
    assert Matter.objects.get(number=number).next_due == date(2026, 10, 15)
    answering.save_answer(number, costs, do(at(10, 9), by=people.maker))
    answering.send_answer(number, do(at(10, 10), by=people.maker))
    asking.record_findings(number, "原料药成本未见同幅上涨", do(at(10, 12)))
    meeting = asking.Meeting(held_on=date(2026, 10, 20), place="三楼会议室")
    asking.call_in(number, "涨幅与成本不符", meeting, do(at(10, 13)), papers)
    asking.record_minutes(number, "企业表示愿意调整", date(2026, 10, 20), do(at(10, 20)), papers)


def test_a_price_rise_goes_from_a_signal_to_suspension_and_back_to_listing_with_every_letter_kept(
    people: Any, do: Callable[..., Any], listed: Callable[..., str], papers: Any, costs: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from baowen.price.actions import judging, sanctions
    from baowen.price.models import Matter
    from baowen.procure.listing.queries import events_of, listing
    from baowen.procure.listing.states import ListingState

    of = listed()
    number = _begun(of, do, monkeypatch)
    _examined(number, people, do, papers, costs)
    judging.find_unreasonable(number, "利润由 1.5 元升至 41.5 元", do(at(10, 21)))
    sanctions.demand(number, "请降至合理水平", do(at(10, 22)), papers)
    notice = sanctions.disclose(number, "地高辛片价格情况", "企业未在限期内纠正", do(at(11, 2)), papers)
    assert notice == f"PN-{PROVINCE}-2026-00001"
    sanctions.suspend(number, sanctions.Suspending(words="逾期未纠正", copy_to="各市州医保局"), do(at(11, 3)), papers)
    assert listing(of).state is ListingState.SUSPENDED
    sanctions.take_correction(number, of, do(at(11, 9)), price=Decimal(18))
    sanctions.resume(number, do(at(11, 10), reason="价格已纠正为 18 元"), papers, copy_to="各市州医保局")
    assert (listing(of).state, listing(of).price) == (ListingState.LISTED, Decimal(18))
    assert events_of(of)[-1].about == f"price/{number}"
    judging.close(number, do(at(11, 11), reason="价格已纠正"))
    found = Matter.objects.get(number=number)
    assert (found.stage, found.next_due) == ("closed", None)
    _assert_letters(number, papers)


def _assert_letters(number: str, papers: Any) -> None:
    """Eight letters, numbered without a gap, the very files kept and made again alike, and the enterprise told."""
    from baowen.core.messages.models import Message
    from baowen.core.rawfiles import unchanged
    from baowen.price.actions.issuing import regenerated
    from baowen.price.letters.fill import text_of

    letters = _letters(number)
    assert [one.kind for one in letters] == [
        "survey", "inquiry", "interview", "minutes", "correction", "disclosure", "suspension", "resumption",
    ]  # fmt: skip
    assert [one.serial for one in letters] == list(range(1, 9))
    for one in letters:
        content = unchanged(papers.raw, one.sha256)
        assert regenerated(one, papers) == content
        text = text_of(content)
        assert f"〔2026〕{one.serial}号" in text
        assert "丁制药有限公司" in text
        assert "{{" not in text
    inquiry = text_of(unchanged(papers.raw, letters[1].sha256))
    assert "《湖南省关于做好短缺药品保供稳价工作的实施意见》（十五）" in inquiry
    assert "请于2026年10月15日前完成（当日计入）" in inquiry
    assert "挂网价 58.0000 元，此前 12.5000 元" in inquiry
    told = Message.objects.filter(to="organisation:M1", about=f"price/{number}")
    assert told.filter(kind="price_letter").count() == len(letters)


def test_a_reasonable_price_is_closed_with_its_grounds_and_can_be_taken_up_again(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.price.actions import asking, judging
    from baowen.price.models import Matter

    asking.survey(matter, "核查成本", do(), papers)
    with pytest.raises(BaowenError, match="认定理由"):
        judging.accept_grounds(matter, " ", do())
    judging.accept_grounds(matter, "原料药价格上涨 4 倍", do())
    found = Matter.objects.get(number=matter)
    assert found.stage == "closed"
    assert found.judgements.get().grounds == "原料药价格上涨 4 倍"
    assert found.owed.get().called_off
    with pytest.raises(BaowenError, match="已办结"):
        asking.inquire(matter, "再问", do(), papers)
    judging.reopen(matter, do(reason="发现新的采购合同"))
    assert Matter.objects.get(number=matter).stage == "examining"
    assert found.judgements.get().revised_why == "发现新的采购合同"
    judging.find_unreasonable(matter, "合同价格未涨", do())
    assert [one.verdict for one in found.judgements.all()] == ["reasonable", "unreasonable"]


def test_a_suspicion_is_referred_with_its_data_and_its_answer_comes_back(
    people: Any, do: Callable[..., Any], matter: str, papers: Any, costs: Any
) -> None:
    from baowen.price.actions import answering, judging
    from baowen.price.models import Matter
    from baowen.respond.actions import handover
    from baowen.respond.kinds import HandoverResult
    from baowen.respond.queries import handover_page

    answering.save_answer(matter, costs, do(by=people.maker))
    answering.send_answer(matter, do(by=people.maker))
    referral = judging.Referral(receiver="SC43", words="疑似串通涨价")
    passed = judging.refer(matter, "多家同时涨价", referral, do(), papers)
    page = handover_page(passed, people.regulator, book=do().book)
    assert "疑似串通涨价" in page.words
    assert "原料药 1.0000 → 6.5000" in page.words
    assert "挂网价 58.0000 元" in page.words
    with pytest.raises(BaowenError, match="尚未答复"):
        judging.take_result(matter, do())
    with pytest.raises(BaowenError, match="结果尚未登记"):
        judging.close(matter, do(reason="办完"))
    handover.receive(passed, do(at(9, 29), by=people.regulator))
    handover.answer(passed, HandoverResult.PENALISED, "已处罚", do(at(10, 9), by=people.regulator))
    assert judging.take_result(matter, do(at(10, 9))) == "penalised"
    assert not Matter.objects.get(number=matter).owed.filter(done_on=None).exists()
    judging.close(matter, do(at(10, 9), reason="市场监管部门已处罚"))
    assert [one.kind for one in _letters(matter)] == ["referral"]
    assert Matter.objects.get(number=matter).events.last().move == "close"  # type: ignore[union-attr]


def test_a_verdict_is_revised_only_once_what_rests_on_it_is_taken_back(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.price.actions import judging, notices, sanctions
    from baowen.price.models import Matter

    judging.find_unreasonable(matter, "利润过高", do())
    skip = "企业拒不到场"
    notice = sanctions.disclose(matter, "价格情况", "涨价不合理", do(reason=skip), papers)
    event = sanctions.credit(matter, "涨价不合理且拒不纠正", do(reason=skip))
    with pytest.raises(BaowenError, match=f"{notice}、{event}"):
        judging.revise(matter, do(reason="新证据"))
    notices.withdraw_notice(matter, notice, do(reason="新证据"))
    sanctions.void_credit(matter, event, do(reason="新证据"))
    judging.revise(matter, do(reason="新证据"))
    found = Matter.objects.get(number=matter)
    assert found.stage == "examining"
    assert found.judgements.get().revised_by == "price"
    assert found.notices.get().withdrawn_why == found.credit_events.get().voided_why == "新证据"
    with pytest.raises(BaowenError, match="没有可撤回"):
        notices.withdraw_notice(matter, notice, do(reason="再来"))
