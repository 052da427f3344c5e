"""Robots of WeCom and DingTalk answer 200 to what they refuse; only `errcode` 0 is success."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from baowen.core.messages.channels import bots, chat
from baowen.core.messages.channels.problem import NotSentError
from baowen.core.messages.rules import Letter, Text

WECOM = "wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
DINGTALK = "dingtalk://SEC0123456789@" + "ab12" * 10
LETTER = Letter(
    key="case/7", kind="k", title=Text("新案件", "New"), body=Text("核实" * 600, "Verify"), about="case/7"
)  # fmt: skip


@pytest.fixture(params=[WECOM, DINGTALK], ids=["wecom", "dingtalk"])
def robot(request: pytest.FixtureRequest, receiver: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The robot of a variable, its service moved to this machine."""
    monkeypatch.setenv("ROBOT", request.param)
    find = bots.robot_of

    def moved(service: Any) -> bots.Robot:
        found = find(service)
        assert found is not None
        parts = urlsplit(found.url)
        assert parts.scheme == "https"
        url = f"http://127.0.0.1:{receiver.port}{parts.path}?{parts.query}"
        return bots.Robot(name=found.name, url=url, most=found.most, extras=found.extras)

    monkeypatch.setattr(bots, "robot_of", moved)
    return receiver


def test_a_robot_that_takes_it_gets_a_text_within_its_limit_that_ends_in_the_key(robot: Any) -> None:
    robot.answer = {"errcode": 0, "errmsg": "ok"}
    chat.send("ROBOT", LETTER)
    (got,) = robot.got
    text = got["text"]["content"]
    assert got["msgtype"] == "text"
    assert text.startswith("新案件\n核实")
    assert text.endswith("消息编号 Message key: case/7")
    limit = 2048 if "webhook" in robot.paths[0] else 18_000
    assert len(text.encode()) <= limit


@pytest.mark.parametrize("answer", [{"errcode": 45009, "errmsg": "api freq out of limit"}, {}])
def test_a_refusal_with_status_200_is_no_success(robot: Any, answer: dict[str, object]) -> None:
    robot.answer = answer
    with pytest.raises(NotSentError, match="errcode"):
        chat.send("ROBOT", LETTER)


def test_a_robot_that_is_not_there_is_no_success(robot: Any) -> None:
    robot.status = 502
    with pytest.raises(NotSentError, match="502"):
        chat.send("ROBOT", LETTER)


def test_a_dingtalk_robot_with_a_secret_is_signed(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOT", DINGTALK)
    found = bots.robot_of(chat.service_of("ROBOT"))
    assert found is not None
    query = parse_qs(urlsplit(found.url).query)
    assert set(query) == {"access_token", "timestamp", "sign"}
    assert len(query["sign"][0]) == 44
