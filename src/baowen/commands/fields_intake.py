"""What `mapping`, `feeds`, `import` and `load` print with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_COUNTS: tuple[Row, ...] = (
    ("accepted", "integer", "接收的行数（含更正）", "rows taken in, corrections among them"),
    ("refused", "integer", "退回的行数", "rows sent back"),
    ("unchanged", "integer", "与库中相同、未作改动的行数", "rows that the lake already has"),
    ("corrected", "integer", "其中更正的行数", "corrections among the accepted"),
)
_IMPORT: tuple[Row, ...] = (
    *_COUNTS,
    ("skipped", "integer", "按映射不取的行数", "rows that the mapping leaves out"),
    ("problems_total", "integer", "问题总数；problems 最多列十万项", "all problems; problems[] lists 100,000 at most"),
    ("problems[].file", "text", "文件名", "file name"),
    ("problems[].sheet", "text", "工作表，没有时为空", "sheet, empty where there is none"),
    ("problems[].row", "integer", "表格软件显示的行号，0 指整个文件", "row as a spreadsheet shows it, 0: the file"),
    ("problems[].column", "text", "列名", "column heading"),
    ("problems[].value", "text", "原样的单元格内容", "the cell as it was sent"),
    ("problems[].code", "text", "问题代码", "code of the problem"),
    ("problems[].level", "text", "refuse 退回，warn 提示", "refuse or warn"),
    ("problems[].message", "text", "哪里不对", "what is wrong, in Chinese"),
    ("problems[].help", "text", "怎么改", "what to do, in Chinese"),
    ("problems[].message_en", "text", "哪里不对（英文）", "what is wrong"),
    ("problems[].help_en", "text", "怎么改（英文）", "what to do"),
    ("files[].file", "text", "文件名", "file name"),
    ("files[].feed", "text", "数据接口", "feed"),
    ("files[].mapping", "text", "所用映射", "mapping that was used"),
    ("files[].import_id", "integer|null", "收数编号", "number of the import"),
    ("files[].rows", "integer", "文件的行数", "rows of the file"),
    *((f"files[].{name}", kind, zh, en) for name, kind, zh, en in _COUNTS),
    ("files[].warnings", "integer", "提示数", "warnings"),
    ("files[].stopped", "boolean", "整份退回", "refused whole"),
    ("files[].months", "list of months", "改动的月份", "months that changed"),
    ("files[].lake_version", "integer|null", "数据版本", "version of the table"),
    ("files[].refused_file", "text|null", "退回工作簿的路径", "path of the workbook of refused rows"),
)

INTAKE_ROWS: dict[str, tuple[Row, ...]] = {
    "mapping list": (
        ("[].name", "text", "映射名", "name"),
        ("[].feed", "text", "数据接口", "feed"),
        ("[].title_zh", "text", "标题", "title, in Chinese"),
        ("[].title_en", "text", "标题（英文）", "title"),
        ("[].licence", "text|null", "数据许可", "licence of the data"),
    ),
    "mapping suggest": (
        ("feed", "text", "数据接口", "feed"),
        ("file", "text", "文件", "file"),
        ("name", "text", "映射名", "name of the mapping"),
        ("toml", "text", "映射草稿", "the draft as TOML"),
    ),
    "feeds": (
        ("[].name", "text", "数据接口；写明名称时只有一个对象", "feed; one object where a name is given"),
        ("[].zh", "text", "名称", "name, in Chinese"),
        ("[].en", "text", "名称（英文）", "name"),
        ("[].about_zh", "text", "说明", "about it, in Chinese"),
        ("[].about_en", "text", "说明（英文）", "about it"),
        ("[].key[]", "text", "主键", "columns of the key"),
        ("[].dated_by", "text|null", "决定月份的列", "column that gives the month"),
        ("[].requirements[]", "text", "对应的需求", "requirement ids"),
        ("[].columns[]", "object", "列：name zh en kind required unit least most choices aliases", "columns"),
        ("[].checks[]", "object", "行间核对：code level zh en", "checks over several cells"),
    ),
    "import": _IMPORT,
    "load": _IMPORT,
}
