"""What stands in the menu: for each person the pages that he or she can use, those of one kind of work together."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from baowen.orgs.permissions import Act
from baowen.web.theme import THEME_COOKIE, THEMES
from baowen.web.unread import unread
from baowen.web.viewer import Viewer, viewer_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the name of its page, its words, and which acts (any of them) make it useful; none: for everybody."""

    page: str
    zh: str
    en: str
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that open together below one word; who can use only one of them sees that one by itself."""

    zh: str
    en: str
    entries: tuple[Entry, ...]


ENTRIES: tuple[Entry | Group, ...] = (
    Entry("cockpit", "驾驶舱", "Cockpit", (Act.SIGNAL_READ,)),
    Entry(
        "work", "工作台", "My desk",
        (Act.CASE_ANSWER, Act.REPORT_FILE, Act.ORDER_PLACE, Act.ORDER_ANSWER, Act.FILING_REVIEW),
    ),
    Entry("signals", "预警", "Signals", (Act.SIGNAL_READ,)),
    Entry("inbox", "待办案件", "Inbox", (Act.CASE_READ,)),
    Group(
        "协同", "Together",
        (
            Entry("questions", "待答复", "Questions", (Act.CASE_ANSWER,)),
            Entry("consultations", "会商", "Consultations", (Act.CASE_ANSWER,)),
            Entry("handovers", "移送", "Hand-overs", (Act.HANDOVER_ANSWER,)),
            Entry("clues", "举报线索", "Clues", (Act.CLUE_READ,)),
            Entry("outcomes", "措施效果", "What measures did", (Act.CASE_READ,)),
        ),
    ),
    Group(
        "报送", "Reporting",
        (
            Entry("reports", "短缺直报", "Shortage reports", (Act.REPORT_FILE, Act.REPORT_READ)),
            Entry("monthly", "库存用量月报", "Monthly stock and use", (Act.REPORT_FILE,)),
            Entry("stops", "停产报告", "Stop notices", (Act.STOP_FILE, Act.STOP_ASSESS)),
            Entry("files", "报送文件", "Files", (Act.FEED_SEND,)),
        ),
    ),
    Group(
        "采购", "Procurement",
        (
            Entry("listings", "挂网", "Listings", (Act.LISTING_APPLY, Act.LISTING_READ, Act.ORDER_PLACE)),
            Entry("buying", "怎么买", "How to buy", (Act.NEGOTIATION_OPEN, Act.FILING_MAKE, Act.TRADE_READ)),
            Entry(
                "negotiations", "自主议价", "Negotiations",
                (Act.NEGOTIATION_OPEN, Act.NEGOTIATION_OFFER, Act.TRADE_READ),
            ),
            Entry("filings", "备案采购", "Filed purchases", (Act.FILING_MAKE, Act.FILING_REVIEW, Act.TRADE_READ)),
            Entry("orders", "订单", "Orders", (Act.ORDER_PLACE, Act.ORDER_ANSWER, Act.TRADE_READ)),
            Entry("deliveries", "配送验收", "Deliveries", (Act.ORDER_PLACE, Act.ORDER_ANSWER, Act.TRADE_READ)),
            Entry("returns", "退货", "Returns", (Act.ORDER_PLACE, Act.ORDER_ANSWER, Act.TRADE_READ)),
            Entry("settlement", "结算", "Settlement", (Act.ORDER_PLACE, Act.ORDER_ANSWER, Act.TRADE_READ)),
            Entry("performance", "履约", "Performance", (Act.ORDER_PLACE, Act.ORDER_ANSWER, Act.TRADE_READ)),
            Entry("redflags", "采购红旗", "Red flags", (Act.TRADE_READ,)),
        ),
    ),
    Group(
        "集采", "Volume procurement",
        (
            Entry("vbp_rounds", "批次", "Rounds", (Act.VBP_READ, Act.VBP_REPORT, Act.VBP_SIGN)),
            Entry("vbp_volumes", "报量", "Volume reports", (Act.VBP_REPORT, Act.VBP_READ)),
            Entry("vbp_contracts", "协议", "Contracts", (Act.VBP_READ, Act.VBP_SIGN)),
            Entry(
                "vbp_supply", "供应问题", "Supply problems",
                (Act.VBP_READ, Act.VBP_PROBLEM_TELL, Act.VBP_PROBLEM_ANSWER),
            ),
            Entry("vbp_progress", "进度", "Progress", (Act.VBP_READ, Act.VBP_REPORT)),
            Entry("vbp_circulars", "执行通报", "Circulars", (Act.VBP_READ, Act.VBP_REPORT)),
            Entry("vbp_evaluations", "考核", "Evaluation", (Act.VBP_READ, Act.VBP_EVALUATE, Act.VBP_APPEAL)),
        ),
    ),
    Group(
        "储备和调剂", "Reserves and transfers",
        (
            Entry("reserve_plans", "储备计划", "Reserve plans", (Act.RESERVE_READ, Act.RESERVE_PLAN, Act.RESERVE_MOVE)),
            Entry("reserve_goods", "储备出入库", "Reserve goods", (Act.RESERVE_READ, Act.RESERVE_MOVE)),
            Entry("reserve_lines", "警戒线", "Warning lines", (Act.RESERVE_READ, Act.LINE_SET)),
            Entry("reserve_lines_whatif", "断供推演", "What-ifs for stops", (Act.RESERVE_READ,)),
            Entry("reserve_transfers", "调剂方案", "Transfer plans", (Act.TRANSFER_READ,)),
            Entry("reserve_transfers_orders", "调剂单", "Transfer orders", (Act.TRANSFER_READ, Act.TRANSFER_MOVE)),
        ),
    ),
    Group(
        "用药管理", "Medicines management",
        (
            Entry("hospital_shares", "基本药物占比", "Essential shares", (Act.HOSPITAL_READ, Act.FORMULARY_KEEP)),
            Entry(
                "hospital_prescriptions", "处方点评指标", "Prescriptions", (Act.HOSPITAL_READ, Act.FORMULARY_KEEP)
            ),
            Entry("hospital_formulary", "用药目录", "Formulary", (Act.HOSPITAL_READ, Act.FORMULARY_KEEP)),
            Entry("hospital_missing", "缺药登记", "Missing drugs", (Act.HOSPITAL_READ, Act.FORMULARY_KEEP)),
            Entry("hospital_grading", "短缺分级", "Grades of shortage", (Act.SHORTAGE_GRADE, Act.HOSPITAL_READ)),
            Entry("hospital_substitutes", "替代指南", "Substitutes", (Act.SUBSTITUTE_ADOPT, Act.HOSPITAL_READ)),
            Entry("hospital_holdings", "库存公开", "Shown stock", (Act.HOLDING_SHOW,)),
        ),
    ),
    Entry("produce", "生产登记", "Production", (Act.PRODUCTION_READ,)),
    Entry("drugs", "药品", "Drugs", (Act.SIGNAL_READ,)),
    Entry("prices", "价格", "Prices", (Act.PRICE_READ, Act.PRICE_ANSWER)),
    Group(
        "政策和公开", "Policy and public",
        (
            Entry("policy", "政策", "Policy"),
            Entry("public:lists", "清单", "Lists"),
            Entry("list_desk", "清单调整", "List changes", (Act.LIST_PROPOSE,)),
            Entry("bulletins", "公告", "Bulletins", (Act.BULLETIN_WRITE,)),
        ),
    ),
    Entry("help", "帮助", "Help"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page shows it; with `below` it is a group and leads nowhere itself."""

    label: str
    is_here: bool
    href: str = ""
    below: list[Shown] = field(default_factory=list)


def entries_of(viewer: Viewer, path: str) -> list[Shown]:
    """The entries for one person; the one whose page `path` belongs to is marked."""
    shown: list[Shown] = []
    for entry in ENTRIES:
        if isinstance(entry, Entry):
            shown += _useful((entry,), viewer, path)
            continue
        below = _useful(entry.entries, viewer, path)
        if len(below) > 1:
            here = any(one.is_here for one in below)
            shown.append(Shown(viewer.say((entry.zh, entry.en)), here, below=below))
        else:
            shown += below
    return shown


def _useful(entries: tuple[Entry, ...], viewer: Viewer, path: str) -> list[Shown]:
    found = []
    for entry in entries:
        if entry.acts and not any(viewer.may(act) for act in entry.acts):
            continue
        href = reverse(entry.page)
        is_here = path == href if href == "/" else path.startswith(href)
        found.append(Shown(viewer.say((entry.zh, entry.en)), is_here, href))
    return found


def menu(request: HttpRequest) -> dict[str, object]:
    """For every template: the menu of whoever is signed in, and light or dark as chosen."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    theme = chosen if chosen in THEMES else "auto"
    if not request.user.is_authenticated:
        return {"theme": theme}
    viewer = viewer_of(request)
    return {
        "theme": theme, "menu": entries_of(viewer, request.path), "unread": unread(viewer),
        "told_here": request.path == reverse("messages"),
    }  # fmt: skip
