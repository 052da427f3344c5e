"""A hospital's results of a run computed again with what its appeals brought. VBP-7."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.vbp.evaluation.actions.gathering import exempt_of
from baowen.vbp.evaluation.evaluating import evaluate
from baowen.vbp.evaluation.given import from_json
from baowen.vbp.evaluation.models import Exemption, Run
from baowen.vbp.evaluation.queries.results import ResultView, result_views
from baowen.vbp.evaluation.states import ExemptionState


def results_again(home: Home, run: Run, hospital: str) -> tuple[ResultView, ...]:
    """The hospital's results from the lake and the givens of the run, with the exemptions its appeals were granted."""
    given = from_json(run.given)
    rows = Exemption.objects.filter(
        appeal__run=run, appeal__hospital=hospital, state=ExemptionState.CONFIRMED.value
    ).order_by("pk")  # fmt: skip
    own = tuple(exempt_of(row, run.region) for row in rows)
    found = evaluate(home, replace(given, exempts=(*given.exempts, *own)), run.lake_versions, hospital=hospital)
    return result_views(found.results, found.steps)


def result_in(results: tuple[ResultView, ...], lot: str, product: str, starts_on: date) -> ResultView:
    """The one of a lot, product and start; BaowenError where there is none."""
    for one in results:
        if (one.lot, one.product, one.starts_on) == (lot, product, starts_on):
            return one
    raise BaowenError("考核中没有这一品种的结果，请核对", "the evaluation has no such result")


def told(one: ResultView) -> dict[str, Any]:
    """What an appeal keeps of a result; every number is text."""
    figures = {name: str(getattr(one.after, name)) for name in ("counted", "chosen", "others", "required")}
    return figures | {"failing": [why.value for why in one.failing]}
