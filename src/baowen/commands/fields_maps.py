"""What the commands of maps print with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]

MAP_ROWS: dict[str, tuple[Row, ...]] = {
    "maps add": (
        ("place", "text", "地区代码", "place"),
        ("review_number", "text", "审图号", "number of the map review"),
        ("places", "integer", "地图中下级地区数", "places below that it shows"),
        ("tolerance_metres", "number", "边界简化程度（米），0 为未简化", "how coarse borders became, 0: unchanged"),
        ("path_bytes", "integer", "页面上路径的字节数", "bytes of its paths on a page"),
        ("problems[]", "object", "问题与提示，字段同 import 的 problems[]；row 为第几个要素",
         "problems and remarks; fields as import's, row counts features"),
    ),
    "maps list": (
        ("[].place", "text", "地区代码", "place"),
        ("[].name", "text", "地区名称", "its name"),
        ("[].review_number", "text", "审图号", "number of the map review"),
        ("[].places", "integer", "地图中下级地区数", "places below that it shows"),
        ("[].missing", "list", "地图中没有的下级地区代码", "codes of places that it lacks"),
        ("[].source_file", "text", "原文件名", "name of the file that was added"),
        ("[].added_on", "date|null", "添加日期", "day on which it was added"),
        ("[].tolerance_metres", "number", "边界简化程度（米）", "how coarse borders became"),
        ("[].bytes", "integer", "文件大小（字节）", "size of the kept file"),
        ("[].problem", "text", "不能使用的原因，可用时为空", "why it can't be used, empty where it can"),
        ("[].problem_en", "text", "不能使用的原因（英文）", "the same in English"),
    ),
    "maps remove": (("place", "text", "地区代码", "place whose map was taken away"),),
}  # fmt: skip
