"""What a message says on its way out, when it is tried again, and what a digest gathers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.messages.rules import (
    SHOWN_IN_DIGEST,
    Letter,
    Text,
    Waiting,
    checked_recipient,
    checked_variable,
    digests,
    wait_after,
    within,
    written,
)
from baowen.core.problems import BaowenError

DAY = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 1, tzinfo=UTC)


def letter(title: str = "核实时限将到", body: str = "请于今日办理", body_en: str = "Due today") -> Letter:
    return Letter(key="case/7/due", kind="reminder", title=Text(title, "Due"), body=Text(body, body_en), about="case/7")


def waiting(to: str, number: int, minutes: int = 0) -> Waiting:
    title = Text(f"提醒{number}", f"reminder {number}")
    return Waiting(key=f"{to}/{number}", to=to, title=title, posted_at=AT + timedelta(minutes=minutes))


@pytest.mark.parametrize("to", ["", "wang", "account:", "account:a b", "person:wang", "account:a\n", "organisation:"])
def test_a_recipient_that_is_none_is_refused_with_the_right_form(to: str) -> None:
    with pytest.raises(BaowenError, match="account:"):
        checked_recipient(to)


def test_accounts_and_organisations_are_recipients() -> None:
    assert checked_recipient("account:王医生") == "account:王医生"
    assert checked_recipient("organisation:430100-HC") == "organisation:430100-HC"


def test_an_address_with_a_secret_is_refused_where_the_name_of_a_variable_belongs_and_is_not_repeated() -> None:
    with pytest.raises(BaowenError) as refused:
        checked_variable("wecombot://very-secret")
    assert "very-secret" not in str(refused.value)
    assert checked_variable("BAOWEN_WECOM_DUTY") == "BAOWEN_WECOM_DUTY"


def test_waits_follow_the_tries_and_then_end() -> None:
    waits = (timedelta(minutes=1), timedelta(hours=1))
    assert [wait_after(tries, waits) for tries in (1, 2, 3, 4)] == [*waits, None, None]
    assert wait_after(1, ()) is None


def test_the_text_has_both_languages_and_the_key() -> None:
    assert written(letter()) == "请于今日办理\n\nDue\nDue today\n\n消息编号 Message key: case/7/due"


def test_a_text_that_fits_is_whole_and_the_english_goes_before_any_chinese() -> None:
    one = letter()
    whole = within(one, most=2048)
    assert whole == f"核实时限将到\n{written(one)}"
    shorter = within(one, most=len(whole.encode()) - 1)
    assert shorter == "核实时限将到\n请于今日办理\n\n消息编号 Message key: case/7/due"


@given(st.text(max_size=400), st.text(max_size=400), st.integers(200, 900))
def test_a_text_never_exceeds_its_bytes_and_never_loses_its_key(body: str, english: str, most: int) -> None:
    text = within(letter(body=body, body_en=english), most=most)
    assert len(text.encode()) <= most
    assert text.endswith("消息编号 Message key: case/7/due")
    assert text.startswith("核实时限将到\n")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), max_size=70), st.randoms())
def test_every_waiting_message_is_in_exactly_one_digest_and_that_of_its_recipient(
    posted: list[tuple[str, int]], shuffle: object
) -> None:
    ones = [waiting(f"account:{name}", number, minutes) for number, (name, minutes) in enumerate(posted)]
    found = digests(ones, on=DAY)
    members = Counter(key for digest in found for key in digest.members)
    assert members == Counter(one.key for one in ones)
    assert all(key.startswith(f"{digest.to}/") for digest in found for key in digest.members)
    assert [digest.to for digest in found] == sorted({one.to for one in ones})
    mixed = list(ones)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert digests(mixed, on=DAY) == found


def test_a_digest_lists_titles_oldest_first_and_says_how_many_more_there_are() -> None:
    (short,) = digests([waiting("account:a", 2, 5), waiting("account:a", 1, 1)], on=DAY)
    assert short.title == Text("2026年11月26日消息汇总（2 条）", "Digest of 2026-11-26: 2")
    assert short.body == Text("1. 提醒1\n2. 提醒2", "1. reminder 1\n2. reminder 2")
    assert short.key == "digest/account:a/2026-11-26"
    (long,) = digests([waiting("account:a", number, number) for number in range(SHOWN_IN_DIGEST + 3)], on=DAY)
    assert len(long.members) == SHOWN_IN_DIGEST + 3
    assert long.body.zh.splitlines()[-1] == "另有 3 条，请登录平台查看。"
    assert len(long.body.zh.splitlines()) == SHOWN_IN_DIGEST + 1
