"""Work out a what-if and keep it, so that a case can cite it and it can be worked out again. RSV-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.collect.reports.queries.stops import StopView, stops
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.lake.facts.items import items as items_of
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.reserve.lines.models import Scenario, Series
from baowen.reserve.lines.queries.supply import item_of
from baowen.reserve.lines.question import Question
from baowen.reserve.lines.working import work_out
from baowen.respond.actions.moves import Doing

MOST_TITLE, MOST_PRODUCTS = 300, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScenario:
    """What is asked. `stop`: the notice that it follows, "" for a product chosen by hand; `products`: further products
    of the same item that stop too; `share`: what is lost of their supply (1: all); `day`: today unless told."""

    product_code: str = ""
    stop: str = ""
    products: tuple[str, ...] = ()
    from_on: date | None = None
    share: Decimal = Decimal(1)
    returns_on: date | None = None
    day: date | None = None
    title: str = ""


def run_scenario(new: NewScenario, doing: Doing, home: Home) -> str:
    """Work it out for the own region and keep it; the number. BaowenError for a share outside (0, 1], days in the wrong
    order, a product that is unknown or of another item. NotAllowedError."""
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.LINE_DIRECT, actor.region, regions=doing.book.regions)
    lake = Lake(home.lake)
    question = _question(new, doing)
    item, drug = item_of(lake, question.product_code)
    _check_products(lake, question.products, item)
    title = within(new.title, "标题", "title", most=MOST_TITLE) or f"{drug}断供推演"
    versions = lake.versions()
    ruling = doing.book.ruling(actor.region, question.day)
    found = work_out(lake, question, ruling)
    with doing.writing() as trail:
        row = Scenario.objects.create(
            number=Series.next_number("WI", actor.region, on.year), title=title, region=actor.region, stop=new.stop,
            item=item,
            drug_name=drug, day=question.day, asked=question.as_json(), found=found, lake_versions=versions,
            policy_version=ruling.digest, organisation=actor.organisation, made_at=doing.entered, made_by=actor.name,
        )  # fmt: skip
        trail.note(
            "reserve.scenario.run", f"reserve_scenario/{row.number}",
            after={"region": row.region, "stop": row.stop, "policy": row.policy_version, **row.asked},
        )  # fmt: skip
    return row.number


def _question(new: NewScenario, doing: Doing) -> Question:
    notice = _notice(new.stop, doing) if new.stop else None
    code = new.product_code or ("" if notice is None else notice.product_code)
    if not code:
        raise BaowenError("请选择药品或停产报告", "choose a product or a stop notice")
    day = new.day or day_of(doing.at)
    from_on = new.from_on or (day if notice is None else notice.stops_on)
    returns_on = new.returns_on
    if not 0 < new.share <= 1:
        raise BaowenError("损失的供应比例应大于 0、不超过 100%", "the share lost must be above 0 and at most 1")
    if returns_on is not None and returns_on <= max(from_on, day):
        raise BaowenError("预计恢复日期应晚于断供日期和推演日期", "supply must return after it stops and after the day")
    return Question(
        region=doing.actor.region, day=day, product_code=code, products=tuple(dict.fromkeys((code, *new.products))),
        from_on=from_on, share=new.share, returns_on=returns_on,
    )  # fmt: skip


def _notice(number: str, doing: Doing) -> StopView:
    found = next((one for one in stops(doing.actor, with_ended=True) if one.number == number), None)
    if found is None:
        raise BaowenError(f"没有可阅看的停产报告 {number}", f"there is no stop notice {number} that you may see")
    return found


def _check_products(lake: Lake, products: tuple[str, ...], item: str) -> None:
    if len(products) > MOST_PRODUCTS:
        raise BaowenError(f"一次最多推演 {MOST_PRODUCTS} 个产品", f"{MOST_PRODUCTS} products at most")
    known = items_of(lake)
    same = set(known.filter(known["item"] == item)["product_code"])
    others = [code for code in products if code not in same]
    if others:
        raise BaowenError(
            f"{'、'.join(others)} 与所选药品不是同一药品、剂型和规格",
            f"{', '.join(others)} are not the same drug, form and strength",
        )
