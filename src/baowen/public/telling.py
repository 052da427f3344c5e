"""The warnings in force as subscribers are told of them."""

from __future__ import annotations

from baowen.lake.serving import Serving
from baowen.monitor.words import SEVERITIES
from baowen.public.actions.sending import Warned
from baowen.public.letters import Line
from baowen.public.matching import Heard
from baowen.public.queries import warnings_in_force
from baowen.public.words import PLAIN

ALL = 1_000_000


def warned(serving: Serving) -> list[Warned]:
    """Every warning that the public sees."""
    found = []
    for one in warnings_in_force(serving, most=ALL):
        found.append(
            Warned(
                heard=Heard(one.number, one.region, frozenset((one.generic_name, one.drug_name))),
                line=Line(
                    is_red=one.severity == "red", severity=SEVERITIES[one.severity], title=PLAIN[one.indicator],
                    drug=one.drug, product_code=one.product_code, place=one.place, since=one.since,
                ),
            )
        )  # fmt: skip
    return found
