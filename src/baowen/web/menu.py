"""What stands in the menu: for each person the pages that he or she can use."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from baowen.orgs.permissions import Act
from baowen.web.viewer import Viewer, viewer_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the name of its page, its words, and which acts (any of them) make it useful; none: for everybody."""

    page: str
    zh: str
    en: str
    acts: tuple[Act, ...] = ()


ENTRIES = (
    Entry("cockpit", "驾驶舱", "Cockpit", (Act.SIGNAL_READ,)),
    Entry("work", "工作台", "My desk", (Act.CASE_ANSWER, Act.REPORT_FILE)),
    Entry("signals", "预警", "Signals", (Act.SIGNAL_READ,)),
    Entry("inbox", "待办案件", "Inbox", (Act.CASE_READ,)),
    Entry("consultations", "会商", "Consultations", (Act.CASE_ANSWER,)),
    Entry("handovers", "移送", "Hand-overs", (Act.HANDOVER_ANSWER,)),
    Entry("questions", "待答复", "Questions", (Act.CASE_ANSWER,)),
    Entry("reports", "短缺直报", "Shortage reports", (Act.REPORT_FILE, Act.REPORT_READ)),
    Entry("monthly", "库存用量月报", "Monthly stock and use", (Act.REPORT_FILE,)),
    Entry("stops", "停产报告", "Stop notices", (Act.STOP_FILE, Act.STOP_ASSESS)),
    Entry("clues", "举报线索", "Clues", (Act.CLUE_READ,)),
    Entry("files", "报送文件", "Files", (Act.FEED_SEND,)),
    Entry("drugs", "药品", "Drugs", (Act.SIGNAL_READ,)),
    Entry("bulletins", "公告", "Bulletins", (Act.BULLETIN_WRITE,)),
    Entry("policy", "政策", "Policy"),
    Entry("public:lists", "清单", "Lists"),
    Entry("list_desk", "清单调整", "List changes", (Act.LIST_PROPOSE,)),
    Entry("help", "帮助", "Help"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page shows it."""

    href: str
    label: str
    is_here: bool


def entries_of(viewer: Viewer, path: str) -> list[Shown]:
    """The entries for one person; the one whose page `path` belongs to is marked."""
    shown = []
    for entry in ENTRIES:
        if entry.acts and not any(viewer.may(act) for act in entry.acts):
            continue
        href = reverse(entry.page)
        is_here = path == href if href == "/" else path.startswith(href)
        shown.append(Shown(href, viewer.say((entry.zh, entry.en)), is_here))
    return shown


def menu(request: HttpRequest) -> dict[str, object]:
    """For every template: the menu of whoever is signed in, and light or dark as chosen."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    theme = chosen if chosen in THEMES else "auto"
    if not request.user.is_authenticated:
        return {"theme": theme}
    return {"theme": theme, "menu": entries_of(viewer_of(request), request.path)}


THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")
