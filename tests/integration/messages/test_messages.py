"""A message stands or falls with its change, goes out by each channel, and is shown where it cannot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from baowen.core.audit.queries import entries_told
from baowen.core.audit.trail import writing
from baowen.core.clock import now
from baowen.core.messages import sending
from baowen.core.messages.actions import add_channel, mark_read, post, remove_channel, retry, send_digests
from baowen.core.messages.models import Delivery, Message
from baowen.core.messages.queries import channels_of, messages_to, undelivered, unread_count
from baowen.core.messages.rules import Text
from baowen.core.messages.states import ChannelKind, DeliveryState
from baowen.core.messages.worker import keep_up, work
from baowen.core.problems import BaowenError

AT = datetime(2026, 11, 26, 1, tzinfo=UTC)
DAY = date(2026, 11, 26)
WANG = "account:wang"
VARIABLE = "BAOWEN_TEST_HOOK"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The instant of the worker; a test moves it on."""
    instant = [AT]
    monkeypatch.setattr("baowen.core.messages.sending.now", lambda: instant[0])
    monkeypatch.setattr("baowen.core.messages.worker.now", lambda: instant[0])
    return instant


@pytest.fixture
def hook(receiver: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """A webhook of Wang's."""
    monkeypatch.setenv(VARIABLE, receiver.url)
    add_channel(to=WANG, kind=ChannelKind.APPRISE, address=VARIABLE, by="a", at=AT)
    return receiver


def tell(key: str = "case/7/opened", *, to: str = WANG, digest: bool = False, at: datetime = AT) -> bool:
    with writing(by="li", at=AT) as trail:
        trail.note("open_case", "case/7")
        return post(
            trail, to=to, kind="case_opened", title=Text("新案件", "New case"), body=Text("请核实", "Please verify"),
            about="case/7", key=key, at=at, digest=digest,
        )  # fmt: skip


def run_worker() -> int:
    # What waits for its next try is woken by its run-after time, which is the real clock's: here the sweep does it.
    DBTaskResult.objects.filter(status="READY", run_after__year__lt=9999).delete()
    return work(once=True, by="worker")


def test_a_message_is_stored_told_of_without_its_words_and_sent_with_its_key(hook: Any, clock: list[datetime]) -> None:
    assert tell()
    assert run_worker() == 1
    (got,) = hook.got
    assert (got["title"], got["title_en"], got["body_en"]) == ("新案件", "New case", "Please verify")
    assert (got["key"], got["kind"], got["about"]) == ("case/7/opened", "case_opened", "case/7")
    assert got["message"].startswith("请核实\n")
    assert got["message"].endswith("消息编号 Message key: case/7/opened")
    assert hook.headers[0]["Idempotency-Key"] == "case/7/opened"
    (entry,) = (one for one in entries_told(limit=9) if one.action == "post_message")
    assert entry.after == {"key": "case/7/opened", "to": WANG, "kind": "case_opened"}
    assert undelivered(limit=9) == []
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_the_same_key_again_changes_nothing(hook: Any, clock: list[datetime]) -> None:
    assert tell()
    assert not tell()
    assert run_worker() == 1
    assert hook.times("case/7/opened") == 1
    assert len(messages_to(WANG, limit=9)) == 1


def test_what_is_rolled_back_leaves_neither_message_nor_task(hook: Any) -> None:
    with transaction.atomic():
        tell()
        assert (Message.objects.count(), Delivery.objects.count(), DBTaskResult.objects.count()) == (1, 1, 1)
        transaction.set_rollback(True)
    assert (Message.objects.count(), Delivery.objects.count(), DBTaskResult.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_message_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        post(None, to=WANG, kind="k", title=Text("题", "t"), body=Text("文", "b"), about="x", key="k", at=AT)


@pytest.mark.django_db
def test_a_recipient_without_channels_has_the_message_on_the_platform_and_nothing_is_queued() -> None:
    tell()
    assert (unread_count(WANG), DBTaskResult.objects.count()) == (1, 0)
    assert mark_read("case/7/opened", by="wang", at=AT)
    assert not mark_read("case/7/opened", by="zhao", at=AT + timedelta(hours=1))
    (told,) = messages_to(WANG, limit=9)
    assert (told.read_at, told.read_by) == (AT, "wang")
    assert messages_to(WANG, unread=True, limit=9) == []
    assert [one.action for one in entries_told(limit=9)].count("read_message") == 1
    with pytest.raises(BaowenError, match="没有编号"):
        mark_read("no/such", by="wang", at=AT)


def test_a_channel_that_fails_is_tried_again_after_growing_waits_and_then_shown(
    hook: Any, clock: list[datetime], settings: Any
) -> None:
    settings.MESSAGE_WAITS = (timedelta(minutes=1), timedelta(hours=1))
    hook.status = 500
    tell()
    for after, tries in ((timedelta(), 1), (timedelta(seconds=59), 1), (timedelta(seconds=1), 2)):
        clock[0] += after
        run_worker()
        assert len(hook.got) == tries
        (told,) = undelivered(limit=9)
        assert (told.tries, told.state) == (tries, "waiting")
    assert told.next_try_at == clock[0] + timedelta(hours=1)
    clock[0] += timedelta(hours=1)
    run_worker()
    (told,) = undelivered(limit=9)
    assert (told.state, told.tries, told.next_try_at) == ("failed", 3, None)
    assert VARIABLE in told.problem_zh
    clock[0] += timedelta(days=30)
    assert run_worker() == 0
    hook.status = 200
    assert retry(None, by="a", at=clock[0], reason="已修复") == 1
    run_worker()
    assert (len(hook.got), undelivered(limit=9)) == (4, [])


def test_the_next_try_is_a_task_of_the_queue_at_its_time(hook: Any) -> None:
    hook.status = 500
    tell(at=now())
    assert work(once=True, by="worker") == 1
    waits, delivery = DBTaskResult.objects.get(status="READY"), Delivery.objects.get()
    assert (delivery.task, delivery.due_at) == (waits.id, waits.run_after)
    assert delivery.tried_at is not None
    assert waits.run_after - delivery.tried_at >= timedelta(minutes=1)


def test_a_retry_of_an_unknown_delivery_is_refused_whole(hook: Any, clock: list[datetime], settings: Any) -> None:
    settings.MESSAGE_WAITS = ()
    hook.status = 500
    tell()
    run_worker()
    (told,) = undelivered(limit=9)
    with pytest.raises(BaowenError, match="999"):
        retry([told.number, 999], by="a", at=AT)
    assert undelivered(limit=9) == [told]


def test_a_missing_variable_or_a_broken_address_is_shown_and_not_lost(
    hook: Any, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    tell("a")
    run_worker()
    monkeypatch.setenv(VARIABLE, "no address at all")
    tell("b")
    run_worker()
    problems = {one.key: one.problem_zh for one in undelivered(limit=9)}
    assert "没有变量 BAOWEN_TEST_HOOK" in problems["a"]
    assert "不是 Apprise 的写法" in problems["b"]
    assert "no address at all" not in problems["b"]


def test_mail_goes_out_with_an_id_that_copies_share_and_without_a_server_it_is_shown(
    clock: list[datetime], settings: Any, db: None
) -> None:
    add_channel(to=WANG, kind=ChannelKind.EMAIL, address="wang@example.cn", by="a", at=AT)
    add_channel(to="account:li", kind=ChannelKind.EMAIL, address="wang@example.cn", by="a", at=AT)
    tell("one")
    run_worker()
    (told,) = undelivered(limit=9)
    assert "BAOWEN_EMAIL_HOST" in told.problem_zh
    assert "wang@example.cn" not in str(entries_told(limit=9))
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", "baowen@example.cn"
    retry([told.number], by="a", at=AT)
    run_worker()
    Delivery.objects.update(state=DeliveryState.WAITING, sent_at=None)
    run_worker()
    first, copy = mail.outbox
    assert first.to == ["wang@example.cn"]
    assert first.subject == "新案件 New case"
    assert first.extra_headers == copy.extra_headers
    assert first.extra_headers["X-Baowen-Key"] == "one"
    assert first.extra_headers["Message-ID"].endswith("@baowen.invalid>")


def test_bad_channels_are_refused_and_the_same_channel_is_one(db: None) -> None:
    for kind, address in ((ChannelKind.EMAIL, "wang"), (ChannelKind.APPRISE, "json://host/secret")):
        with pytest.raises(BaowenError):
            add_channel(to=WANG, kind=kind, address=address, by="a", at=AT)
    numbers = {add_channel(to=WANG, kind=ChannelKind.APPRISE, address="HOOK", by="a", at=AT) for _ in range(2)}
    assert {one.number for one in channels_of(WANG)} == numbers
    assert [one.action for one in entries_told(limit=9)] == ["add_channel"]


def test_what_was_to_go_out_by_a_channel_that_is_gone_is_cancelled(
    hook: Any, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    (channel,) = channels_of(WANG)
    tell()
    remove_channel(channel.number, by="a", at=AT)
    Delivery.objects.update(state=DeliveryState.WAITING)  # as a post that ran beside the removal leaves it
    run_worker()
    assert (hook.got, Delivery.objects.get().state) == ([], DeliveryState.CANCELLED)
    with pytest.raises(BaowenError, match="没有编号"):
        remove_channel(channel.number, by="a", at=AT)


def test_a_claim_keeps_others_off_until_its_lease_runs_out(hook: Any) -> None:
    tell()
    number = Delivery.objects.get().id
    first = sending.claim(number, at=AT)
    assert first is not None
    assert sending.claim(number, at=AT + timedelta(seconds=299)) is None
    second = sending.claim(number, at=AT + timedelta(seconds=300))
    assert second is not None
    assert (first.tries, second.tries) == (1, 2)
    sending.mark_not_sent(first, sending.BROKEN_OFF, at=AT)
    assert Delivery.objects.get().claim == second.token
    sending.mark_sent(second, at=AT)
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_delivery_on_which_every_worker_dies_is_shown_in_the_end(
    hook: Any, clock: list[datetime], settings: Any
) -> None:
    settings.MESSAGE_WAITS = (timedelta(minutes=1),)
    tell()
    number = Delivery.objects.get().id
    for _ in range(2):
        assert sending.claim(number, at=clock[0]) is not None
        clock[0] += timedelta(hours=1)
        DBTaskResult.objects.all().delete()
        sending.take_up_again(at=clock[0])
    (told,) = undelivered(limit=9)
    assert (told.state, told.tries) == ("failed", 2)


def test_what_a_living_task_will_wake_is_not_woken_twice(hook: Any) -> None:
    tell()
    assert sending.take_up_again(at=AT) == 0
    DBTaskResult.objects.update(status="RUNNING", started_at=AT)
    assert sending.take_up_again(at=AT + timedelta(seconds=299)) == 0
    assert sending.take_up_again(at=AT + timedelta(seconds=300)) == 1
    assert sending.take_up_again(at=AT + timedelta(seconds=300)) == 0


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_claim_at_once_one_gets_the_delivery() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite lies in memory, where threads get in each other's way; it has one writer anyway")
    add_channel(to=WANG, kind=ChannelKind.APPRISE, address="HOOK", by="a", at=AT)
    for turn in range(20):
        tell(f"case/{turn}")
    numbers = list(Delivery.objects.values_list("id", flat=True))

    def claim_all(_: int) -> list[int]:
        try:
            return [number for number in numbers if sending.claim(number, at=AT) is not None]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        claimed = [number for part in pool.map(claim_all, range(4)) for number in part]
    assert sorted(claimed) == numbers


def test_reminders_stand_in_the_inbox_at_once_and_go_out_once_a_day_gathered(hook: Any, clock: list[datetime]) -> None:
    tell("r/1", digest=True)
    tell("r/2", digest=True)
    tell("r/3", to="account:li", digest=True)
    assert run_worker() == 1  # 09:00 in China, past the hour of digests: Wang's goes out, Li has no channel
    (got,) = hook.got
    assert got["key"] == "digest/account:wang/2026-11-26"
    assert "（2 条）" in got["title"]
    assert {one.key for one in messages_to(WANG, limit=9)} == {"r/1", "r/2"}
    tell("r/4", digest=True)
    assert send_digests(on=DAY, at=AT, by="a") == 0
    assert send_digests(on=DAY + timedelta(days=1), at=AT + timedelta(days=1), by="a") == 1
    clock[0] = AT + timedelta(days=1)
    run_worker()
    assert [one["key"] for one in hook.got[1:]] == ["digest/account:wang/2026-11-27"]
    gathered = dict(Message.objects.filter(waits_for_digest=True).values_list("key", "gathered_into__key"))
    assert gathered == {
        "r/1": "digest/account:wang/2026-11-26", "r/2": "digest/account:wang/2026-11-26",
        "r/3": "digest/account:li/2026-11-26", "r/4": "digest/account:wang/2026-11-27",
    }  # fmt: skip


def test_digests_wait_for_their_hour_in_china_and_for_what_is_posted_later(db: None) -> None:
    tell("r/1", digest=True, at=AT - timedelta(hours=2))
    tell("r/2", digest=True, at=AT + timedelta(hours=2))
    keep_up(at=AT - timedelta(minutes=61), by="a")
    assert not Message.objects.filter(kind="digest").exists()
    keep_up(at=AT - timedelta(minutes=60), by="a")
    assert list(Message.objects.filter(gathered_into=None, waits_for_digest=True).values_list("key", flat=True)) == [
        "r/2"
    ]


def test_old_tasks_are_forgotten_and_their_deliveries_stay(hook: Any, clock: list[datetime]) -> None:
    tell()
    run_worker()
    DBTaskResult.objects.update(started_at=AT - timedelta(days=8))
    keep_up(at=AT, by="a")
    assert (DBTaskResult.objects.count(), Delivery.objects.count()) == (0, 1)
