"""Finds and strictly loads mapping files; an error names the file, the line and the field."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from baowen.collect.contract import Column, Feed
from baowen.collect.mapping.model import ColumnRule, Mapping
from baowen.core.problems import BaowenError

IDENTITY = "identity"
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def plain_heading(heading: str) -> str:
    """A heading as it is compared: full width made half, lower case, no spaces, marks or bracketed units."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    bare = re.sub(r"[\s\ufeff*＊_:]+", "", _BRACKETED.sub("", text))
    return bare or re.sub(r"[\s\ufeff]+", "", text)


def _line_of(text: str, location: Sequence[str | int]) -> int:
    """The line of the innermost part of `location` that the file writes; 1 when it writes none of it."""
    keys = [str(part) for part in location if isinstance(part, str)]
    table: list[str] = []
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+([^\]]+)\]+", line):
            table = [part.strip(" \"'") for part in header.group(1).split(".")]
            path = table
        elif entry := re.match(r"\s*([\w\"'.-]+)\s*=", line):
            path = [*table, entry.group(1).strip("\"'")]
        else:
            continue
        if len(path) > depth and path == keys[: len(path)]:
            best, depth = number, len(path)
    return best


def read_mapping(path: Path) -> Mapping:
    """Load one file strictly; BaowenError names every fault with its line."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
        mapping = Mapping.model_validate({"name": path.stem, **content})
    except (OSError, UnicodeDecodeError) as error:
        raise BaowenError(f"无法读取映射文件 {path}：{error}", f"cannot read mapping {path}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise BaowenError(f"{path}：不是正确的 TOML：{error}", f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        faults = [
            f"{path}:{_line_of(text, fault['loc'])}: {'.'.join(map(str, fault['loc'])) or path.stem}: {fault['msg']}"
            for fault in error.errors()
        ]
        raise BaowenError("映射文件有误：\n" + "\n".join(faults), "the mapping has faults") from error
    if mapping.name != path.stem:
        raise BaowenError(
            f"{path}：name 是 {mapping.name}，须与文件名 {path.stem} 相同", f"{path}: name must be {path.stem}"
        )
    return mapping


def mapping_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Mapping files by name; a file in an earlier folder hides one of the same name in a later folder."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            found.setdefault(path.stem, path)
    return found


def all_mappings(folders: Iterable[Path]) -> list[Mapping]:
    """Every mapping in the folders, by name."""
    return [_read_once(path, path.stat().st_mtime_ns) for path in mapping_files(folders).values()]


@lru_cache(maxsize=256)
def _read_once(path: Path, changed_at: int) -> Mapping:
    """A folder of 250 files asks for the same mappings 500 times; `changed_at` makes an edited one be read again."""
    del changed_at
    return read_mapping(path)


def load_mapping(name_or_path: str, folders: list[Path]) -> Mapping:
    """The mapping of that name in the folders, or at that path; BaowenError with near names when there is none.

    A mapping that lacks a column the feed requires loads only through `read_mapping`: it cannot bring in a row.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        files = mapping_files(folders)
        if name_or_path not in files:
            near = get_close_matches(name_or_path, files, n=3, cutoff=0.4) or sorted(files)
            raise BaowenError(
                f"没有名为 {name_or_path} 的映射；相近的有：{'、'.join(near)}",
                f"no mapping named {name_or_path}; there are: {', '.join(near)}",
            )
        path = files[name_or_path]
    mapping = read_mapping(path)
    if missing := mapping.missing_columns:
        raise BaowenError(
            f"{path}：没有写这些必填列：{'、'.join(missing)}", f"{path}: required columns missing: {', '.join(missing)}"
        )
    return mapping


def find_mapping(feed_name: str, headings: Iterable[str], folders: list[Path]) -> Mapping | None:
    """The mapping of the feed whose signature headings are all there; of several the one that names most."""
    there = {plain_heading(heading) for heading in headings}
    best: Mapping | None = None
    for mapping in all_mappings(folders):
        signature = mapping.match.headings
        fits = mapping.feed == feed_name and bool(signature) and {plain_heading(word) for word in signature} <= there
        if fits and (best is None or len(signature) > len(best.match.headings)):
            best = mapping
    return best


def known_words(column: Column) -> tuple[str, ...]:
    """Everything a heading may call the column, the surest first."""
    return (column.name, column.zh, column.en, *column.aliases)


def match_headings(feed: Feed, headings: Iterable[str]) -> dict[str, str]:
    """Feed column to heading, for headings that name a column outright; the surest word wins, no heading twice."""
    by_plain: dict[str, str] = {}
    for heading in headings:
        by_plain.setdefault(plain_heading(heading), heading)
    found: dict[str, str] = {}
    taken: set[str] = set()
    # Word by word over all columns, so that no alias of one column takes the own name of another.
    most = max(len(known_words(column)) for column in feed.columns)
    for rank in range(most):
        for column in feed.columns:
            words = known_words(column)
            match = by_plain.get(plain_heading(words[rank])) if rank < len(words) else None
            if match is not None and column.name not in found and match not in taken:
                found[column.name] = match
                taken.add(match)
    return found


def identity_mapping(feed: Feed, headings: Iterable[str]) -> Mapping:
    """The mapping of a file that uses the feed's own headings: column names, Chinese, English, or aliases."""
    columns = {
        name: ColumnRule.model_validate({"from": heading, "strip": False})
        for name, heading in match_headings(feed, headings).items()
    }
    return Mapping(
        name=IDENTITY, feed=feed.name, title_zh="标准表头", title_en="the feed's own headings",
        about="表头即为本数据的列名、中文名、英文名或别名。", columns=columns,
    )  # fmt: skip
