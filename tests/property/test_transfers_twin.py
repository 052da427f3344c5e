"""Plans of small instances against every way to send whole packs, and against their own bound."""

from __future__ import annotations

from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made_transfers import instance, least_by_trying, rules

from baowen.reserve.transfers.optimise import plan

PACK = 10.0
HORIZON = 60
HOLDERS = st.lists(
    st.tuples(st.integers(0, 22), st.floats(0.2, 2.0), st.sampled_from([111.0, 112.0, 113.6])), min_size=2, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(holders=HOLDERS)
def test_no_way_to_send_whole_packs_leaves_less_unmet(holders: list[tuple[int, float, float]]) -> None:
    asked = rules(horizon_days=HORIZON, gap_most=1e-9)
    places = [(n, 1, 1, None, east, 28.0) for n, (_, _, east) in enumerate(holders)]
    lots = [(n, n, 1, packs * PACK, PACK, None) for n, (packs, _, _) in enumerate(holders) if packs]
    uses = [(n, 1, daily, 0.0, 0.0, False) for n, (_, daily, _) in enumerate(holders)]
    planned = plan(instance(places, lots, uses, ((1, "cold"),)), asked, workers=1)
    means = [daily * HORIZON for _, daily, _ in holders]
    deviations = [mean**0.5 for mean in means]
    kept = [mean + NormalDist().inv_cdf(0.95) * sd for mean, sd in zip(means, deviations, strict=True)]
    held = [packs * PACK for packs, _, _ in holders]
    spare = [max(0, int((units - least) / PACK + 1e-9)) for units, least in zip(held, kept, strict=True)]
    room = [
        0 if may else max(0, -int(-(least - packs * PACK) // PACK))
        for (packs, _, _), least, may in zip(holders, kept, spare, strict=True)
    ]
    reach = [[abs(one - other) < 1.5 for _, _, other in holders] for _, _, one in holders]
    least = least_by_trying([packs for packs, _, _ in holders], spare, room, means, deviations, PACK, reach)
    assert planned.unmet == pytest.approx(least, abs=2e-3 * sum(means))
    assert planned.bound <= least + 1e-6
