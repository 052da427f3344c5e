"""`baowen messages` and `baowen worker`, as an operator uses them."""

from __future__ import annotations

import runpy
import signal
from collections.abc import Callable
from typing import Any

import pytest

from baowen.commands.fields import first_level
from baowen.core import settings
from baowen.core.audit.trail import writing
from baowen.core.clock import now
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]


@pytest.fixture
def told(call: Call, receiver: Any, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Call:
    """A home in which Wang has a webhook and one message that has not gone out; the first failure is the last."""
    settings.MESSAGE_WAITS = ()
    monkeypatch.setenv("BAOWEN_HOOK", receiver.url)
    assert call("init", "--region", "430000").code == 0
    assert call("messages", "channel", "add", "--to", "account:wang", "--apprise", "BAOWEN_HOOK").code == 0
    with writing(by="a", at=now()) as trail:
        title, body = Text("[/]新案件", "New"), Text("请核实", "Verify")
        post(trail, to="account:wang", kind="k", title=title, body=body, about="case/7", key="case/7", at=now())
    return call


def test_a_message_is_listed_sent_and_read(told: Call, receiver: Any) -> None:
    handler = signal.getsignal(signal.SIGTERM)
    ran = told("worker", "--once")
    assert (ran.code, receiver.times("case/7")) == (0, 1)
    assert "已处理任务 1 项" in ran.out
    assert signal.getsignal(signal.SIGTERM) is handler
    listed = told("messages", "list", "--to", "account:wang", "--unread", "--json")
    assert [one["key"] for one in listed.document] == ["case/7"]
    assert set(listed.document[0]) == first_level("messages list")
    assert "[/]新案件" in told("messages", "list", "--to", "account:wang").out
    assert told("messages", "read", "case/7").code == 0
    assert told("messages", "list", "--to", "account:wang", "--unread", "--json").document == []
    nothing = told("messages", "failed")
    assert (nothing.code, "没有未送达" in nothing.out) == (0, True)


def test_what_failed_is_shown_with_the_remedy_and_goes_out_after_a_retry(told: Call, receiver: Any) -> None:
    receiver.status = 500
    told("worker", "--once")
    failed = told("messages", "failed", "--json")
    assert (failed.code, set(failed.document[0])) == (1, first_level("messages failed"))
    shown = told("messages", "failed").out
    assert "BAOWEN_HOOK" in shown.replace("\n", "")
    receiver.status = 200
    number = failed.document[0]["number"]
    assert told("messages", "retry").code == 2
    assert told("messages", "retry", number, "--reason", "已修复").code == 0
    told("worker", "--once")
    assert told("messages", "failed", "--json").document == []
    assert receiver.times("case/7") == 2


def test_channels_are_listed_and_removed(told: Call) -> None:
    (channel,) = told("messages", "channel", "list", "--json").document
    assert set(channel) == first_level("messages channel list")
    assert told("messages", "channel", "remove", channel["number"]).code == 0
    assert told("messages", "channel", "list", "--json").document == []
    assert told("messages", "digest").code == 0
    for wrong in (
        ("messages", "channel", "remove", channel["number"]),
        ("messages", "channel", "add", "--to", "account:wang"),
        ("messages", "channel", "add", "--to", "wang", "--email", "wang@example.cn"),
        ("messages", "list", "--to", "wang"),
    ):
        assert told(*wrong).code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("BAOWEN_MESSAGE_WAITS", "60,soon"), ("BAOWEN_MESSAGE_LEASE", "0"), ("BAOWEN_EMAIL_SECURITY", "SSL")],
)
def test_a_setting_that_cannot_be_meant_is_refused_with_the_form(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BaowenError, match=name):
        runpy.run_path(settings.__file__)
