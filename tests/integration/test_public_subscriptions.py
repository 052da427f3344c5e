"""Subscriptions by e-mail: nothing before it is confirmed, each warning once, gone at once when left. MON-8, PUB-1."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client

from baowen.api import book
from baowen.commands.fields import first_level
from baowen.core.audit.queries import entries_told
from baowen.core.home import create_home
from baowen.core.messages.channels.problem import NotSentError
from baowen.core.problems import BaowenError
from baowen.public import subscription_views
from baowen.public.actions import sending
from baowen.public.actions.sending import Warned, make_letters, send_letter, send_letters
from baowen.public.actions.subscribing import SUBSCRIPTIONS_MOST, Asked, ask, confirm, forget, leave
from baowen.public.letters import Line
from baowen.public.matching import Heard
from baowen.public.models import Letter, Link, Subscriber, Subscription, Told
from baowen.public.subscriptions import counted, to_leave

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
MOTHER = "mother@example.cn"


def warning(number: str, region: str = "430100", drug: str = "地高辛") -> Warned:
    return Warned(
        heard=Heard(number, region, frozenset((drug, f"{drug}片"))),
        line=Line(
            is_red=True, severity=("红色", "red"), title=("到货偏少", "little came"), drug=f"{drug}片 {number}",
            product_code="P1", place="长沙市", since=date(2026, 9, 1),
        ),
    )  # fmt: skip


def asked(address: str = MOTHER, drug: str = "地高辛", region: str = "430100", **more: Any) -> Asked:
    given = {"english": False, "site": "https://here.example"} | more
    return Asked(address=address, drug=drug, region=region, **given)


def subscribe(drug: str = "地高辛", region: str = "430100", address: str = MOTHER, at: datetime = AT) -> None:
    """Ask and confirm, as by the links of the letter."""
    number = ask(asked(address, drug, region), at=at)
    assert number is not None
    send_letter(number, {}, at=at)
    confirm(link("confirm"), at=at)


def link(kind: str, which: int = -1) -> str:
    """The token of a link in a letter, the last one's unless told."""
    found = re.search(rf"/public/subscriptions/{kind}/([\w-]+)/", str(mail.outbox[which].body))
    assert found is not None
    return found.group(1)


def run(warned: list[Warned], at: datetime = AT) -> Any:
    return send_letters(warned, at=at, made=make_letters(warned, at=at))


def test_nothing_is_told_before_it_is_confirmed_and_each_warning_once_after() -> None:
    number = ask(asked(), at=AT)
    assert number is not None
    send_letter(number, {}, at=AT)
    assert run([warning("S1")]).sent == 0
    confirm(link("confirm"), at=AT)
    assert run([warning("S1"), warning("S2", region="430200")]).sent == 1
    assert "地高辛片 S1" in str(mail.outbox[-1].body)
    assert " S2" not in str(mail.outbox[-1].body)
    assert run([warning("S1")]).sent == 0
    assert run([warning("S1"), warning("S3", region="430000")]).sent == 1
    assert " S3" in str(mail.outbox[-1].body)
    assert " S1" not in str(mail.outbox[-1].body)


def test_one_letter_answers_all_subscriptions_of_a_person_and_tells_a_warning_once() -> None:
    subscribe()
    subscribe(drug="", region="430000")
    subscribe(address="other@example.cn", drug="阿司匹林")
    before = len(mail.outbox)
    assert run([warning("S1"), warning("S2", drug="阿司匹林", region="430200")]).sent == 1
    assert [one.to for one in mail.outbox[before:]] == [[MOTHER]]
    assert str(mail.outbox[-1].body).count("地高辛片 S1") == 1
    assert Told.objects.count() == 3


def test_every_letter_can_be_left_with_one_click_and_the_address_goes_at_once() -> None:
    subscribe()
    run([warning("S1")])
    for one in mail.outbox:
        assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link("leave") in str(mail.outbox[-1].extra_headers["List-Unsubscribe"])
    leave(link("leave", 0), at=AT)  # the link of an older letter does as well
    for kind in (Subscriber, Subscription, Letter, Link, Told):
        assert kind.objects.count() == 0
    with pytest.raises(BaowenError, match="链接无效"):
        leave(link("leave"), at=AT)


def test_one_of_several_can_be_left_and_never_somebody_elses() -> None:
    subscribe()
    subscribe(drug="阿司匹林")
    subscribe(address="other@example.cn")
    theirs = to_leave(link("leave"))[0].number
    mine = [one.number for one in to_leave(link("leave", 0))]
    leave(link("leave", 0), at=AT, only=theirs)
    assert counted().confirmed == 3
    leave(link("leave", 0), at=AT, only=mine[0])
    assert [one.drug for one in to_leave(link("leave", 0))] == ["阿司匹林"]


def test_tokens_are_kept_as_digests_and_the_audit_chain_has_no_address_and_no_drug() -> None:
    subscribe()
    run([warning("S1")])
    forget(at=AT)
    leave(link("leave"), at=AT)
    kept = " ".join(Link.objects.values_list("digest", flat=True))
    for index in range(len(mail.outbox)):
        assert link("leave", index) not in kept
    told = " ".join(map(str, entries_told(limit=100)))
    assert "subscription.confirm" in told
    assert "subscription.leave" in told
    assert "mother" not in told
    assert "地高辛" not in told


def test_who_asks_is_answered_the_same_and_an_address_gets_three_answers_a_day_at_most() -> None:
    subscribe()
    kinds = []
    for more in ({}, {"drug": "阿司匹林"}, {"drug": "布洛芬"}):
        number = ask(asked(**more), at=AT)
        kinds.append(None if number is None else Letter.objects.get(pk=number).kind)
    assert kinds == ["known", "confirm", None]
    later = ask(asked(), at=AT + timedelta(days=1, seconds=1))
    assert later is not None


def test_an_address_has_so_many_subscriptions_at_most() -> None:
    for number in range(SUBSCRIPTIONS_MOST + 1):
        last = ask(asked(drug=f"药{number}"), at=AT + timedelta(days=number))
    assert last is not None
    assert Letter.objects.get(pk=last).kind == "full"
    assert Subscription.objects.count() == SUBSCRIPTIONS_MOST


def test_what_nobody_confirms_is_erased_after_some_days_and_what_is_confirmed_stays() -> None:
    subscribe()
    ask(asked(drug="阿司匹林"), at=AT)
    ask(asked(address="typo@example.cn"), at=AT)
    assert forget(at=AT + timedelta(days=3, seconds=-1)) == 0
    assert Subscriber.objects.count() == 2
    assert forget(at=AT + timedelta(days=3)) == 1
    assert [one.address for one in Subscriber.objects.all()] == [MOTHER]
    assert (counted().confirmed, counted().waiting) == (1, 0)


def test_what_is_no_address_is_refused() -> None:
    for wrong in ("", "mother", "a@b", "a@example.cn, b@example.cn", "a@example.cn\nBcc: c@example.cn"):
        with pytest.raises(BaowenError, match="不是电子邮件地址"):
            ask(asked(address=wrong), at=AT)
    assert Subscriber.objects.count() == 0


class Killed(BaseException):
    """The process dies here."""


def test_killed_after_the_mail_server_took_it_one_letter_goes_twice_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        subscribe(address=f"a{number}@example.cn")
    before, hand_over = len(mail.outbox), sending.hand_over

    def dies(letter: Any) -> None:
        hand_over(letter)
        if letter.to == ["a1@example.cn"]:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "hand_over", dies)
        with pytest.raises(Killed):
            run([warning("S1")])
    assert run([warning("S1")]).sent == 1  # who was not reached yet; what another may be sending is left alone
    later = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr(sending, "now", lambda: later)
    assert run([warning("S1")], at=later).sent == 1
    assert run([warning("S1")], at=later).sent == 0
    sent = mail.outbox[before:]
    assert sorted(one.to[0] for one in sent) == ["a0@example.cn", "a1@example.cn", "a1@example.cn", "a2@example.cn"]
    assert len({one.extra_headers["Message-ID"] for one in sent}) == 3


def test_killed_before_the_letters_go_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    subscribe()
    assert make_letters([warning("S1")], at=AT) == 1
    assert make_letters([warning("S1"), warning("S2")], at=AT) == 0  # one at a time: S2 waits for the next
    assert run([warning("S1"), warning("S2")]).sent == 1
    assert run([warning("S1"), warning("S2")]).sent == 1
    assert "S2" in str(mail.outbox[-1].body)


def test_what_was_over_before_it_could_be_told_is_not_told() -> None:
    subscribe()
    make_letters([warning("S1")], at=AT)
    before = len(mail.outbox)
    assert run([]).sent == 0
    assert (len(mail.outbox), counted().unsent) == (before, 0)


def test_what_the_server_does_not_take_waits_and_an_address_refused_again_and_again_is_erased(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    subscribe()

    def fails(error: Exception) -> Callable[..., int]:
        def send(*_: Any, **__: Any) -> int:
            raise error

        return send

    monkeypatch.setattr(mail.EmailMessage, "send", fails(ConnectionRefusedError()))
    for _ in range(len(settings.MESSAGE_WAITS) + 3):
        found = run([warning("S1")])
        assert (found.sent, found.not_sent, found.erased) == (0, 1, 0)
        assert isinstance(found.problem, NotSentError)
    monkeypatch.setattr(mail.EmailMessage, "send", fails(smtplib.SMTPRecipientsRefused({})))
    erased = [run([warning("S1")]).erased for _ in range(len(settings.MESSAGE_WAITS) + 1)]
    assert erased == [0] * len(settings.MESSAGE_WAITS) + [1]
    assert Subscriber.objects.count() == 0


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(subscription_views, "drug_names", lambda _serving, *, text, most: ["地高辛", "地高辛片"])
    monkeypatch.setattr(subscription_views, "serving", object)
    book.home.cache_clear()
    caches["default"].clear()
    yield Client(headers={"host": "localhost"})
    book.home.cache_clear()


def test_the_pages_answer_known_and_new_addresses_alike_and_choose_drugs_of_the_catalogue_alone(site: Client) -> None:
    given = {"drug": "地高辛", "region": "430100", "address": MOTHER}
    first = site.post("/public/subscriptions/", given)
    assert MOTHER in first.content.decode()
    site.post(f"/public/subscriptions/confirm/{link('confirm')}/")
    assert counted().confirmed == 1
    again = site.post("/public/subscriptions/", given)
    # The token against forgery differs with each page.
    bare = [re.sub(r'value="[\w-]{64}"', "", one.content.decode()) for one in (first, again)]
    assert bare[0] == bare[1]
    assert [len(one.to) for one in mail.outbox] == [1, 1]
    wrong = site.post("/public/subscriptions/", given | {"drug": "见 https://evil.example"}).content.decode()
    assert 'value="地高辛片"' in wrong
    assert "请从列表中选择地区" in site.post("/public/subscriptions/", given | {"region": "320100"}).content.decode()
    assert len(mail.outbox) == 2


def test_opening_a_link_neither_confirms_nor_leaves_and_a_mail_program_leaves_with_one_post(site: Client) -> None:
    site.post("/public/subscriptions/", {"drug": "", "region": "430000", "address": MOTHER})
    site.get(f"/public/subscriptions/confirm/{link('confirm')}/")
    assert counted().confirmed == 0
    site.post(f"/public/subscriptions/confirm/{link('confirm')}/")
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    address = f"/public/subscriptions/leave/{link('leave')}/"
    assert "全部药品" in strict.get(address).content.decode()
    assert counted().addresses == 1
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert counted().addresses == 0
    assert strict.get(address).status_code == 404
    assert strict.post("/public/subscriptions/", {"address": MOTHER}).status_code == 403


def test_one_machine_asks_ten_times_an_hour_at_most(site: Client) -> None:
    statuses = [
        site.post("/public/subscriptions/", {"region": "430100", "address": f"a{number}@example.cn"}).status_code
        for number in range(12)
    ]
    assert statuses == [200] * 10 + [429] * 2
    assert site.get("/public/subscriptions/").status_code == 200


def test_the_command_counts_what_it_does_and_shows_no_address(call: Callable[..., Any]) -> None:
    call("init", "--region", "430000")
    assert call("subscriptions", "send").code == 2  # no cycle has run: says what to run
    ask(asked(), at=AT)
    told = call("subscriptions", "count", "--json")
    assert told.document == {"addresses": 1, "confirmed": 0, "waiting": 1, "unsent": 1}
    assert set(told.document) == first_level("subscriptions count")
    assert "mother" not in call("subscriptions", "count").out
