"""Why a file as a whole cannot be read, and what its sender can do."""

from __future__ import annotations

from baowen.core.problems import Problem

_REASONS: dict[str, tuple[str, str, str, str]] = {
    "empty_file": (
        "文件是空的，没有表头也没有数据", "请检查是否选错了文件，重新导出后报送",
        "the file is empty: no headings, no rows", "check the file, export it again and send it"),
    "encrypted": (
        "文件有密码保护，无法打开", "请在 Excel 中去掉打开密码（文件→信息→保护工作簿），另存后报送",
        "the file is protected by a password", "remove the password in Excel, save and send again"),
    "html_not_excel": (
        "这个文件名义上是 Excel，实际是网页（HTML）表格", "请用 Excel 打开它，另存为“Excel 工作簿 (*.xlsx)”后报送",
        "the file is an HTML page under an Excel name", "open it in Excel, save it as .xlsx and send that"),
    "xml_not_excel": (
        "这个文件是 XML 表格，不是 Excel 工作簿", "请用 Excel 打开它，另存为“Excel 工作簿 (*.xlsx)”后报送",
        "the file is an XML spreadsheet", "open it in Excel, save it as .xlsx and send that"),
    "unsupported_form": (
        "不能读取这种文件：{form}", "请另存为 Excel 工作簿 (*.xlsx) 或 CSV 后报送",
        "files of this form cannot be read: {form}", "save as .xlsx or CSV and send again"),
    "archive": (
        "这是一个压缩包，不是数据文件", "请解压后把里面的文件逐个报送",
        "the file is an archive", "unpack it and send the files in it"),
    "broken_file": (
        "文件损坏或不完整，无法打开：{detail}", "请重新导出或重新上传；若能在 Excel 中打开，请另存一份后报送",
        "the file is damaged: {detail}", "export or upload it again"),
    "zip_bomb": (
        "文件解压后有 {size}，与 {packed} 的文件大小不相称，出于安全没有打开",
        "请在 Excel 中把有用的数据复制到新工作簿，另存后报送",
        "unpacked, the file has {size}, out of proportion to its {packed}; it was not opened",
        "copy the data into a new workbook and send that"),
    "far_apart": (
        "工作表“{sheet}”在 {near} 之后隔了很远，在 {far} 又有内容，整份文件没有读入",
        "请查看 {far}：若是误填，删除该处所在的整行整列后保存；若是数据，请把空白的行列删掉",
        "sheet {sheet!r} has content at {far}, far away from the rest ({near}); the file was not read",
        "look at {far}: delete it if it is a slip, or remove the blank rows and columns between"),
    "no_sheet": (
        "找不到工作表“{sheet}”，文件里有：{sheets}", "请核对工作表名称",
        "no sheet {sheet!r}; the file has {sheets}", "check the name of the sheet"),
    "no_table": (
        "工作簿里没有数据：每个工作表都是空的", "请检查是否选错了文件",
        "the workbook has no data: every sheet is empty", "check the file"),
}  # fmt: skip


def refusal(code: str, file: str, *, sheet: str = "", row: int = 0, **words: str) -> Problem:
    """The problem that turns a whole file away."""
    message, help_zh, message_en, help_en = _REASONS[code]
    filled = {"sheet": sheet, **words}
    return Problem(
        file=file, sheet=sheet, row=row, code=code, message=message.format(**filled), help=help_zh.format(**filled),
        message_en=message_en.format(**filled), help_en=help_en.format(**filled), value=words.get("far", ""),
    )  # fmt: skip
