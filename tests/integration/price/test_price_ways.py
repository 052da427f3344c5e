"""PRI-1: moves that the ladder does not allow, other provinces, dates, reminders, and two officers at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.integration.price.conftest import at

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db


def test_a_rung_is_skipped_only_with_a_reason_which_stays_in_the_history(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.price.actions import asking
    from baowen.price.models import Event, Letter

    with pytest.raises(BaowenError, match="之前应先：成本调查"):
        asking.inquire(matter, "请说明", do(), papers)
    assert not Letter.objects.exists(), "a move that failed takes no number"
    asking.inquire(matter, "请说明", do(reason="涨幅极大，先行函询"), papers)
    event = Event.objects.get(move="inquire")
    assert (event.skips, event.reason, event.clause) == ("成本调查", "涨幅极大，先行函询", "HN-15")
    assert Letter.objects.get().serial == 1


def test_a_move_that_the_stage_does_not_allow_changes_nothing(do: Callable[..., Any], matter: str, papers: Any) -> None:
    from baowen.price.actions import sanctions
    from baowen.price.models import Event, Letter

    for work in (
        lambda: sanctions.suspend(matter, sanctions.Suspending(words="涨价"), do(reason="急"), papers),
        lambda: sanctions.demand(matter, "降价", do(), papers),
        lambda: sanctions.resume(matter, do(reason="已降价"), papers),
    ):
        with pytest.raises(BaowenError, match="核查中"):
            work()
    assert Event.objects.count() == 1
    assert not Letter.objects.exists()


def test_a_correction_is_below_the_price_of_the_opening_and_done_once_all_listings_have_one(
    do: Callable[..., Any], matter: str, listed: Callable[..., str], papers: Any, people: Any
) -> None:
    from baowen.price.actions import judging, opening, sanctions
    from baowen.price.kinds import OriginKind
    from baowen.price.models import Matter
    from baowen.procure.listing.actions.book import Priced, set_price
    from baowen.procure.listing.kinds import ListingPath

    second = listed(code="P2")
    new = opening.NewMatter(drug="地高辛片", enterprise="M1", listings=[second])
    opening.open_matter(new, opening.Origin(kind=OriginKind.OFFICER, words="另一包装"), do())
    judging.find_unreasonable(matter, "利润过高", do())
    sanctions.demand(matter, "降价", do(), papers)
    found = Matter.objects.get(number=matter)
    first = found.listings.exclude(listing=second).get().listing
    with pytest.raises(BaowenError, match="不低于立项时的"):
        sanctions.take_correction(matter, first, do(at(9, 29)))
    with pytest.raises(BaowenError, match="不低于立项时的"):
        sanctions.take_correction(matter, first, do(at(9, 29)), price=Decimal(60))
    sanctions.take_correction(matter, first, do(at(9, 29)), price=Decimal(20))
    assert found.owed.filter(step="correction", done_on=None).exists()
    lower = Priced(price=Decimal(21), valid_from=date(2026, 9, 29), path=ListingPath.ORDINARY)
    set_price(second, lower, actor=people.procurement, at=at(9, 29))
    sanctions.take_correction(matter, second, do(at(9, 29)))
    assert not found.owed.filter(done_on=None).exists()


def test_a_lower_price_of_another_province_is_referred_to_and_taken_into_the_demand(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.core.rawfiles import unchanged
    from baowen.price.actions import dates, judging, sanctions
    from baowen.price.letters.fill import text_of
    from baowen.price.models import Letter

    other = dates.Elsewhere(
        province="330000", number="P-330000-2026-00007", result="认定不合理，已纠正", price=Decimal(16),
        priced_on=date(2026, 9, 20), is_first_raiser=True,
    )  # fmt: skip
    dates.refer_to(matter, other, do())
    with pytest.raises(BaowenError, match="已引用过"):
        dates.refer_to(matter, other, do())
    for province in ("430000", "430100", "330100"):
        with pytest.raises(BaowenError, match="另一个省级地区"):
            dates.refer_to(matter, dates.Elsewhere(province=province, number="x", result="y"), do())
    judging.find_unreasonable(matter, "高于首涨省", do())
    sanctions.demand(matter, "请就低调整", do(), papers)
    text = text_of(unchanged(papers.raw, Letter.objects.get().sha256))
    assert "就低参考首涨省浙江省（P-330000-2026-00007）的价格 16.0000 元" in text


def test_an_officer_sets_a_date_with_a_reason_and_calls_off_what_is_not_wanted(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.price.actions import asking, dates
    from baowen.price.models import Matter, OwedStep

    asking.survey(matter, "核查成本", do(), papers)
    step = OwedStep.objects.get()
    assert step.due_on is None
    with pytest.raises(BaowenError, match="理由"):
        dates.set_date(matter, step.pk, date(2026, 10, 30), do())
    with pytest.raises(BaowenError, match="早于起算日"):
        dates.set_date(matter, step.pk, date(2026, 9, 1), do(reason="太早"))
    dates.set_date(matter, step.pk, date(2026, 10, 30), do(reason="约定一个月"))
    assert Matter.objects.get(number=matter).next_due == date(2026, 10, 30)
    dates.call_off(matter, step.pk, do(reason="改为函询"))
    assert Matter.objects.get(number=matter).next_due is None
    with pytest.raises(BaowenError, match="没有待办事项"):
        dates.call_off(matter, step.pk, do(reason="再来"))


def test_the_enterprise_and_the_officers_are_reminded_once_a_turn_of_what_is_theirs(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.core.messages.models import Message
    from baowen.price.actions import asking
    from baowen.price.actions.reminding import remind_prices

    asking.survey(matter, "核查成本", do(), papers, set_on=date(2026, 10, 15))
    asking.inquire(matter, "请说明", do(), papers, set_on=date(2026, 10, 15))
    book = do().book
    assert remind_prices(date(2026, 9, 29), at=at(9, 29), book=book).posted == 0
    assert remind_prices(date(2026, 10, 15), at=at(10, 15), book=book).posted == 2
    assert remind_prices(date(2026, 10, 15), at=at(10, 15), book=book).posted == 0
    assert remind_prices(date(2026, 10, 16), at=at(10, 16), book=book).posted == 2
    told = Message.objects.filter(kind__startswith="reminder")
    assert set(told.values_list("to", flat=True)) == {"organisation:M1", "organisation:YB43"}
    assert all("已逾期" in one.title_zh for one in told.filter(kind="reminder_late"))


def test_a_text_that_comes_later_moves_open_dates_once(
    do: Callable[..., Any], matter: str, papers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.price.actions import asking, dates, store
    from baowen.price.clocks.rules import Clock
    from baowen.price.models import Matter

    asking.survey(matter, "核查成本", do(), papers)
    clock = Clock(
        due_on=date(2026, 10, 23), provisional=False, clause="新条文", basis="sourced", working_zh="", working_en=""
    )
    monkeypatch.setattr(store, "clock_of", lambda *_: clock)
    assert dates.redate_steps(do().book, by="os:test", at=at(9, 29)) == 1
    assert Matter.objects.get(number=matter).next_due == date(2026, 10, 23)
    assert dates.redate_steps(do().book, by="os:test", at=at(9, 29)) == 0


def test_an_enterprise_that_answers_for_another_learns_nothing_and_leaves_nothing(
    people: Any, do: Callable[..., Any], matter: str, costs: Any, tmp_path: Path
) -> None:
    from baowen.price.actions import answering
    from baowen.price.models import Answer
    from baowen.price.queries import own_matter

    paper = tmp_path / "a.txt"
    paper.write_text("发票", encoding="utf-8")
    for work in (
        lambda: answering.save_answer(matter, costs, do(by=people.other)),
        lambda: answering.send_answer(matter, do(by=people.other)),
        lambda: answering.keep_file(matter, paper, tmp_path / "raw", do(by=people.other)),
        lambda: own_matter(matter, people.other, book=do().book),
        lambda: own_matter("P-430000-2026-09999", people.other, book=do().book),
    ):
        with pytest.raises(BaowenError, match="没有可阅看的价格监管事项"):
            work()
    assert not Answer.objects.exists()
    assert not (tmp_path / "raw").exists()


def test_a_letter_number_is_given_once_and_a_template_with_a_fault_takes_none(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.price.actions import asking
    from baowen.price.models import Event, Letter

    papers.templates.mkdir()
    (papers.templates / "survey.docx").write_bytes(b"broken")
    with pytest.raises(BaowenError, match=r"\.docx"):
        asking.survey(matter, "核查成本", do(), papers)
    assert (Letter.objects.count(), Event.objects.count()) == (0, 1)
    (papers.templates / "survey.docx").unlink()
    asking.survey(matter, "核查成本", do(), papers)
    letter = Letter.objects.get()
    assert letter.serial == 1
    letter.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save()


def test_a_public_inquiry_is_owed_an_answer_which_the_enterprises_answer_gives(
    people: Any, do: Callable[..., Any], matter: str, costs: Any, papers: Any
) -> None:
    from baowen.price.actions import answering, asking
    from baowen.price.models import OwedStep
    from baowen.price.queries import public_notices

    with pytest.raises(BaowenError, match="没有列出"):
        asking.ask_publicly(matter, "问询", "为何涨价", do())
    why = "国办发〔2026〕9号（十三）"
    number = asking.ask_publicly(matter, "问询", "为何涨价", do(reason=why), set_on=date(2026, 10, 15))
    assert [(one.number, one.kind, one.words) for one in public_notices()] == [(number, "inquiry", "为何涨价")]
    answering.save_answer(matter, costs, do(by=people.maker))
    answering.send_answer(matter, do(by=people.maker))
    assert OwedStep.objects.get().done_on == date(2026, 9, 28)


def test_a_listing_is_not_suspended_for_following_nobody_where_no_text_says_how_long(
    do: Callable[..., Any], matter: str, papers: Any
) -> None:
    from baowen.price.actions import judging, sanctions
    from baowen.price.models import OwedStep, Suspension

    judging.find_unreasonable(matter, "高于他省", do())
    how = sanctions.Suspending(words="未跟进低价", for_not_following=True)
    with pytest.raises(BaowenError, match="没有规定未跟进低价的暂停期"):
        sanctions.suspend(matter, how, do(reason="跳过"), papers)
    early = sanctions.Suspending(words="未纠正", until=date(2026, 9, 28))
    with pytest.raises(BaowenError, match="应晚于今天"):
        sanctions.suspend(matter, early, do(reason="跳过"), papers)
    how = sanctions.Suspending(words="未跟进低价", for_not_following=True, until=date(2026, 10, 28))
    sanctions.suspend(matter, how, do(reason="跳过"), papers)
    assert Suspension.objects.get().until == date(2026, 10, 28)
    step = OwedStep.objects.get()
    assert (step.step, step.due_on) == ("resumption", date(2026, 10, 28))
    sanctions.resume(matter, do(at(10, 28), reason="期满"), papers)
    assert OwedStep.objects.get().done_on == date(2026, 10, 28)


def test_in_nanjing_a_lower_price_elsewhere_is_to_be_followed_in_twenty_working_days_from_its_day(
    people: Any, do: Callable[..., Any], papers: Any
) -> None:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.price.actions import dates, judging, opening, sanctions
    from baowen.price.kinds import OriginKind
    from baowen.price.models import Matter
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing
    from baowen.procure.listing.kinds import ListingPath

    root = operator("os:root", "100000")
    city = NewOrganisation(code="YB3201", name="市医保局", kind=OrganisationKind.DEPARTMENT, region="320100")
    register_organisations([city], actor=root, at=at(9, 1))
    add_person("nj", name="nj", organisation="YB3201", roles={Role.PRICE_OFFICER}, actor=root, at=at(9, 1))
    officer = actor_of("nj")
    priced = Priced(price=Decimal(58), valid_from=date(2026, 1, 1), path=ListingPath.RECORDED)
    product = Product(code="P9", generic_name="地高辛片", maker="M1")
    of = enter_listing("320000", product, priced, actor=officer, at=at(9, 1))
    new = opening.NewMatter(drug="地高辛片", enterprise="M1", listings=[of])
    origin = opening.Origin(kind=OriginKind.OFFICER, words="他省更低")
    number = opening.open_matter(new, origin, do(by=officer)).number
    other = dates.Elsewhere(
        province="430000", number="P-430000-2026-00001", result="已纠正", price=Decimal(16), priced_on=date(2026, 3, 2)
    )
    dates.refer_to(number, other, do(by=officer))
    step = Matter.objects.get(number=number).owed.get()
    assert (step.step, step.due_on, step.clause) == ("follow", date(2026, 3, 30), "江苏 2025-04-15 通知")
    judging.find_unreasonable(number, "未跟进", do(by=officer))
    with pytest.raises(BaowenError, match="由省级平台办理"):
        sanctions.suspend(number, sanctions.Suspending(words="未跟进"), do(by=officer, reason="跳过"), papers)


def test_a_letter_tells_the_price_of_its_day_and_no_price_that_is_yet_to_come(
    do: Callable[..., Any], matter: str, people: Any
) -> None:
    from baowen.price.actions.issuing import listing_words
    from baowen.price.models import Matter
    from baowen.procure.listing.actions.book import Priced, set_price, void_price
    from baowen.procure.listing.kinds import ListingPath

    found = Matter.objects.get(number=matter)
    of = found.listings.get().listing
    for price, day in ((Decimal(70), date(2026, 12, 1)), (Decimal(99), date(2026, 9, 10))):
        later = Priced(price=price, valid_from=day, path=ListingPath.ORDINARY)
        set_price(of, later, actor=people.procurement, at=at(9, 28))
    void_price(of, date(2026, 9, 10), why="输错", actor=people.procurement, at=at(9, 28))
    assert listing_words(found, date(2026, 9, 28)).endswith("挂网价 58.0000 元，此前 12.5000 元")
    assert listing_words(found, date(2026, 12, 1)).endswith("挂网价 70.0000 元，此前 58.0000 元")
    assert "元" not in listing_words(found, date(2025, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_judge_at_once_give_one_verdict(people: Any, do: Callable[..., Any], matter: str) -> None:
    from baowen.price.actions import judging
    from baowen.price.models import Judgement, Matter

    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lies in memory, where threads cannot meet; this runs on PostgreSQL")
    moves = Matter.objects.get(number=matter).moves

    def judge(turn: int) -> str:
        by = people.officer if turn else people.second
        work = judging.accept_grounds if turn else judging.find_unreasonable
        try:
            work(matter, "理由", do(by=by, seen=moves))
        except BaowenError as error:
            return error.message
        finally:
            connection.close()
        return "judged"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(judge, range(2)))
    assert answers[0] == "judged"
    assert "已被他人办理" in answers[1]
    assert Judgement.objects.count() == 1
