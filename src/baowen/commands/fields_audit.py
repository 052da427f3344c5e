"""What `audit` prints with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]

AUDIT_ROWS: dict[str, tuple[Row, ...]] = {
    "audit list": (
        (
            "[].number",
            "integer",
            "序号，从 1 起，无间断，即提交的先后",
            "from 1 without a gap, in the order of commits",
        ),
        ("[].at", "instant", "时间", "when"),
        ("[].by", "text", "操作者", "who"),
        ("[].organisation", "text", "代表的单位，没有时为空", "organisation acted for, may be empty"),
        ("[].action", "text", "操作", "what was done"),
        ("[].subject", "text", "对象", "to what"),
        ("[].reason", "text", "原因，没有时为空", "why, may be empty"),
        ("[].policy", "text", "政策版本，没有时为空", "policy version, may be empty"),
        ("[].before", "object", "原值", "values before"),
        ("[].after", "object", "新值", "values after"),
        ("[].details", "object", "其他事项", "what else belongs to it"),
    ),
    "audit verify": (
        ("entries", "integer", "审计记录数", "number of entries"),
        ("anchors", "integer", "核对的锚定文件数", "anchors that were compared"),
        ("anchored_to", "integer", "锚定到第几条，没有时为 0", "last anchored entry, 0 without any"),
        ("without_sm3", "integer", "只有 SHA-256 的条数", "entries sealed with SHA-256 alone"),
        ("faults[].finding", "text", "changed、missing、cut_off、rewritten 之一", "what is wrong"),
        ("faults[].first", "integer", "起始序号", "first entry concerned"),
        ("faults[].last", "integer", "末尾序号", "last entry concerned"),
        ("faults[].kept_in", "text", "据何得知：链首或锚定文件", "where it was seen: head or an anchor"),
        ("faults[].zh", "text", "说明", "the same in Chinese"),
        ("faults[].en", "text", "说明（英文）", "the same in English"),
    ),
}
