"""Reads contracting processes from a file of OCDS: JSON or JSON lines; releases, packages or records. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from baowen.core.problems import BaowenError
from baowen.procure.ocds.compiling import compiled
from baowen.procure.redflags.process import Process, read_process


def processes_in(path: Path) -> list[Process]:
    """Every process of a file, its releases compiled where it has several; BaowenError for what is no OCDS."""
    by_ocid: dict[str, list[Mapping[str, Any]]] = {}
    for one in _releases(path):
        ocid = one.get("ocid")
        if isinstance(ocid, str):
            by_ocid.setdefault(ocid, []).append(one)
    found = (read_process(of[0] if len(of) == 1 else compiled(of)) for of in by_ocid.values())
    return [one for one in found if one is not None]


def _releases(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BaowenError(f"无法读取 {path}：{error.strerror}", f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BaowenError(f"{path} 不是 UTF-8 编码的文件", f"{path} is not UTF-8") from error
    for place, document in _documents(text, path):
        found = list(_in(document))
        if not found:
            raise BaowenError(
                f"{path} 第 {place} 行不是 OCDS 的发布、发布包或记录包", f"line {place} of {path} holds no OCDS release"
            )
        yield from found


def _documents(text: str, path: Path) -> Iterator[tuple[int, Any]]:
    """Each line by itself; the whole where it is one document over many lines."""
    try:
        yield 1, json.loads(text, parse_float=Decimal)
        return
    except json.JSONDecodeError as error:
        whole = error
    lines = [(place, line) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for place, line in lines:
        try:
            yield place, json.loads(line, parse_float=Decimal)
        except json.JSONDecodeError as error:
            fault = whole if place == 1 else error
            raise BaowenError(
                f"{path} 第 {place} 行不是 JSON：{fault.msg}", f"line {place} of {path} is no JSON: {fault.msg}"
            ) from error


def _in(document: Any) -> Iterator[Mapping[str, Any]]:
    """The releases that a document holds; of a record what it comes to, else its releases."""
    if isinstance(document, list):
        for one in document:
            yield from _in(one)
    elif isinstance(document, Mapping):
        for record in _rows(document, "records"):
            whole = record.get("compiledRelease")
            yield from [whole] if isinstance(whole, Mapping) else _rows(record, "releases")
        yield from _rows(document, "releases") if "compiledRelease" not in document else [document["compiledRelease"]]
        if isinstance(document.get("ocid"), str) and not {"releases", "compiledRelease"} & set(document):
            yield document


def _rows(document: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    rows = document.get(field)
    return [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list) else []
