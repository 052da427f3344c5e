"""What a problem is called and what to do about it, for every code that the check of a file can give."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.core.problems import Level


@dataclass(frozen=True, slots=True)
class Wording:
    """Chinese and English words of one code; `{...}` is filled in from the column or the file."""

    message: str
    help: str
    message_en: str
    help_en: str
    level: Level = Level.REFUSE


WORDINGS: dict[str, Wording] = {
    "missing_column": Wording(
        "文件里没有“{zh}”这一列，这一列必须有",
        "请补上“{zh}”一列；若列名不同，请改成“{zh}”或为这种导出格式建立字段对照",
        "the required column “{en}” ({name}) is missing", "add the column, or map the heading under which it stands"),
    "no_rows": Wording(
        "文件只有表头，没有数据", "如本期确实没有数据，请按零报告报送；否则请重新导出",
        "the file has headings but no rows", "send a zero report if there is nothing to report"),
    "required": Wording(
        "“{zh}”没有填写", "请填写{zh}", "{en} is blank", "fill in {en}"),
    "not_a_date": Wording(
        "“{zh}”不是日期", "请写成 2026-03-01 这样的日期", "{en} is not a date", "write a date such as 2026-03-01"),
    "not_a_month": Wording(
        "“{zh}”不是月份", "请写成 2026-03 这样的月份", "{en} is not a month",
        "write a month such as 2026-03"),
    "not_a_number": Wording(
        "“{zh}”不是数字", "请只填数字，不要带单位或文字", "{en} is not a number",
        "write digits only, no unit or words"),
    "not_an_integer": Wording(
        "“{zh}”应为整数", "请填写整数", "{en} is not a whole number", "write a whole number"),
    "not_a_flag": Wording(
        "“{zh}”应填“是”或“否”", "请填写“是”或“否”", "{en} is neither yes nor no",
        "write 是 (yes) or 否 (no)"),
    "not_a_choice": Wording(
        "“{zh}”不在可选范围内", "请填写下列之一：{choices}", "{en} is not one of its choices",
        "write one of: {choices_en}"),
    "too_small": Wording(
        "“{zh}”小于允许的最小值 {least}", "请核对后更正{zh}（最小 {least}{unit}）",
        "{en} is less than {least}", "check and correct {en} (at least {least})"),
    "too_large": Wording(
        "“{zh}”大于允许的最大值 {most}", "请核对后更正{zh}（最大 {most}{unit}）",
        "{en} is more than {most}", "check and correct {en} (at most {most})"),
    "excel_mangled": Wording(
        "“{zh}”被 Excel 变成了科学计数法，后面的数字已经丢失",
        "请从原系统重新导出；在 Excel 中先把该列设为“文本”格式再粘贴{zh}",
        "Excel turned {en} into scientific notation; its last digits are lost",
        "export again and set the column to Text in Excel before pasting"),
    "excel_mangled_blank": Wording(
        "“{zh}”被 Excel 变成了科学计数法，后面的数字已经丢失；这一格按空白处理，本行其余内容已接收",
        "请从原系统重新导出；在 Excel 中先把该列设为“文本”格式再粘贴{zh}",
        "Excel turned {en} into scientific notation; the cell is taken as blank, the rest of the row is accepted",
        "export again and set the column to Text in Excel before pasting", Level.WARN),
    "excel_error": Wording(
        "“{zh}”是 Excel 的错误值", "请改正公式，或直接填写{zh}的值",
        "{en} is an Excel error value", "mend the formula or type the value of {en}"),
    "date_as_number": Wording(
        "“{zh}”存成了数字，已按 Excel 日期读成 {read}", "请核对日期；以后请把该列设为日期或文本格式",
        "{en} is stored as a number and was read as the Excel date {read}", "check it; format the column as a date",
        Level.WARN),
    "rounded": Wording(
        "“{zh}”有 {count} 格超过 4 位小数，已四舍五入到 4 位", "如需更高精度请联系平台；一般无需处理",
        "{count} cells of {en} have more than 4 decimals and were rounded half up", "usually nothing to do",
        Level.WARN),
    "duplicate_row": Wording(
        "与第 {other} 行完全相同，只保留第 {other} 行", "无需处理；如确为两笔业务，请用不同的编号分别填写",
        "the same as row {other}, which is kept",
        "nothing to do, unless these are two events: then give each its number",
        Level.WARN),
    "conflicting_rows": Wording(
        "与第 {other} 行的{key}相同，但其他内容不同，无法判断以哪一行为准", "请核对后只保留正确的一行，或更正{key}",
        "the same {key_en} as row {other} with other contents", "keep the right one or correct {key_en}"),
    "wrong_period": Wording(
        "本次要导入 {asked} 的数据，文件里却有其他月份：{found}。整份文件没有导入",
        "请确认选对了文件和期间：若期间选错，请改选；若文件混入了其他月份，请拆开后分别报送",
        "the import is for {asked}, but the file has other months: {found}; nothing was imported",
        "check the file and the period; split a file that holds several months"),
}  # fmt: skip
