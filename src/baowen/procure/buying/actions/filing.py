"""Filed purchases of a hospital: filed, answered, evidenced, taken back, ended. PRC-3 (NJ-15, HD-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import writing
from baowen.core.calendar import Calendar, due
from baowen.core.clock import day_of
from baowen.core.policy import Packs, Ruling
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.core.texts import filled, within
from baowen.drugs.codes import check_credit_code
from baowen.lists.names import Asked
from baowen.orgs.departments import ENTERPRISES
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import open_organisation
from baowen.orgs.regions import load_regions
from baowen.procure.buying.actions.filing_store import MOST_WORDS, filing_number, moved, priced
from baowen.procure.buying.actions.opened import require_route
from baowen.procure.buying.kinds import FilingReason, Route
from baowen.procure.buying.models import Filing, FilingFile
from baowen.procure.buying.queries.routes import Stated
from baowen.procure.buying.rules import checked_quantity
from baowen.procure.buying.states import UNDECIDED, FilingMove, FilingSide, FilingState

FIRST, ACCEPTED, FILER, DAYS = (
    "buying.filing.first", "buying.filing.needs_acceptance", "buying.filing.filer_buys", "buying.filing.emergency_days",
)  # fmt: skip
MOST_FILES = 20
MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who makes it: a registered organisation by its code, else by name and credit code. `supplier`: who delivers."""

    code: str = ""
    name: str = ""
    credit_code: str = ""
    supplier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What was agreed. `price`: of one pack in yuan; `quantity`: packs; `bought_on`: where an emergency came first."""

    drug: str
    product_code: str
    units_per_pack: Decimal
    smallest_unit: str
    price: Decimal
    quantity: Decimal
    from_on: date
    until: date
    reason: FilingReason
    maker: Maker
    dosage_form: str = ""
    spec: str = ""
    packaging: str = ""
    words: str = ""
    refused_lines: tuple[str, ...] = ()
    clinical_need: bool = False
    emergency: bool = False
    bought_on: date | None = None


def file_purchase(
    bought: Purchase, *, actor: Actor, at: datetime, packs: Packs, calendar: Calendar, files: Sequence[KeptFile] = ()
) -> str:
    """File a purchase of the own hospital; its number. A price many times off others' is asked back at once.

    BaowenError where the route is not open there, where none can supply but nothing shows it, and for what cannot be.
    """
    hospital, region, today = actor.organisation, actor.region, day_of(at)
    require(actor, Act.FILING_MAKE, region, regions=load_regions(), organisation=hospital)
    open_organisation(hospital, today)
    _check(bought, files, today)
    asked = Asked.of(filled(bought.drug, "药品名称", "drug", most=200), bought.dosage_form)
    ruling = packs.ruling(region, today)
    _first(bought, ruling)
    route = Route.TEMPORARY if bought.reason is FilingReason.TEMPORARY_PRICE else Route.FILING
    opened = require_route(route, asked, region, today, packs=packs, stated=_stated(bought))
    due_on = _due_on(bought, ruling, calendar)
    with writing(by=actor.name, at=at, organisation=hospital, policy=ruling.digest) as trail:
        row = Filing(
            number=uuid4().hex, hospital=hospital, region=region, route=route.value, drug=asked.name,
            generic_name=bought.drug.strip(), dosage_form=asked.form, reason=bought.reason.value,
            refused_lines=[one.strip() for one in bought.refused_lines], clinical_need=bought.clinical_need,
            emergency=bought.emergency, bought_on=bought.bought_on, due_on=due_on,
            is_late=due_on is not None and today > due_on, clause=opened.clause, from_on=bought.from_on,
            until=bought.until, filer_buys=_flag(ruling, FILER), needs_acceptance=_flag(ruling, ACCEPTED), filed_at=at,
            filed_by=actor.name, **_product(bought), **_maker(bought.maker, today),
        )  # fmt: skip
        question = priced(row, bought.price, ruling)
        row.save(force_insert=True)
        row.number = filing_number(row)
        row.save(update_fields=["number"])
        moved(row, FilingMove.FILE, FilingSide.HOSPITAL, row.words, actor=actor, at=at, trail=trail)
        for one in files:
            _attach(row, one, actor=actor, at=at)
        if question:
            moved(row, FilingMove.ASK_BACK, FilingSide.SYSTEM, question, actor=actor, at=at, trail=trail)
    return row.number


def answer_question(
    number: str, words: str, *, actor: Actor, at: datetime, packs: Packs, price: Decimal | None = None
) -> None:  # fmt: skip
    """Answer what a reviewer or the platform asked, with the price confirmed (None) or corrected. BaowenError.

    A corrected price is compared again; one that was confirmed in words is left to the reviewer.
    """
    words = filled(words, "答复", "answer", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=words) as trail:
        row = own_filing(number, actor)
        ruling = packs.ruling(row.region, day_of(at))
        question = "" if price is None or price == row.price else priced(row, price, ruling)
        moved(row, FilingMove.ANSWER, FilingSide.HOSPITAL, words, actor=actor, at=at, trail=trail)
        if question:
            moved(row, FilingMove.ASK_BACK, FilingSide.SYSTEM, question, actor=actor, at=at, trail=trail)


def withdraw_filing(number: str, *, why: str, actor: Actor, at: datetime) -> None:
    """Take an own filing back before it was decided on. BaowenError."""
    _own_move(number, FilingMove.WITHDRAW, why, actor=actor, at=at)


def end_filing(number: str, *, why: str, actor: Actor, at: datetime) -> None:
    """End an own accepted filing: nothing more is ordered on it. BaowenError."""
    _own_move(number, FilingMove.END, why, actor=actor, at=at)


def attach_file(number: str, file: KeptFile, *, actor: Actor, at: datetime) -> None:
    """Add evidence to an own filing that is not decided on. BaowenError for the very same file or too many."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = own_filing(number, actor)
        if FilingState(row.state) not in UNDECIDED:
            raise BaowenError(f"备案 {number} 已有结论，不再添加附件", f"filing {number} is decided on")
        if row.files.count() >= MOST_FILES:
            raise BaowenError(f"一份备案最多 {MOST_FILES} 个附件", f"a filing has {MOST_FILES} files at most")
        _attach(row, file, actor=actor, at=at)
        trail.note("filing.attach", f"filing/{number}", after={"sha256": file.sha256, "size": file.size})


def own_filing(number: str, actor: Actor) -> Filing:
    """An own filing, locked; BaowenError where the own hospital has none of that number, NotAllowedError."""
    row = Filing.objects.select_for_update().filter(number=number, hospital=actor.organisation).first()
    if row is None:
        raise BaowenError(f"本机构没有备案 {number}，请核对编号", f"the own hospital has no filing {number}")
    require(actor, Act.FILING_MAKE, row.region, regions=load_regions(), organisation=row.hospital)
    return row


def _own_move(number: str, move: FilingMove, why: str, *, actor: Actor, at: datetime) -> None:
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = own_filing(number, actor)
        moved(row, move, FilingSide.HOSPITAL, why, actor=actor, at=at, trail=trail)


def _attach(row: Filing, file: KeptFile, *, actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            FilingFile.objects.create(
                filing=row, sha256=file.sha256, file_name=file.name, media_type=file.media_type, size=file.size,
                added_at=at, added_by=actor.name,
            )  # fmt: skip
    except IntegrityError as error:
        raise BaowenError(f"附件 {file.name} 重复", f"the file {file.name} is there already") from error


def _check(bought: Purchase, files: Sequence[KeptFile], today: date) -> None:
    if bought.until < bought.from_on or bought.until < today:
        raise BaowenError("有效期应不早于起始日和今天", "the last day is not before the first, nor before today")
    if len(files) > MOST_FILES or len(bought.refused_lines) > MOST_LINES:
        raise BaowenError(
            f"最多 {MOST_FILES} 个附件、{MOST_LINES} 个订单编号", f"{MOST_FILES} files, {MOST_LINES} lines at most"
        )
    if any(not one.strip() or len(one) > 100 for one in bought.refused_lines):
        raise BaowenError("订单编号为 1 至 100 个字符", "the number of an order line has 1 to 100 characters")
    if bought.reason is FilingReason.NONE_SUPPLY and not files and not bought.refused_lines:
        raise BaowenError(
            "以挂网企业均不能供应为由的，须填写被拒绝的订单编号或附企业函件等证据",
            "that none can supply must be shown: refused order lines, or letters as attachments",
        )
    if bought.bought_on is not None and bought.bought_on > today:
        raise BaowenError(f"采购日 {bought.bought_on} 尚未到", f"the day of purchase {bought.bought_on} is to come")


def _first(bought: Purchase, ruling: Ruling) -> None:
    """What was bought before it was filed is an emergency, where the pack says that filing comes first."""
    entry = ruling.get(FIRST)
    if bought.bought_on is None or bought.emergency or entry is None or not entry.flag():
        return
    clause = f"（{entry.clause}，{entry.basis.zh}）"
    raise BaowenError(
        f"先备案后采购，只有急救可以先采购{clause}", "file first and buy after; only an emergency may wait"
    )


def _due_on(bought: Purchase, ruling: Ruling, calendar: Calendar) -> date | None:
    """By when a purchase in an emergency had to be filed; None where the packs name no number of days."""
    entry = ruling.get(DAYS)
    if bought.bought_on is None or entry is None or entry.is_unset:
        return None
    return due(bought.bought_on, entry.whole(), entry.unit, calendar).due_on


def _stated(bought: Purchase) -> Stated:
    none_can_supply = True if bought.reason is FilingReason.NONE_SUPPLY else None
    return Stated(
        emergency=bought.emergency, clinical_need=bought.clinical_need or None, none_can_supply=none_can_supply
    )


def _product(bought: Purchase) -> dict[str, str | Decimal]:
    return {
        "product_code": filled(bought.product_code, "药品代码", "product code", most=100),
        "spec": within(bought.spec, "规格", "specification", most=200),
        "packaging": within(bought.packaging, "包装", "packaging", most=200),
        "units_per_pack": checked_quantity(bought.units_per_pack, "每包数量", "units of a pack"),
        "smallest_unit": filled(bought.smallest_unit, "最小制剂单位", "smallest unit", most=20),
        "quantity": checked_quantity(bought.quantity, "数量", "quantity"),
        "words": within(bought.words, "说明", "words", most=MOST_WORDS),
    }


def _maker(maker: Maker, today: date) -> dict[str, str]:
    """The maker as it is stored: registered, else with a credit code whose check character is right."""
    found = {"supplier": maker.supplier.strip()}
    if found["supplier"]:
        _enterprise(found["supplier"], today)
    if maker.code.strip():
        return found | {"maker": maker.code.strip(), "maker_name": _enterprise(maker.code.strip(), today)}
    checked = check_credit_code(maker.credit_code)
    if checked.verdict == "refuse":
        raise BaowenError(f"{checked.message_zh}；{checked.help_zh}", checked.message_en)
    name = filled(maker.name, "生产企业名称", "maker's name", most=200)
    return found | {"maker_name": name, "maker_credit_code": checked.value or ""}


def _enterprise(code: str, today: date) -> str:
    found = open_organisation(code, today)
    if found.kind not in ENTERPRISES:
        raise BaowenError(f"{found.name}不是企业", f"{code} is no enterprise")
    return found.name


def _flag(ruling: Ruling, key: str) -> bool:
    entry = ruling.get(key)
    return entry is None or entry.flag()
