"""A hospital tells of a problem with a selected product; the enterprise and the province hear of it. VBP-9 (VB-3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import open_organisation
from baowen.procure.trade.queries.orders import order_seen
from baowen.respond.actions.moves import Doing
from baowen.respond.rulebook import Rulebook
from baowen.vbp.contracts.queries.contracts import Sought, contract_page
from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.rounds.queries import RoundView, Selected, enterprise_codes, round_of, selected_products
from baowen.vbp.rounds.states import RoundState
from baowen.vbp.supply.actions.store import MOST_WORDS, keep_papers, next_number, offices, province_of, tell
from baowen.vbp.supply.kinds import PROBLEM_WORDS, ProblemKind
from baowen.vbp.supply.models import Problem, ProblemEvent, ProblemOrder
from baowen.vbp.supply.rules import ANSWER, checked_period, checked_within, clock
from baowen.vbp.supply.states import ProblemMove, ProblemState

MOST_ORDERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProblem:
    """What a hospital tells: the selected product in its round, since when (`until_on` None while it lasts), words.

    `orders`: codes of own orders that it concerns.
    """

    round_code: str
    product_code: str
    kind: ProblemKind
    from_on: date
    words: str
    until_on: date | None = None
    orders: Sequence[str] = ()


def tell_problem(new: NewProblem, doing: Doing, files: Sequence[KeptFile] = ()) -> str:
    """Tell of a problem; its number. BaowenError for a product that is not selected for the hospital's place in that
    round, a period to come or outside the cycle, an order of something else, and where the same is open already."""
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.VBP_PROBLEM_TELL, actor.region, regions=doing.book.regions, organisation=actor.organisation)
    words = filled(new.words, "情况说明", "what happened", most=MOST_WORDS)
    checked_period(new.from_on, new.until_on, on)
    found, product = _selected(new, actor.region)
    _require_contract(product, actor)
    checked_within(new.from_on, new.until_on, found.starts_on, found.ends_on)
    with doing.writing() as trail:
        row = Problem(
            number=next_number("SP", province_of(actor.region, doing.book), on.year), kind=new.kind.value,
            round_code=found.code, lot=product.lot, product_code=product.product_code, drug=product.drug,
            enterprise=product.enterprise, hospital=actor.organisation, region=actor.region, from_on=new.from_on,
            until_on=new.until_on, words=words, state=ProblemState.TOLD.value, asked_on=on, told_at=doing.entered,
            told_by=actor.name,
        )  # fmt: skip
        derive(row, doing.book)
        _insert(row)
        _keep_orders(row, new.orders, doing)
        keep_papers(row.number, files, doing, trail)
        enter(row, ProblemMove.TELL, words, doing, trail)
        tell_asked(row, doing, trail)
    return row.number


def _selected(new: NewProblem, region: str) -> tuple[RoundView, Selected]:
    found = round_of(new.round_code)
    if found.state not in (RoundState.RUNNING, RoundState.ENDED):
        raise BaowenError(
            f"批次 {found.code} 尚未执行，没有可反映的供应问题", f"round {found.code} does not run yet"
        )  # fmt: skip
    product = next((one for one in selected_products(found.code, region) if one.product_code == new.product_code), None)
    if product is None:
        raise BaowenError(
            f"{new.product_code} 不是批次 {found.code} 在本地区的中选产品，请核对批次和产品",
            f"{new.product_code} is not selected for your place in round {found.code}",
        )
    enterprise = enterprise_codes()(product)
    if not enterprise:
        raise BaowenError(
            f"{product.enterprise_name} 尚未对应到登记的机构，请采购管理员先补全批次信息",
            f"nobody has said which registered organisation {product.enterprise_name} is",
        )
    return found, replace(product, enterprise=enterprise)


def _require_contract(product: Selected, actor: Actor) -> None:
    """BaowenError for a hospital that has contracts of the round and none for this product; a backup's product goes
    with the contract of its lot. Who has no contract of the round (an alliance's member, who joined) may tell."""
    if not contract_page(actor, Sought(round_code=product.round_code), limit=1).lines:
        return
    own = contract_page(actor, Sought(round_code=product.round_code, text=product.lot), limit=200).lines
    backup = product.role is SupplyRole.BACKUP
    if not any(one.lot == product.lot and (backup or one.product_code == product.product_code) for one in own):
        raise BaowenError(
            f"本机构在批次 {product.round_code} 没有 {product.product_code} 的购销协议，请核对产品",
            f"your hospital has no contract for {product.product_code} in round {product.round_code}",
        )


def _insert(row: Problem) -> None:
    open_organisation(row.enterprise, row.asked_on)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        words = PROBLEM_WORDS[ProblemKind(row.kind)]
        raise BaowenError(
            f"该产品的“{words[0]}”已经反映，尚在办理，请在原记录中补充",
            f"you told of that already ({words[1]}) and it is still open; add to it there",
        ) from error


def _keep_orders(row: Problem, codes: Sequence[str], doing: Doing) -> None:
    """The lines of own orders that hold the product, as the trade knows them now."""
    asked = list(dict.fromkeys(one.strip() for one in codes if one.strip()))
    if len(asked) > MOST_ORDERS:
        raise BaowenError(f"一次最多列 {MOST_ORDERS} 个订单", f"{MOST_ORDERS} orders at most")
    for code in asked:
        order = order_seen(doing.actor, code)
        lines = [one for one in order.lines if one.product_code == row.product_code]
        if order.hospital != row.hospital or not lines:
            raise BaowenError(
                f"订单 {code} 中没有产品 {row.product_code}", f"order {code} has no line of {row.product_code}"
            )
        for line in lines:
            ProblemOrder.objects.create(
                problem=row, order=order.code, line=line.number, supplier=order.supplier, state=line.state.value,
                quantity=line.quantity, delivered=line.delivered, received=line.received,
                ordered_at=order.placed_at, due_at=line.due_at,
            )  # fmt: skip


def derive(row: Problem, book: Rulebook) -> bool:
    """Bring the date of the answer in step with pack and calendar; whether it moved."""
    found = clock(ANSWER, row.asked_on, book.ruling(row.region, row.asked_on), book.calendar)
    before = (row.due_on, row.is_provisional)
    row.due_on, row.is_provisional = found.due_on, found.provisional
    return before != (row.due_on, row.is_provisional)


def enter(row: Problem, move: ProblemMove, words: str, doing: Doing, trail: Trail) -> None:
    """The event of a move that was made, and what the audit chain is told of it."""
    ProblemEvent.objects.create(
        problem=row, move=move.value, state=row.state, words=words, organisation=doing.actor.organisation,
        moved_at=doing.entered, moved_by=doing.actor.name,
    )  # fmt: skip
    trail.policy = doing.book.ruling(row.region, day_of(doing.at)).digest
    trail.note(
        f"vbp.problem.{move}", f"vbp_problem/{row.number}",
        after={
            "kind": row.kind, "round": row.round_code, "product": row.product_code, "enterprise": row.enterprise,
            "hospital": row.hospital, "state": row.state, "due_on": row.due_on,
        },
    )  # fmt: skip


def tell_asked(row: Problem, doing: Doing, trail: Trail) -> None:
    """The enterprise is asked for an answer, and the offices up to the province know of it."""
    about, turn = f"vbp_problem/{row.number}", row.events.count()
    by = (f"，请于 {row.due_on} 前答复", f"; answer by {row.due_on}") if row.due_on else ("，请答复", "; answer it")
    asked = Text(f"供应问题 {row.number}{by[0]}", f"supply problem {row.number}{by[1]}")
    tell([row.enterprise], about, f"ask/{turn}", asked, trail=trail, at=doing.entered)
    known = Text(f"医疗机构反映供应问题 {row.number}", f"a hospital told of supply problem {row.number}")
    tell(offices(row.region, doing.book), about, f"tell/{turn}", known, trail=trail, at=doing.entered)
