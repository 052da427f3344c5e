"""Whether a route is open before somebody takes it. PRC-2, PRC-3."""

from __future__ import annotations

from datetime import date

from baowen.core.policy import Packs
from baowen.core.problems import BaowenError
from baowen.lists.names import Asked
from baowen.procure.buying.kinds import ROUTE_WORDS, Route, Standing
from baowen.procure.buying.queries.routes import Stated, routes_for
from baowen.procure.buying.routes import RouteAnswer


def require_route(
    route: Route, asked: Asked, region: str, on: date, *, packs: Packs, stated: Stated
) -> RouteAnswer:  # fmt: skip
    """The answer for a route that is open there to the drug; BaowenError that says what is missing."""
    found = routes_for(asked.name, region, on, packs=packs, stated=stated, dosage_form=asked.form).of(route)
    if found.standing is not Standing.OPEN:
        zh, en = ROUTE_WORDS[route]
        clause = f"（{found.clause}）" if found.clause else ""
        raise BaowenError(f"{asked.name}在此不能走{zh}：{found.why_zh}{clause}", f"no {en} here: {found.why_en}")
    return found
