"""Drafts a mapping for an unknown export: by what its headings say, else by what its cells look like."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import polars as pl

from baowen.collect.contract import NUMBERS, Column, Feed, Kind
from baowen.collect.mapping.load import known_words, match_headings, plain_heading
from baowen.collect.mapping.model import Mapping

_SAMPLE = 2_000
_NEAR = 0.6  # below this two headings have too little in common to be worth showing
_NEAR_OPTIONAL = 0.72  # a wrong optional column does more harm than a missing one
_MANY_WORDS = 20  # a coded column has few different texts
_SIGNATURE = 3  # fewer headings than this would recognise other people's files
_MOSTLY = 0.9  # a column may hold a few dirty cells and still be what it is
_ALTERNATIVES = 3

DATE_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ", "%d-%b-%y", "%d/%m/%Y", "%m/%d/%Y", "%m/%d/%y",
)  # fmt: skip
MONTH_FORMS = ("%Y-%m", "%Y/%m", "%Y%m", "%Y年%m月", "%b-%y")
_READ_WITHOUT_HELP = frozenset({*DATE_FORMS[:7], *MONTH_FORMS[:4]})
# NHSA codes have 23 characters for western medicines and 20 for patent Chinese ones.
_CODE_SHAPES: dict[str, str] = {
    "product_code": r"^X[A-Z0-9]{22}$|^Z[A-Z0-9]{19}$",
    "approval_no": r"^国药准字[A-Z]\d{8}$",
    "base_code": r"^86\d{12}$",
    "atc_code": r"^[A-V]\d{2}[A-Z]{2}\d{2}$",
    "credit_code": r"^[159ANY][1239]\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$",
    "maker_code": r"^[159ANY][1239]\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$",
    "region_code": r"^[1-8]\d{5}$",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guess:
    """One column's heading, why it was taken, and what else it could be."""

    heading: str
    why: str
    others: tuple[str, ...] = ()


def suggest(feed: Feed, table: pl.DataFrame, *, name: str = "draft") -> str:
    """A TOML draft for a table (all text, perhaps `row`); comments say how sure each line is. It loads as it stands."""
    cells = table.drop("row", strict=False).head(_SAMPLE)
    headings = cells.columns
    sure = match_headings(feed, headings)
    taken = set(sure.values())
    found: dict[str, _Guess] = {
        column: _Guess(heading=heading, why="表头相符 heading matches") for column, heading in sure.items()
    }
    for column in feed.columns:
        if column.name in found:
            continue
        guess = _by_likeness(column, [heading for heading in headings if heading not in taken], cells)
        if guess:
            found[column.name] = guess
            taken.add(guess.heading)
    text = "\n".join([_head(feed, name, found, headings), *_body(feed, found, cells)]) + "\n"
    Mapping.model_validate(_loaded(text))
    return text


def _loaded(text: str) -> dict[str, object]:
    return tomllib.loads(text)


def _by_likeness(column: Column, headings: Sequence[str], cells: pl.DataFrame) -> _Guess | None:
    """The free heading that is most like the column by name; where none is near, the only one whose cells fit."""
    scored = sorted(((_likeness(column, heading), heading) for heading in headings), reverse=True)
    least = _NEAR if column.required or column.kind is Kind.CHOICE else _NEAR_OPTIONAL
    near = [heading for score, heading in scored if score >= least]
    fitting = [heading for heading in near if _could_hold(column, cells[heading])]
    if fitting:
        score = _likeness(column, fitting[0])
        others = tuple(heading for heading in near if heading != fitting[0])[:_ALTERNATIVES]
        return _Guess(heading=fitting[0], why=f"表头相近 {score:.0%}，请核对 heading is near, check", others=others)
    if not (column.required or column.name in _CODE_SHAPES):
        return None
    by_cells = [heading for heading in headings if _looks_like(column, cells[heading])]
    if not by_cells:
        return None
    return _Guess(
        heading=by_cells[0], why="只是内容相像，请核对 only the cells look like it, check",
        others=tuple(by_cells[1 : 1 + _ALTERNATIVES]),
    )  # fmt: skip


def _likeness(column: Column, heading: str) -> float:
    plain = plain_heading(heading)
    words = [plain_heading(word) for word in known_words(column)]
    inside = max(
        (min(len(word), len(plain)) / max(len(word), len(plain)) for word in words if word in plain or plain in word),
        default=0.0,
    )
    alike = max(SequenceMatcher(None, word, plain).ratio() for word in words)
    return max(alike, (1 + inside) / 2 if inside else 0.0)


def _share(cells: pl.Series, fits: pl.Expr) -> float:
    filled = cells.rename("cell").str.strip_chars().drop_nulls()
    filled = filled.filter(filled != "")
    if filled.is_empty():
        return 0.0
    return float(filled.to_frame().select(fits.fill_null(False).mean()).item())


def _parsed(form: str) -> pl.Expr:
    text, full = (pl.col("cell"), form) if "%d" in form else (pl.col("cell") + " 01", form + " %d")
    day = (
        text.str.to_datetime(full, strict=False, time_unit="ms")
        if "%H" in form
        else text.str.to_date(full, strict=False)
    )
    return day.dt.year().is_between(1900, 2200)


def _date_form(cells: pl.Series, kind: Kind) -> str | None:
    """The form that nearly all cells are written in."""
    forms = (*MONTH_FORMS, *DATE_FORMS) if kind is Kind.MONTH else (*DATE_FORMS, *MONTH_FORMS)
    shares = [(_share(cells, _parsed(form)), form) for form in forms]
    best, form = max(shares, key=lambda one: one[0])
    return form if best >= _MOSTLY else None


def _is_number(cells: pl.Series) -> bool:
    plain = pl.col("cell").str.replace_all(r"[,，￥¥元\s]", "").cast(pl.Float64, strict=False).is_not_null()
    return _share(cells, plain) >= _MOSTLY


def _could_hold(column: Column, cells: pl.Series) -> bool:
    """Whether nothing in the cells speaks against the column's kind."""
    if cells.drop_nulls().is_empty():
        return not column.required
    if column.kind in (Kind.DATE, Kind.MONTH):
        return _date_form(cells, column.kind) is not None
    if column.kind is Kind.CHOICE:
        return cells.n_unique() <= _MANY_WORDS
    return column.kind not in NUMBERS or _is_number(cells)


def _looks_like(column: Column, cells: pl.Series) -> bool:
    """Whether the cells alone speak for the column."""
    if shape := _CODE_SHAPES.get(column.name):
        return _share(cells, pl.col("cell").str.contains(shape)) >= _MOSTLY
    if column.kind in (Kind.DATE, Kind.MONTH):
        return _date_form(cells, column.kind) is not None
    if column.kind in NUMBERS:
        return _is_number(cells) and _date_form(cells, Kind.DATE) is None
    if column.kind is Kind.CHOICE:
        words = [word for choice in column.choices for word in (choice.code, choice.zh, choice.en, *choice.also)]
        return _share(cells, pl.col("cell").is_in(words)) >= _MOSTLY
    return False


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are all TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def _head(feed: Feed, name: str, found: dict[str, _Guess], headings: Sequence[str]) -> str:
    used = [guess.heading for guess in found.values()]
    signature = used if len(used) >= _SIGNATURE else list(headings)[: 2 * _SIGNATURE]
    return "\n".join(
        [
            f"# 由 baowen mapping suggest {feed.name} 起草：请逐列核对，改好后存为 {name}.toml。",
            "# A draft: check each column, then save it under the name below.",
            f"name = {_quoted(name)}",
            f"feed = {_quoted(feed.name)}",
            f"title_zh = {_quoted(feed.zh)}",
            f"title_en = {_quoted(feed.en)}",
            'about = "请写明来源、单位和口径 say where it comes from, its units and what it counts"',
            "",
            "[match]",
            f"headings = [{', '.join(map(_quoted, signature))}]",
        ]
    )


def _draft_values(column: Column, cells: pl.Series) -> list[str]:
    """Comment lines with the texts that stand in a coded column, to be paired with the feed's codes."""
    words = sorted(cells.drop_nulls().unique().to_list())
    codes = "、".join(f"{choice.code}（{choice.zh}）" for choice in column.choices)
    pairs = ", ".join(f'{_quoted(word)} = ""' for word in words)
    return [f"# 请对应到 pair with: {codes}", f"# values = {{ {pairs} }}"]


def _body(feed: Feed, found: dict[str, _Guess], cells: pl.DataFrame) -> list[str]:
    lines: list[str] = []
    for column in feed.columns:
        guess = found.get(column.name)
        if guess is None:
            if column.required:
                lines += [
                    "",
                    f"# 没有找到“{column.zh}”（必填）：补上表头后去掉下面两行的井号。 Not found, but required.",
                ]
                lines += [f"# [columns.{column.name}]", '# from = ""']
            continue
        lines += ["", f"# {column.zh} {column.en}：{guess.why}"]
        if guess.others:
            lines.append(f"# 也可能是 or: {'、'.join(map(_quoted, guess.others))}")
        lines += [f"[columns.{column.name}]", f"from = {_quoted(guess.heading)}"]
        if column.kind in (Kind.DATE, Kind.MONTH):
            form = _date_form(cells[guess.heading], column.kind)
            if form is not None and form not in _READ_WITHOUT_HELP:
                lines.append(f"date = {_quoted(form)}")
        if column.kind is Kind.CHOICE and not _looks_like(column, cells[guess.heading]):
            lines += _draft_values(column, cells[guess.heading])
    used = {guess.heading for guess in found.values()}
    if unused := [heading for heading in cells.columns if heading not in used]:
        lines += ["", f"# 没有用到的列 columns not used: {'、'.join(map(_quoted, unused))}"]
    return lines
