"""Read policy packs strictly: anything unknown, missing, overlapping or unfinished is an error with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from baowen.core.policy.entry import STARTS, UNITS, Basis, Entry, Pack, PolicyError
from baowen.core.policy.registry import KEYS
from baowen.core.policy.spec import KIND_WORDS, KeySpec, Kind, read_value

_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z_.]+)\s*\]\]?\s*(#.*)?$")
_REGION = re.compile(r"\d{6}")
_PLACEHOLDER = re.compile(
    r"(?<![a-z])(tbd|to[d]o|fix[m]e|xx+|n/a|placeholder)(?![a-z])|[?？×]{2,}|待定|待补|待填|待查|占位", re.IGNORECASE
)
_WORDS = {
    "extra_forbidden": ("不认识的项", "unknown field"),
    "missing": ("缺少此项", "this field is missing"),
}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _PackTable(_Shape):
    region: str
    name_zh: str
    name_en: str
    title: str
    extends: str | None = None


class _EntryTable(_Shape):
    key: str
    value: Any
    unit: str
    clause: str
    basis: str
    valid_from: date | None = None
    valid_until: date | None = None
    note_zh: str = ""
    note_en: str = ""
    source: str = ""
    start: str = ""
    at_once: bool = False


class _File:
    """One TOML file: its tables and the lines that they and their fields stand on."""

    def __init__(self, content: bytes, shown: str) -> None:
        self.shown = shown
        try:
            self.lines = content.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as fault:
            raise PolicyError(shown, 1, "文件不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8: save it as UTF-8") from fault
        try:
            self.tables: dict[str, Any] = tomllib.loads("\n".join(self.lines), parse_float=Decimal)
        except tomllib.TOMLDecodeError as fault:
            found = re.search(r"at line (\d+)", str(fault))
            line = int(found.group(1)) if found else len(self.lines)
            raise PolicyError(shown, line, f"不是正确的 TOML：{fault}", f"not valid TOML: {fault}") from fault
        self.headers = [(m.group(1), n) for n, text in enumerate(self.lines, 1) if (m := _HEADER.match(text))]
        self.entry_lines = [line for name, line in self.headers if name == "entry"]

    def line_of(self, name: str) -> int:
        """The line of a table's header, 1 when it stands nowhere."""
        return next((line for header, line in self.headers if header == name), 1)

    def field_line(self, field: str, start: int) -> int:
        """The line of a field in the table that starts at `start`; the table's own line when the field is absent."""
        for number, text in enumerate(self.lines[start:], start + 1):
            header = _HEADER.match(text)
            if header and not header.group(1).startswith("entry."):
                break
            if re.match(rf"\s*{re.escape(field)}\s*=", text) or (header and header.group(1) == f"entry.{field}"):
                return number
        return start

    def error(self, line: int, message: str, message_en: str) -> PolicyError:
        return PolicyError(self.shown, line, message, message_en)

    def shape_error(self, fault: ErrorDetails, start: int) -> PolicyError:
        """A pydantic finding as an error on the line of its field."""
        field = str(fault["loc"][0]) if fault["loc"] else ""
        words = _WORDS.get(fault["type"], ("类型不对", fault["msg"]))
        return self.error(self.field_line(field, start), f"{field}：{words[0]}", f"{field}: {words[1]}")


def pack_files(folder: Path) -> dict[str, list[Path]]:
    """The files of each pack by pack name: policy/NAME.toml, or policy/NAME/*.toml."""
    packs = {path.stem: [path] for path in sorted(folder.glob("*.toml"))}
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(inner.glob("*.toml"))
        if files:
            packs.setdefault(inner.name, []).extend(files)
    return packs


def read_packs(folder: Path) -> tuple[list[Pack], list[PolicyError]]:
    """Every pack of a folder and every fault found; entries with a fault are left out."""
    if not folder.is_dir():
        return [], [PolicyError(str(folder), 1, "没有这个政策包目录", "no such folder of policy packs")]
    packs: list[Pack] = []
    errors: list[PolicyError] = []
    for name, paths in pack_files(folder).items():
        pack, faults = _read_pack(
            name, tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths)
        )
        errors += faults
        if pack is not None:
            packs.append(pack)
    if not packs and not errors:
        errors.append(PolicyError(str(folder), 1, "目录中没有政策包", "the folder holds no policy pack"))
    return packs, errors + list(_chain_errors(packs))


@lru_cache(maxsize=64)
def _read_pack(name: str, contents: tuple[tuple[str, bytes], ...]) -> tuple[Pack | None, tuple[PolicyError, ...]]:
    """A pack of what its files say, by their names; remembered, because parsing takes a hundred times as long as
    reading: a pack that was edited has other bytes and is read anew."""
    errors: list[PolicyError] = []
    entries: list[Entry] = []
    heads: list[Pack] = []
    for shown, content in contents:
        try:
            file = _File(content, shown)
        except PolicyError as error:
            errors.append(error)
            continue
        errors += [
            file.error(file.line_of(table), f"不认识的表 {table}", f"unknown table {table}")
            for table in file.tables
            if table not in ("pack", "entry")
        ]
        errors += _read_head(file, name, heads)
        errors += _read_entries(file, name, entries)
    if len(heads) != 1 and not errors:
        errors.append(
            PolicyError(contents[0][0], 1, "每个政策包要有一个 [pack] 表", "a pack has exactly one [pack] table")
        )
    errors += _overlaps(entries)
    return (replace(heads[0], entries=tuple(entries)) if len(heads) == 1 else None), tuple(errors)


def _read_head(file: _File, name: str, heads: list[Pack]) -> Iterator[PolicyError]:
    if "pack" not in file.tables:
        return
    start = file.line_of("pack")
    try:
        table = _PackTable.model_validate(file.tables["pack"])
    except ValidationError as faults:
        yield from (file.shape_error(fault, start) for fault in faults.errors())
        return
    for field in ("region", "extends"):
        code = getattr(table, field)
        if code is not None and not _REGION.fullmatch(code):
            yield file.error(file.field_line(field, start), f"{field} 应为 6 位行政区划代码", f"{field}: six digits")
    heads.append(Pack(name=name, file=file.shown, line=start, **table.model_dump()))


def _read_entries(file: _File, pack: str, entries: list[Entry]) -> Iterator[PolicyError]:
    tables = file.tables.get("entry", [])
    if not isinstance(tables, list) or len(tables) != len(file.entry_lines):
        yield file.error(1, "每个条目以单独一行 [[entry]] 开头", "each entry starts with a line [[entry]]")
        return
    for table, start in zip(tables, file.entry_lines, strict=True):
        faults = list(_entry_errors(file, table, start))
        yield from faults
        if not faults:
            spec = KEYS[table["key"]]
            fields = {**table, "basis": Basis(table["basis"]), "value": read_value(table["value"], spec, table["unit"])}
            entries.append(Entry(**fields, pack=pack, file=file.shown, line=start))


def _entry_errors(file: _File, table: Mapping[str, Any], start: int) -> Iterator[PolicyError]:
    try:
        shape = _EntryTable.model_validate(table)
    except ValidationError as faults:
        yield from (file.shape_error(fault, start) for fault in faults.errors())
        return
    for field, value in table.items():
        for text in _texts_in(value):
            if _PLACEHOLDER.search(text):
                line = file.field_line(field, start)
                yield file.error(line, f"{field} 还是占位内容：{text}", f"{field} is still a placeholder: {text}")
    spec = KEYS.get(shape.key)
    if spec is None:
        line = file.field_line("key", start)
        yield file.error(line, f"不认识的键 {shape.key}", f"unknown key {shape.key}; see docs/reference/policy.md")
        return
    for field, message, message_en in _faults(shape, spec):
        yield file.error(
            file.field_line(field, start), f"{shape.key} 的 {field}：{message}", f"{field} of {shape.key}: {message_en}"
        )


def _faults(entry: _EntryTable, spec: KeySpec) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an entry of the right shape: field, message, English message."""
    units = (*spec.units, "none") if spec.kind is Kind.DEADLINE else spec.units
    if entry.unit not in units or entry.unit not in UNITS:
        yield "unit", f"应为 {'、'.join(units)} 之一", f"one of {', '.join(units)}"
    elif read_value(entry.value, spec, entry.unit) is None:
        zh, en = KIND_WORDS[spec.kind]
        names = f"（{'、'.join(spec.fields or spec.options)}）" if spec.fields or spec.options else ""
        yield "value", f"应为{zh}{names}", f"must be {en} {', '.join(spec.fields or spec.options)}".rstrip()
    if not entry.clause.strip():
        yield "clause", "必须写明条款", "a clause is required"
    if entry.basis not in list(Basis):
        yield "basis", f"应为 {'、'.join(Basis)} 之一", f"one of {', '.join(Basis)}"
    if entry.basis == Basis.ILLUSTRATIVE and "示例值，非法规" not in entry.note_zh:
        yield "note_zh", "示例值要在说明中写明“示例值，非法规”", "an illustrative value says 示例值，非法规"
    if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
        yield "valid_until", "早于 valid_from", "is before valid_from"
    counts_days = spec.kind is Kind.DEADLINE and entry.unit != "none" and not entry.at_once
    if (entry.start and entry.start not in STARTS) or (counts_days and not entry.start):
        yield "start", f"应为 {'、'.join(STARTS)} 之一", f"one of {', '.join(STARTS)}"


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)


def _overlaps(entries: list[Entry]) -> Iterator[PolicyError]:
    """Entries of one key in one pack whose days overlap; the later line is named."""
    by_key: dict[str, list[Entry]] = {}
    for entry in entries:
        for other in by_key.setdefault(entry.key, []):
            starts = max(entry.valid_from or date.min, other.valid_from or date.min)
            if starts <= min(entry.valid_until or date.max, other.valid_until or date.max):
                where = f"{other.file}:{other.line}"
                yield PolicyError(
                    entry.file, entry.line, f"{entry.key} 的有效期与 {where} 重叠", f"its days overlap those at {where}"
                )
        by_key[entry.key].append(entry)


def _chain_errors(packs: list[Pack]) -> Iterator[PolicyError]:
    """Packs of a double region, or whose `extends` leads nowhere, sideways or in a circle."""
    by_region: dict[str, Pack] = {}
    for pack in packs:
        if pack.region in by_region:
            other = by_region[pack.region].file
            yield PolicyError(pack.file, pack.line, f"地区 {pack.region} 已有政策包 {other}", "that region has a pack")
        by_region.setdefault(pack.region, pack)
    for pack in packs:
        if pack.extends is None:
            continue
        if pack.extends not in by_region:
            yield PolicyError(pack.file, pack.line, f"上级政策包 {pack.extends} 不存在", "extends a missing pack")
        elif pack.extends not in region_chain(pack.region)[1:]:
            yield PolicyError(pack.file, pack.line, f"{pack.extends} 不是 {pack.region} 的上级", "extends no ancestor")


def region_chain(code: str) -> tuple[str, ...]:
    """The codes that may rule a place, nearest first: 430103, 430100, 430000, 100000; foreign codes: the nation."""
    if not _REGION.fullmatch(code):
        return ("100000",)
    return tuple(dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000", "100000")))
