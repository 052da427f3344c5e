"""What `bulletins` and `subscriptions` print with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]


def _bulletin(at: str) -> tuple[Row, ...]:
    """The fields of one bulletin, under a path."""
    return (
        (f"{at}.key", "integer", "草稿编号", "number of the draft"),
        (f"{at}.number", "text", "公告编号，草稿为空", "number, empty for a draft"),
        (f"{at}.region", "text", "地区", "place"),
        (f"{at}.issuer", "text", "发布单位", "issuing organisation"),
        (f"{at}.title_zh", "text", "标题", "title in Chinese"),
        (f"{at}.title_en", "text", "英文标题，可空", "title in English, may be empty"),
        (f"{at}.body_zh", "text", "正文", "text in Chinese"),
        (f"{at}.body_en", "text", "英文正文，可空", "text in English, may be empty"),
        (f"{at}.corrects", "text", "更正的公告编号，没有为空", "number of what it corrects, empty for none"),
        (f"{at}.state", "text", "draft 草稿、published 已发布、withdrawn 已撤回", "draft, published or withdrawn"),
        (f"{at}.made_by", "text", "起草人", "who wrote it"),
        (f"{at}.published_on", "date|null", "发布日期", "published on"),
        (f"{at}.published_at", "instant|null", "发布时刻", "published at"),
        (f"{at}.withdrawn_at", "instant|null", "撤回时刻", "withdrawn at"),
        (f"{at}.withdrawn_why", "text", "撤回原因", "why it was withdrawn"),
    )


_DRAFT: tuple[Row, ...] = (("draft", "integer", "草稿编号", "number of the draft"),)
_NUMBER: tuple[Row, ...] = (("number", "text", "公告编号", "number of the bulletin"),)
PUBLIC_JSON: dict[str, tuple[Row, ...]] = {
    "bulletins write": _DRAFT,
    "bulletins revise": _DRAFT,
    "bulletins discard": _DRAFT,
    "bulletins publish": _NUMBER,
    "bulletins withdraw": _NUMBER,
    "bulletins list": _bulletin("[]"),
    "bulletins show": (*_bulletin("bulletin"), *_bulletin("corrections[]")),
    "subscriptions send": (
        ("warnings", "integer", "持续中的预警条数", "warnings in force"),
        ("made", "integer", "新信封数", "letters made"),
        ("sent", "integer", "寄出封数", "letters sent"),
        ("not_sent", "integer", "没有寄出、下次再试的封数", "letters that wait for the next run"),
        ("forgotten", "integer", "清除的地址数", "addresses erased"),
    ),
    "subscriptions count": (
        ("addresses", "integer", "地址数", "addresses"),
        ("confirmed", "integer", "已确认的订阅项数", "subscriptions confirmed"),
        ("waiting", "integer", "待确认的订阅项数", "subscriptions not confirmed yet"),
        ("unsent", "integer", "待寄的信", "letters unsent"),
    ),
    "ocds export": (
        ("file", "text", "写入的文件", "the file"),
        ("bytes", "integer", "字节数", "its size in bytes"),
    ),
    "redflags": (
        ("note", "text", "红旗是问题，不是结论", "a flag is a question and not a finding"),
        ("processes", "integer", "看过的采购过程数", "processes looked at"),
        (
            "flags.GROUP.IDENTIFIER.CODE",
            "number",
            "红旗的值，按对象类别、对象、代码",
            "value of a flag by group, whom, code",
        ),
    ),
}
