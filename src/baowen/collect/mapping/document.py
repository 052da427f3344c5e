"""Writes docs/reference/mappings.md from the mappings themselves and from what a mapping may say."""

from __future__ import annotations

from pathlib import Path

from baowen.collect.feeds import FEEDS
from baowen.collect.mapping.load import all_mappings
from baowen.collect.mapping.model import ColumnRule, Mapping, Origin
from baowen.core.paths import data_folder

_RULES = (
    ("from", "表头；写多个时取第一个非空的", "a heading, or several: the first that is filled"),
    ("compose, separator", "把几列连成一个文本", "several columns joined"),
    ("constant", "固定内容", "a fixed text"),
    ("strip", "去掉首尾空格，缺省为 true", "trims blanks, on unless set to false"),
    ("null", "等于空的写法，如 “N/A”", "texts that mean nothing was written"),
    ("extract", "正则表达式，取唯一的括号组；不符合的为空", "a regular expression; its one group is taken"),
    ("remove", "正则表达式，删去符合的部分", "a regular expression whose matches are cut out"),
    ("only", "只许出现的内容，其他的整行退回", "the texts that may stand; other rows are refused"),
    ("values", "把来源的写法换成数据的代码；换成空文本即为空", "the source's words to the feed's"),
    ("date", "日期或月份的写法，可写多个，如 “%m/%d/%Y”", "date or month forms, tried in order"),
    ("scale", "乘以一个数，如便士换英镑写 “0.01”", "a factor, such as pence to pounds"),
    ("hash", "来源没有代码时，由内容生成固定的 12 位代码（须写 prefix）", "a stable code made from the text"),
    ("prefix", "加在前面的文本", "a text put in front"),
    ("when", "只在某列符合条件的行取值", "only in rows where another column fits"),
)  # fmt: skip

_HEAD = """# 映射参考 Mappings reference

<!-- 本页由程序生成 generated: baowen.collect.mapping.document -->

映射文件（TOML）说明一种已知的导出怎样成为一种数据：哪一列是哪一列、单位、编码、日期和数字的写法。写一个映射不用写程序，
步骤见 [怎样接入一种导出](../how-to/map-an-export.md)。导入时不写 `--mapping`，凡表头包含某映射 `[match] headings`
全部表头的，自动选用该映射；本地数据目录 `mappings/` 里的同名文件优先于随程序提供的。

A mapping is a TOML file that says how a known export becomes a feed. An import without `--mapping` takes the mapping
whose `[match] headings` are all in the file. A file in the home's `mappings/` folder comes before the packaged one of
its name.
"""

_PARTS = """
## 文件各部分 Parts of the file

| 部分 part | 含义 | meaning |
|---|---|---|
| `name` `feed` `title_zh` `title_en` `about` `licence` | 名称（与文件名相同）、数据、标题、说明、许可 | what it is |
| `[match] headings` | 认出文件的表头 | the headings it is recognised by |
| `[file] encoding delimiter sheet` | 读文件时要知道的；不写则由程序判断 | for the reader; else found by looking |
| `[[filter]] column` 与 `in` / `not_in` / `matches` | 只取符合条件的行，其余跳过 | takes only some rows |
| `[latest] by` | 同一主键有多行时，取该列最大的一行 | the last of several snapshots counts |
| `[columns.列名]` | 一列怎样得来，规则见下 | how a column is made, rules below |
| `[helpers.名称]` | 只供 `declare` 使用的列，规则相同 | columns for declarations only |
| `[[declare.org]]` `[[declare.product]]` `[[declare.place]]` | 来源自带的机构、药品、地区 | what the source names |

`declare` 里的每一项，写文本即引用 `columns` 或 `helpers` 的名称，写表即一条规则。
In `declare`, a text is the name of a column or helper, a table is a rule.

## 一列的规则 Rules of a column

按下表次序执行；认不出的内容原样留下，由检查指出原来的单元格。
The steps run in this order; what does not fit is left for the check to report.

| 键 key | 含义 | meaning |
|---|---|---|
"""


def render(folders: list[Path] | None = None) -> str:
    """The page: how mappings work, then each mapping with its columns."""
    rules = "\n".join(f"| `{key}` | {zh} | {en} |" for key, zh, en in _RULES)
    mappings = all_mappings(folders or [data_folder("mappings")])
    pages = "\n".join(_page(mapping) for mapping in mappings)
    return f"{_HEAD}{_PARTS}{rules}\n\n## 随程序提供的映射 Mappings that come with the program\n\n{pages}"


def _page(mapping: Mapping) -> str:
    feed = FEEDS[mapping.feed]
    rows = []
    for name, rule in mapping.columns.items():
        rows.append(f"| `{name}` {feed.column(name).zh} | {_words(rule)} |")
    licence = f"\n\n许可 licence：{mapping.licence}" if mapping.licence else ""
    return (
        f"### {mapping.name}\n\n{mapping.title_zh} · {mapping.title_en}；数据 feed `{feed.name}`（{feed.zh}）\n\n"
        f"{mapping.about.strip()}{licence}\n\n| 列 column | 来自 from |\n|---|---|\n" + "\n".join(rows) + "\n"
    )


def _words(rule: Origin) -> str:
    """One rule in words; a pipe would break the table and is written as its entity."""
    if not isinstance(rule, ColumnRule):
        return f"`{rule}`"
    origin = f"“{rule.constant}”" if rule.constant else (" + " if rule.compose else " → ").join(rule.headings)
    parts = [origin]
    parts += [f"extract `{rule.extract}`"] if rule.extract else []
    parts += [f"only {'、'.join(rule.only)}"] if rule.only else []
    parts += [f"values {len(rule.values)}"] if rule.values else []
    parts += [f"date `{'`, `'.join(rule.date)}`"] if rule.date else []
    parts += [f"× {rule.scale}"] if rule.scale is not None else []
    parts += ["hash"] if rule.hash else []
    parts += [f"prefix `{rule.prefix}`"] if rule.prefix else []
    parts += [f"when {rule.when.column}"] if rule.when else []
    return "；".join(parts).replace("|", "&#124;")
