"""A comparison as pages show it: the same for the one just worked out and for the one that was kept. PRC-1, PRI-4."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from baowen.orgs.queries import names_of
from baowen.procure.listing.kinds import DOSE_WORDS, REFERENCE_WORDS, DosePer, ReferenceKind
from baowen.web.exports import Table, Tables
from baowen.web.viewer import Viewer

FIGURE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "lowest": ("最低价", "lowest"), "highest": ("最高价", "highest"), "median": ("中位数", "median"),
    "mode": ("众数", "mode"),
}  # fmt: skip
PREFIXES: Final[dict[str, tuple[str, str]]] = {
    "selected_": ("集采中选", "selected: "), "other_": ("他省挂网", "elsewhere: "),
    "": ("本平台", "on this platform: "),
}  # fmt: skip
SEVERITY: Final = {"cut": "red", "red": "red", "yellow": "yellow", "told": ""}
SEVERITY_WORDS: Final[dict[str, tuple[str, str]]] = {
    "cut": ("须处理", "to be cut"), "red": ("红标", "red"), "yellow": ("黄标", "yellow"), "told": ("说明", "note"),
}  # fmt: skip


def shown(document: Mapping[str, Any], viewer: Viewer) -> dict[str, Any]:
    """What the template of a comparison needs, in the viewer's language."""
    rise, names = document["rise"], _names(document)
    daily = document["daily"]
    return {
        "seen": document, "rise": None if rise is None else Decimal(str(rise)),
        "none": viewer.say((document["none_zh"], document["none_en"])),
        "figures": [_figure(one, viewer) for one in document["figures"]],
        "findings": [
            {
                "words": viewer.say((one["zh"], one["en"])), "clause": one["clause"],
                "severity": SEVERITY[one["severity"]], "label": viewer.say(SEVERITY_WORDS[one["severity"]]),
            }
            for one in document["findings"]
        ],
        "peers": [_line(one, names, viewer) for one in document["peers"]],
        "references": [_line(one, names, viewer) for one in document["references"]],
        "daily": daily, "daily_why": viewer.say((daily["why_zh"], daily["why_en"])),
        "dose_per": viewer.say(DOSE_WORDS[DosePer(daily["per"])]),
    }  # fmt: skip


def _figure(one: Mapping[str, Any], viewer: Viewer) -> dict[str, Any]:
    prefix = next(prefix for prefix in PREFIXES if one["kind"].startswith(prefix))
    words = FIGURE_WORDS[one["kind"].removeprefix(prefix)]
    return {"one": one, "words": viewer.say(PREFIXES[prefix]) + viewer.say(words)}


def _names(document: Mapping[str, Any]) -> dict[str, str]:
    return names_of({one["maker"] for one in (*document["peers"], *document["references"])})


def _line(one: Mapping[str, Any], names: Mapping[str, str], viewer: Viewer) -> dict[str, Any]:
    kind, day = one["kind"], one["valid_from"]
    return {
        "one": one, "maker": names.get(one["maker"], one["maker"]), "day": "" if day is None else str(day),
        "place": viewer.place(one["region"]), "why_not": viewer.say((one["why_not_zh"], one["why_not_en"])),
        "kind": viewer.say(REFERENCE_WORDS[ReferenceKind(kind)]) if kind in set(ReferenceKind) else "",
        "steps": [{"step": step, "words": viewer.say((step["zh"], step["en"]))} for step in one["steps"]],
    }  # fmt: skip


_HEADINGS = (
    ("种类", "Kind"), ("地区", "Place"), ("挂网编号", "Listing"), ("药品代码", "Product code"),
    ("通用名", "Generic name"), ("生产企业", "Maker"), ("规格", "Strength"), ("包装", "Pack"), ("元/盒", "Yuan a pack"),
    ("元/最小单位", "Yuan a unit"), ("折算为本品（元/盒）", "As this pack (yuan)"),
    ("不能折算的原因", "Why it can't be"), ("自", "From"),
    ("来源", "Source"),
)  # fmt: skip


def comparison_tables(document: Mapping[str, Any], viewer: Viewer) -> Tables:
    """The tables of a comparison as files: the comparators, the peers, the prices of reference."""
    return {
        "figures": lambda: _figures_table(document, viewer),
        "peers": lambda: _compared_table(document, "peers", viewer),
        "references": lambda: _compared_table(document, "references", viewer),
    }


def _figures_table(document: Mapping[str, Any], viewer: Viewer) -> Table:
    headings = (
        ("比较对象", "Comparator"), ("折算为本品（元/盒）", "As this pack (yuan)"), ("元/最小单位", "Yuan a unit"),
        ("申报价为其倍数", "Own price is times"), ("价格个数", "Prices"), ("药品代码", "Product codes"),
    )  # fmt: skip
    rows = [(_figure(one, viewer)["words"], one) for one in document["figures"]]
    return Table(
        headings,
        [
            [words, one["price"], one["unit_price"], one["multiple"], one["of"], ", ".join(one["products"])]
            for words, one in rows
        ],
    )  # fmt: skip


def _compared_table(document: Mapping[str, Any], which: str, viewer: Viewer) -> Table:
    names = _names(document)
    return Table(
        _HEADINGS,
        [
            [
                line["kind"] or viewer.say(("本平台", "this platform")), line["place"], one["number"],
                one["product_code"], one["generic_name"], line["maker"], one["spec"], one["packaging"], one["price"],
                one["unit_price"], one["as_own"], line["why_not"], line["day"], one["source"],
            ]
            for line in (_line(given, names, viewer) for given in document[which])
            for one in (line["one"],)
        ],
    )  # fmt: skip
