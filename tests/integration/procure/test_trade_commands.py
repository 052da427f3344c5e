"""PRC-4: the trade on the command line: what each command prints, and that it reaches the lake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.core.home import Home

pytestmark = pytest.mark.django_db
Say = Callable[..., Any]


@pytest.fixture
def say(home: Home, market: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command as somebody and give its JSON document, after its fields were compared with those written down."""

    def run(who: str, command: str, *words: object, code: int = 0) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", who)
        answer = call(*command.split(), *words, "--json")
        assert answer.code == code, answer.err
        if code == 2:
            return answer.err
        document = answer.document
        first = document[0] if isinstance(document, list) else document
        assert set(first) == first_level(command)
        return document

    return run


def test_an_order_goes_its_way_on_the_command_line_and_reaches_the_lake(
    say: Say, call: Any, listed: Callable[..., str], bring_in: Callable[..., Any]
) -> None:
    line = f"listing:{listed()}:100:12.5"
    placed = say("buyer", "orders place", "--number", "A1", "--supplier", "D1", "--line", line)
    code, number = placed["code"], placed["lines"][0]
    assert say("buyer", "orders place", "--number", "A1", "--supplier", "D1", "--line", line)["is_new"] is False
    assert "依据:编号" in say("buyer", "orders place", "--number", "A2", "--supplier", "D1", "--line", "x", code=2)
    assert say("supplier", "orders confirm", code) == {"code": code, "lines": 1}
    lot = ("--line", number, "--quantity", "60", "--lot", "L1", "--expires", "2030-01-31", "--trace", "8" * 12)
    sent = say("supplier", "orders deliver", code, "--number", "N1", *lot)
    assert "不是 20 位" in sent["doubts"][0]["message"]
    assert say("buyer", "orders receive", sent["deliveries"][0], "--accepted", "60")["receipt"].startswith("RK")
    back = ("--number", "R1", "--quantity", "2", "--cause", "quality")
    assert say("buyer", "orders return", sent["deliveries"][0], *back)["is_new"] is True
    shown = say("officer", "orders show", code)
    assert set(shown["lines"][0]) == nested_level("orders show", "lines[].")
    assert set(shown["deliveries"][0]) == nested_level("orders show", "deliveries[].")
    assert set(shown["deliveries"][0]["returns"][0]) == nested_level("orders show", "deliveries[].returns[].")
    assert say("buyer", "orders close", code)["lines"] == 1
    assert [one["code"] for one in say("supplier", "orders list", "--state", "closed")] == [code]
    assert "地高辛片" in call("orders", "list").out
    assert "L1" in call("orders", "show", code).out
    refused = say("os:root", "trade hand-over", code=4)
    assert set(refused["refused"][0]) == nested_level("trade hand-over", "refused[].")
    bring_in("organisation", "机构代码,机构名称,机构类型,行政区划代码\nH1,甲,医疗机构,430121\nD1,丙,配送企业,430102\n")
    bring_in("catalogue", "药品代码,通用名,剂型,规格,包装,最小包装数量\nP1,地高辛片,片剂,0.25mg,30片/盒,30\n")
    assert say("os:root", "trade hand-over") == {"accepted": 3, "unchanged": 0, "refused": [], "waiting": 0}


def test_refusing_and_cancelling_say_why_and_a_city_tells_what_it_lacks(
    say: Say, call: Any, listed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"listing:{listed()}:10"
    codes = [
        say("buyer", "orders place", "--number", number, "--supplier", "D1", "--line", line)["code"] for number in "AB"
    ]
    assert say("supplier", "orders refuse", codes[0], "--reason", "断供")["lines"] == 1
    assert say("buyer", "orders cancel", codes[1], "--reason", "不要了")["lines"] == 1
    monkeypatch.setenv("BAOWEN_ACTOR", "maker")
    assert "已登记" in call("trade", "distributor", "P1", "430100", "D1").out
    assert "未作改动" in call("trade", "distributor", "P1", "430100", "D1").out
    found = say("officer", "trade distributors", "430100")
    assert (found["least"], [(one["product_code"], one["named"]) for one in found["products"]]) == (3, [("P1", 1)])
    assert "P1" in call("trade", "distributors", "430100").out
    monkeypatch.setenv("BAOWEN_ACTOR", "os:root")
    assert call("trade", "distance", "H1", "63").code == 0
    assert call("trade", "distance", "H1", "-1").code == 2


def test_the_worker_hands_the_trade_over_and_tells_a_hindrance(
    say: Say, call: Any, listed: Callable[..., str], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.commands import trade
    from baowen.core.clock import now
    from baowen.core.problems import BaowenError

    say("buyer", "orders place", "--number", "A1", "--supplier", "D1", "--line", f"listing:{listed()}:10")
    told: list[Any] = []
    monkeypatch.setattr(trade.err, "print", lambda *words, **_: told.append(words[0]))
    trade.beat(home, now())
    assert any("未能入湖" in one for one in told)
    told.clear()
    trade.beat(home, now())
    assert told == [], "what was refused a moment ago is not asked again"
    say("buyer", "orders place", "--number", "A2", "--supplier", "D1", "--line", f"listing:{listed('P2')}:10")

    def busy(*_: Any, **__: Any) -> Any:
        raise BaowenError("另一进程正在写入", "busy")

    monkeypatch.setattr(trade, "_handed", busy)
    trade.beat(home, now())
    assert "暂未入湖" in told[0]
