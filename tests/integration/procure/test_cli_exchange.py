"""PRC-4: a message from a file is answered line by line, and what is refused says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.django_db
XML = (
    "<data><ddjhbh>A1</ddjhbh><yybm>H9</yybm><gysbm>D1</gysbm>"
    "<mx><row><ddjhmxbh>1</ddjhmxbh><ypbm>P1</ypbm><cgsl>2</cgsl></row></mx></data>"
)


def test_a_message_of_another_organisation_is_refused_by_command(ready: Callable[..., Any], write: Any) -> None:
    found = ready("exchange", "take", "order", write("order.xml", XML))
    assert found.code == 4
    assert "yybm" in found.err
    told = ready("exchange", "take", "order", write("order.xml", XML), "--json").document
    assert (told["code"], told["problems"][0]["column"]) == ("refused", "yybm")


def test_purchases_outside_the_platform_are_for_those_who_watch_the_trade(ready: Callable[..., Any]) -> None:
    found = ready("exchange", "outside")
    assert found.code == 2
    assert "不能阅看订单" in found.err, "the keeper of the register sees no trade"
