"""What is said of a published table: what is wrong with it and how to mend it, by the code of the problem."""

from __future__ import annotations

from typing import Final

from baowen.core.problems import Level, Problem

# Code: what is wrong, what to do, both in English.
REFUSALS: Final[dict[str, tuple[str, str, str, str]]] = {
    "no_drug": (
        "文件里没有药品", "请核对是否选对了文件或工作表", "the file holds no drug", "check that it is the right file",
    ),
    "side_by_side": (
        "表格左右分栏，药品名称出现不止一列（{columns}）", "请把各栏上下接成一栏后重新导入",
        "the table stands in columns side by side", "put the columns below each other",
    ),
    "no_name_column": (
        "找不到药品名称列；表头是：{headings}", "请把该列的表头改为“通用名”或“药品名称”（可识别：{known}）",
        "no column of drug names", "call it 通用名 or 药品名称",
    ),
    "no_name": (
        "这一行没有药品名称", "请补上药品名称；上一行药品的其他剂型，本行序号留空并写明剂型",
        "no drug name", "fill it in",
    ),
    "title_or_drug": (
        "“{value}”没有序号和剂型，不能确定是药品还是小标题", "是药品的请补填序号或剂型，是小标题的请删除这一行",
        "a drug or a title?", "give its number or form, or delete the row",
    ),
    "not_a_name": (
        "“{value}”不是药品名称", "请核对列是否错位，填写药品通用名", "this is no drug name",
        "check whether columns have slipped",
    ),
    "too_long": (
        "内容超过 {most} 个字", "请核对是否串行，并缩短内容", "longer than {most} characters", "shorten it",
    ),
    "twice": (
        "与第 {first} 行是同一药品、同一剂型", "请删除重复的一行，或写明不同的剂型",
        "the same drug and form as row {first}", "delete one of them, or tell the forms apart",
    ),
}  # fmt: skip
REMARKS: Final[dict[str, tuple[str, str, str, str]]] = {
    "unread_columns": (
        "这些列没有读入：{columns}", "清单只取通用名、剂型、规格和备注；需要保留的请并入备注列",
        "columns not read: {columns}", "move what matters to 备注",
    ),
    "no_form_column": (
        "没有剂型列，每个药品按不限剂型读入", "原清单限定剂型的，请补一列“剂型”",
        "no column of forms: every form is listed", "add a column 剂型 where the list limits them",
    ),
    "not_a_drug": (
        "这一行是标题或说明，没有作为药品读入", "无需处理", "a title or a note, not a drug", "nothing to do",
    ),
    "number_gap": (
        "序号从 {before} 跳到 {value}", "请对照原文，看中间是否漏了药品", "numbers jump from {before} to {value}",
        "compare with the original: a row may be missing",
    ),
    "carried_down": (
        "这一行没有药品名称，按上一行的“{value}”读入", "请核对是否为同一药品的另一剂型",
        "no name: taken for {value}, the row above", "check that it is another form of that drug",
    ),
}  # fmt: skip


def told(
    code: str, *, file: str, sheet: str, row: int = 0, column: str = "", value: str = "", **facts: object
) -> Problem:  # fmt: skip
    """The problem of a code at its place, in words; a remark lets the table in. KeyError for an unknown code."""
    is_remark = code in REMARKS
    words = (REMARKS if is_remark else REFUSALS)[code]
    message, remedy, message_en, remedy_en = (text.format(value=value, **facts) for text in words)
    return Problem(
        file=file, sheet=sheet, row=row, column=column, value=value, code=code,
        level=Level.WARN if is_remark else Level.REFUSE, message=message, help=remedy, message_en=message_en,
        help_en=remedy_en,
    )  # fmt: skip
