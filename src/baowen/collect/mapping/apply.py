"""Applies a mapping to a table of a file: the columns of the feed, and what the source declares beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import polars as pl

from baowen.collect.contract import Feed, Kind
from baowen.collect.feeds import FEEDS
from baowen.collect.mapping.cells import cells_of, holds, outside
from baowen.collect.mapping.load import plain_heading
from baowen.collect.mapping.model import ColumnRule, Mapping, Origin
from baowen.core.problems import Level, Problem

ROW = "row"
_ORG_COLUMNS = ("org_code", "org_name", "org_type", "region_code")
_PLACE_COLUMNS = ("code", "name", "level", "parent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Organisations, products and places that the source names, all text, one row a code."""

    orgs: pl.DataFrame
    products: pl.DataFrame
    places: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether the source names nothing itself."""
        return not (self.orgs.height or self.products.height or self.places.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A table in the feed's terms.

    `frame`: canonical column names, all text, and `row`; rows that the mapping refuses are left out of it and are
    named in `problems` with their row. `source_of`: feed column to the heading its cells came from.
    `skipped_rows` were not for this feed, or a later snapshot in the same file stands for them.
    """

    frame: pl.DataFrame
    source_of: dict[str, str]
    declared: Declared
    problems: list[Problem]
    skipped_rows: int
    refused_rows: tuple[int, ...] = ()


def _renames(mapping: Mapping, headings: Sequence[str]) -> dict[str, str]:
    """The file's heading to the mapping's, for those that differ only in spaces, width, case or bracketed units."""
    wanted = {*mapping.headings, *(word for rule in _all_rules(mapping) for word in _read_by(rule))}
    wanted |= {condition.column for condition in mapping.filter}
    wanted |= {mapping.latest.by} if mapping.latest else set()
    by_plain: dict[str, str] = {}
    for heading in headings:
        by_plain.setdefault(plain_heading(heading), heading)
    renames: dict[str, str] = {}
    for word in sorted(wanted - set(headings)):
        near = by_plain.get(plain_heading(word))
        if near is not None and near not in wanted and near not in renames:
            renames[near] = word
    return renames


def _all_rules(mapping: Mapping) -> Iterable[ColumnRule]:
    yield from (*mapping.columns.values(), *mapping.helpers.values())
    yield from (origin for origin in mapping.declare.origins if isinstance(origin, ColumnRule))


def _read_by(rule: ColumnRule) -> tuple[str, ...]:
    return (*rule.headings, *((rule.when.column,) if rule.when else ()))


def _missing(mapping: Mapping, feed: Feed, headings: Sequence[str], file: str) -> list[Problem]:
    """A problem for each column whose headings are all absent; a required one refuses the file."""
    found = []
    for column in feed.columns:
        rule = mapping.columns.get(column.name)
        if rule is None and not column.required:
            continue
        if rule is not None and (rule.constant or any(heading in headings for heading in rule.headings)):
            continue
        wanted = rule.headings if rule else (column.zh, column.name)
        near = get_close_matches(wanted[0], headings, n=3, cutoff=0.5)
        near_zh = f"相近的表头：{'、'.join(near)}。" if near else f"文件的表头：{'、'.join(headings[:12])}。"
        level = Level.REFUSE if column.required else Level.WARN
        found.append(
            Problem(
                file=file, code="missing_heading", column=wanted[0], level=level,
                message=f"缺少“{column.zh}”列（表头应为 {'、'.join(wanted)}）",
                message_en=f"no column for {column.en} (heading {', '.join(wanted)})",
                help=f"{near_zh}请核对表头，或用 baowen mapping suggest {feed.name} 起草映射文件",
                help_en=f"check the headings, or draft a mapping with: baowen mapping suggest {feed.name} FILE",
            )
        )  # fmt: skip
    return found


def _refused_by_values(mapping: Mapping, table: pl.DataFrame, file: str) -> list[Problem]:
    """The rows with a cell that is none of the texts a rule allows: usually cells that slid into the next column."""
    found = []
    for name, rule in mapping.columns.items():
        if not rule.only or not any(heading in table.columns for heading in rule.headings):
            continue
        heading = next(heading for heading in rule.headings if heading in table.columns)
        allowed = "、".join(rule.only)
        for row, value in table.filter(outside(rule, table.columns)).select(ROW, heading).iter_rows():
            found.append(
                Problem(
                    file=file, code="not_allowed_here", row=row, column=heading, value=value or "",
                    message=f"“{value}”不在这一列允许的内容之内（{allowed}）",
                    message_en=f"{name}: this text may not stand here (allowed: {allowed})",
                    help="多半是这一行的单元格错位，请对齐各列后重新报送",
                    help_en="the cells of the row have probably slid by a column: align them and send the row again",
                )
            )  # fmt: skip
    return found


def _taken_rows(mapping: Mapping, feed: Feed, table: pl.DataFrame) -> pl.DataFrame:
    """The rows that the filters take and, with `latest`, only the last snapshot of each key."""
    headings = table.columns
    for condition in mapping.filter:
        if condition.column in headings:
            table = table.filter(holds(condition))
    if mapping.latest is None or mapping.latest.by not in headings:
        return table
    key = [
        cells_of(mapping.columns[name], headings).alias(f"_key_{name}") for name in feed.key if name in mapping.columns
    ]
    names = [f"_key_{name}" for name in feed.key if name in mapping.columns]
    by = pl.col(mapping.latest.by)
    keyed = table.with_columns(key)
    # Rows of the same snapshot stay side by side: which of them is right is for the check to ask, not to guess.
    return keyed.filter((by == by.max().over(names)) | pl.any_horizontal(pl.col(names).is_null())).drop(names)


def _distinct(table: pl.DataFrame, frame: pl.DataFrame, columns: dict[str, Origin | None]) -> pl.DataFrame:
    """One row for each code that has a name, the first two of `columns`; the first name met stays."""
    (code, code_origin), (name, name_origin) = list(columns.items())[:2]
    named = pl.DataFrame([_made(code, code_origin, table, frame), _made(name, name_origin, table, frame)])
    filled = named.with_row_index(ROW).drop_nulls()
    # The other columns are only made for the rows that stay: codes are few, rows are many.
    at = filled.unique(subset=[code], keep="first", maintain_order=True)[ROW]
    rows, cells = table[at], frame[at]
    return pl.DataFrame([_made(column, origin, rows, cells) for column, origin in columns.items()])


def _made(name: str, origin: Origin | None, table: pl.DataFrame, frame: pl.DataFrame) -> pl.Series:
    """One column of a declaration: by a rule of its own, or a mapped column as it is."""
    if isinstance(origin, ColumnRule):
        headings = [heading for heading in table.columns if heading != ROW]
        return table.select(ROW, cells_of(origin, headings).alias(name))[name]
    if origin is not None and origin in frame.columns:
        return frame[origin].alias(name)
    return pl.Series(name, ["" if origin is None else None], dtype=pl.String).new_from_index(0, table.height)


def _stacked(parts: list[pl.DataFrame], columns: Sequence[str]) -> pl.DataFrame:
    empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    stacked = pl.concat([empty, *parts], how="diagonal")
    return stacked.unique(subset=[columns[0]], keep="first", maintain_order=True)


def _declared(mapping: Mapping, table: pl.DataFrame, columns: pl.DataFrame) -> Declared:
    headings = [name for name in table.columns if name != ROW]
    helpers = table.select(ROW, *(cells_of(rule, headings).alias(name) for name, rule in mapping.helpers.items()))
    frame = columns.with_columns(helpers.drop(ROW).get_columns())
    orgs = []
    for org in mapping.declare.org:
        kind: Origin = ColumnRule(constant=org.type)
        orgs.append(
            _distinct(table, frame, dict(zip(_ORG_COLUMNS, (org.code, org.name, kind, org.region), strict=True)))
        )
    places = []
    for place in mapping.declare.place:
        level: Origin = ColumnRule(constant=place.level)
        origins = (place.code, place.name, level, place.parent)
        places.append(_distinct(table, frame, dict(zip(_PLACE_COLUMNS, origins, strict=True))))
    catalogue = FEEDS["catalogue"].column_names
    products = [
        _distinct(table, frame, {name: product[name] for name in catalogue if name in product})
        for product in mapping.declare.product
    ]
    return Declared(
        orgs=_stacked(orgs, _ORG_COLUMNS),
        products=_stacked(products, catalogue),
        places=_stacked(places, _PLACE_COLUMNS),
    )


def _kind(feed: Feed, name: str) -> Kind:
    return feed.column(name).kind


def apply(mapping: Mapping, feed: Feed, table_frame: pl.DataFrame, *, file: str = "") -> Mapped:
    """Give a table (all text, and `row`) the feed's columns; ValueError when the mapping is for another feed."""
    if mapping.feed != feed.name:
        raise ValueError(f"mapping {mapping.name} is for {mapping.feed}, not {feed.name}")
    renames = _renames(mapping, [name for name in table_frame.columns if name != ROW])
    in_file = {written: heading for heading, written in renames.items()}
    table = table_frame.rename(renames)
    headings = [name for name in table.columns if name != ROW]
    problems = _missing(mapping, feed, headings, file)
    taken = _taken_rows(mapping, feed, table)
    refused = [
        replace(problem, column=in_file.get(problem.column, problem.column))
        for problem in _refused_by_values(mapping, taken, file)
    ]
    refused_rows = tuple(sorted({problem.row for problem in refused}))
    kept = taken.filter(~pl.col(ROW).is_in(refused_rows)) if refused_rows else taken
    rules = {name: mapping.columns[name] for name in feed.column_names if name in mapping.columns}
    present = {name: rule for name, rule in rules.items() if rule.constant or set(rule.headings) & set(headings)}
    frame = kept.select(
        *(cells_of(rule, headings, _kind(feed, name)).alias(name) for name, rule in present.items()), pl.col(ROW)
    )
    source_of = {
        name: next(in_file.get(heading, heading) for heading in rule.headings if heading in headings)
        for name, rule in present.items()
        if rule.headings
    }
    return Mapped(
        frame=frame, source_of=source_of, declared=_declared(mapping, kept, frame), problems=[*problems, *refused],
        skipped_rows=table.height - taken.height, refused_rows=refused_rows,
    )  # fmt: skip
