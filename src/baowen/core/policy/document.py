"""The reference page of the policy packs: how a pack is written, every key, every entry of the packs that ship."""

from __future__ import annotations

from collections.abc import Iterator

from baowen.core.policy.entry import BASIS_WORDS, STARTS, UNITS, Basis, Entry, Pack
from baowen.core.policy.packs import Packs, load_packs
from baowen.core.policy.registry import GROUPS
from baowen.core.policy.spec import KIND_WORDS, KeySpec
from baowen.core.policy.words import entry_words, validity_words

_INTRODUCTION = """\
# 政策包 Policy packs

<!-- 本页由 baowen.core.policy.document 生成，请勿手改。Generated; do not edit by hand. -->

期限、阈值、比例都不写在程序里，而写在 `policy/` 的政策包里：一个地区一个包，每个值注明条款、依据和有效期。
没有文本给出数值、而监测又必需的，标为**示例**，不是法规。

No deadline, threshold or share is in code. They are entries of the packs in `policy/`, one pack a jurisdiction; each
names its clause, its basis and its days of validity. A value that monitoring needs and no text gives is marked
illustrative.

- 就近优先：先看本市，再看本省，最后看全国。The nearest pack wins, key by key: city, province, nation.
- `baowen policy check` 检查全部政策包，指出文件和行号。Checks every pack and names file and line.
- `baowen policy show 320100 --on 2026-09-30` 列出某地某日有效的条目。Lists what rules in a place on a day.

## 写法 How a pack is written

一个包是一个文件 `policy/名称.toml`，或一个文件夹 `policy/名称/*.toml`（其中一个文件有 `[pack]`）。
A pack is one file or one folder of files; exactly one of them holds `[pack]`.

```toml
[pack]
region = "320100"           # 行政区划代码 region code
extends = "100000"          # 上级包的地区代码 the pack it builds on
name_zh = "南京市"
name_en = "Nanjing"
title = "南京市短缺药品保供稳价工作实施办法"

[[entry]]
key = "respond.verify.city"
value = 10
unit = "working_day"
clause = "NJ-4"             # 必填 required
basis = "sourced"
start = "report_or_discovery"
valid_from = 2020-01-01     # 可省 optional, inclusive
valid_until = 2030-12-31    # 可省 optional, inclusive
note_zh = "接到报告或发现线索之日起。"
note_en = "From the report or the discovery."
```

键不认识、缺条款、同一个键有效期重叠、占位内容、类型不对，都是错误。
An unknown key, a missing clause, overlapping validity, a placeholder or a wrong type is an error.
"""


def render() -> str:
    """The whole page as Markdown."""
    packs = load_packs()
    return "\n".join([_INTRODUCTION, *_words(), *_keys(), *_packs(packs)]).rstrip() + "\n"


def _table(*headings: str) -> list[str]:
    return ["", f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}"]


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', '／') for cell in cells)} |"


def _words() -> Iterator[str]:
    yield "## 依据 Basis"
    yield from _table("basis", "含义", "meaning")
    yield from (_row(f"`{basis}`", zh, en) for basis, (zh, en) in BASIS_WORDS.items())
    yield "\n## 单位 Units"
    yield from _table("unit", "中文", "English")
    yield from (_row(f"`{unit}`", zh, en) for unit, (zh, en) in UNITS.items())
    yield "\n## 起算 Start of a deadline"
    yield from _table("start", "中文", "English")
    yield from (_row(f"`{start}`", zh, en) for start, (zh, en) in STARTS.items())


def _keys() -> Iterator[str]:
    yield "\n## 键 Keys"
    for zh, en, specs in GROUPS:
        yield f"\n### {zh} {en}"
        yield from _table("key", "含义", "meaning", "值 value", "unit")
        for spec in specs:
            yield _row(f"`{spec.key}`", spec.zh, spec.en, _kind(spec), ", ".join(spec.units))


def _kind(spec: KeySpec) -> str:
    zh, en = KIND_WORDS[spec.kind]
    names = ", ".join(spec.fields or spec.options)
    return f"{zh} {en}" + (f" ({names})" if names else "")


def _packs(packs: Packs) -> Iterator[str]:
    yield "\n## 现有政策包 The packs that ship"
    for pack in sorted(packs.packs, key=lambda pack: pack.region):
        counts = {basis: sum(entry.basis is basis for entry in pack.entries) for basis in Basis}
        summary = "，".join(f"{basis.zh} {count}" for basis, count in counts.items() if count)
        yield f"\n### {pack.name_zh} {pack.name_en}（`{pack.name}`，{pack.region}）"
        yield f"\n{pack.title}。共 {len(pack.entries)} 条 entries：{summary}。"
        yield from _entries(pack)


def _entries(pack: Pack) -> Iterator[str]:
    yield from _table("key", "值 value", "条款 clause", "依据 basis", "有效期 valid", "说明 note")
    for entry in sorted(pack.entries, key=_order):
        yield _row(
            f"`{entry.key}`", entry_words(entry), entry.clause, _basis(entry.basis), validity_words(entry),
            " ".join(filter(None, (entry.note_zh, entry.note_en))),
        )  # fmt: skip


def _order(entry: Entry) -> tuple[str, str]:
    return entry.key, str(entry.valid_from or "")


def _basis(basis: Basis) -> str:
    return f"**{basis.zh}**" if basis is Basis.ILLUSTRATIVE else basis.zh
