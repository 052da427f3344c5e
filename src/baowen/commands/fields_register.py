"""What the commands of the register print with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_ORGANISATION: tuple[Row, ...] = (
    ("code", "text", "机构代码", "code"),
    ("name", "text", "机构名称", "name"),
    ("kind", "text", "机构类型代码，见 docs/reference/permissions.md", "kind"),
    ("region", "text", "所在地行政区划代码", "region code"),
    ("hospital_class", "text", "医疗机构等级，没有时为空", "class of a hospital, may be empty"),
    ("alliance", "text", "医联体牵头医院代码，没有时为空", "lead hospital of its alliance, may be empty"),
    ("closed_on", "date|null", "注销日期", "last day of a closed one"),
)
_SEAT: tuple[Row, ...] = (
    ("department", "text", "部门代码", "department"),
    ("organisation", "text", "机构代码", "organisation"),
    ("name", "text", "机构名称", "its name"),
    ("is_lead", "boolean", "是否牵头单位", "whether it is the lead unit"),
)
_REGISTERED: tuple[Row, ...] = (
    ("new", "integer", "新增家数", "newly registered"),
    ("changed", "integer", "更新家数", "brought up to date"),
    ("unchanged", "integer", "未变家数", "registered so already"),
)


def _listed(rows: tuple[Row, ...], prefix: str = "[].") -> tuple[Row, ...]:
    return tuple((prefix + path, kind, zh, en) for path, kind, zh, en in rows)


REGISTER_JSON: dict[str, tuple[Row, ...]] = {
    "orgs import": (
        *_REGISTERED,
        (
            "problems[]",
            "object",
            "整份退回的原因，字段同 import 的 problems[]",
            "why all was refused; fields as import's",
        ),
    ),
    "orgs sync": (
        *_REGISTERED,
        ("left_out.<reason>", "integer", "未登记家数，按原因", "left out, by reason"),
        ("without_lead", "integer", "牵头医院未登记、暂不列入医联体的家数", "hospitals whose lead is not registered"),
    ),
    "orgs list": _listed(_ORGANISATION),
    "orgs show": (*_ORGANISATION, *_listed(_SEAT, "seats[].")),
    "orgs mechanism": _listed(_SEAT),
    "people list": (
        ("[].username", "text", "用户名", "name that signs in"),
        ("[].name", "text", "姓名", "the person's name"),
        ("[].organisation", "text", "机构代码", "organisation"),
        ("[].roles", "list", "角色代码", "roles"),
        ("[].is_active", "boolean", "是否可用", "whether the person may sign in"),
    ),
    "tokens issue": (
        ("organisation", "text", "机构代码", "organisation"),
        ("name", "text", "令牌名", "name of the token"),
        ("scopes", "list", "权限", "what it opens"),
        ("days", "integer", "有效天数", "days of validity"),
        ("secret", "text", "密文，只此一次", "the secret, this once"),
    ),
    "tokens list": (
        ("[].organisation", "text", "机构代码", "organisation"),
        ("[].name", "text", "令牌名", "name of the token"),
        ("[].scopes", "list", "权限", "what it opens"),
        ("[].expires_at", "instant", "有效至", "end of validity"),
        ("[].revoked_at", "instant|null", "收回时间", "when it was revoked"),
        ("[].last_used_on", "date|null", "最近使用日", "day of last use"),
    ),
}
