"""What a mapping file may say: how one known export's columns become the columns of a feed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from baowen.collect.feeds import FEEDS

Text = Annotated[str, StringConstraints(min_length=1)]
Level = Literal["nation", "province", "city", "county"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _check_pattern(pattern: str, *, groups: int | None = None) -> str:
    try:
        found = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"正则表达式有误 bad regular expression: {error}") from error
    if groups is not None and found != groups:
        raise ValueError(f"正则表达式要有 {groups} 个括号组，现有 {found} 个 / needs {groups} group(s), has {found}")
    return pattern


class Condition(_Strict):
    """Rows whose source column holds one of some texts, none of them, or text of a form."""

    column: Text
    is_in: tuple[str, ...] = Field(default=(), alias="in")
    not_in: tuple[str, ...] = ()
    matches: str = ""

    @field_validator("matches")
    @classmethod
    def _compiles(cls, value: str) -> str:
        return _check_pattern(value)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum(map(bool, (self.is_in, self.not_in, self.matches))) != 1:
            raise ValueError("in、not_in、matches 要写一个，且只写一个 / give exactly one of in, not_in, matches")
        return self


class ColumnRule(_Strict):
    """How one column of the feed is made; the steps run in the order of the fields.

    Cells come from one heading, the first that is filled of several, several joined, or a constant. `null` texts
    count as empty. `only` names the texts that may stand before `values` turns them; other rows are refused. `scale`
    multiplies (pence to pounds: "0.01"). `hash` makes a stable short code where the source has none.
    """

    source: tuple[Text, ...] = Field(default=(), alias="from")
    compose: tuple[Text, ...] = ()
    separator: str = " "
    constant: str = ""
    strip: bool = True
    null: tuple[str, ...] = ()
    extract: str = ""
    remove: str = ""
    only: tuple[str, ...] = ()
    values: dict[str, str] = Field(default_factory=dict)
    date: tuple[Text, ...] = ()
    scale: Decimal | None = None
    hash: bool = False
    prefix: str = ""
    when: Condition | None = None

    @field_validator("source", "date", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("extract")
    @classmethod
    def _extract_has_one_group(cls, value: str) -> str:
        return _check_pattern(value, groups=1) if value else value

    @field_validator("remove")
    @classmethod
    def _remove_compiles(cls, value: str) -> str:
        return _check_pattern(value)

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if sum(map(bool, (self.source, self.compose, self.constant))) != 1:
            raise ValueError(
                "from、compose、constant 要写一个，且只写一个 / give exactly one of from, compose, constant"
            )
        # Without letters in front, a spreadsheet reads a code such as 12E4567 as a number and destroys it.
        if self.hash and not self.prefix:
            raise ValueError("hash = true 时必须写 prefix / hash needs a prefix")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the rule reads for its value; `when` reads its own."""
        return self.source or self.compose


Origin = ColumnRule | Text


class Match(_Strict):
    """The headings by which an export is recognised when no mapping is named."""

    headings: tuple[Text, ...] = ()


class FileForm(_Strict):
    """What the reader should know of the file; empty where it finds out by looking."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


class Latest(_Strict):
    """Of several rows with the feed's key, the one whose cell in `by` sorts last counts: snapshots in one file."""

    by: Text


class DeclaredOrg(_Strict):
    """Organisations that the source names; a text is the name of a mapped column, a table is a rule of its own."""

    code: Origin
    name: Origin
    type: Literal["hospital", "maker", "distributor", "reserve", "pharmacy", "regulator"]
    region: Origin


class DeclaredPlace(_Strict):
    """Places outside GB/T 2260."""

    code: Origin
    name: Origin
    level: Level
    parent: Origin | None = None


class Declarations(_Strict):
    """What a source declares beyond the codes that a home knows."""

    org: tuple[DeclaredOrg, ...] = ()
    product: tuple[dict[str, Origin], ...] = ()
    place: tuple[DeclaredPlace, ...] = ()

    @field_validator("product")
    @classmethod
    def _columns_of_the_catalogue(cls, value: tuple[dict[str, Origin], ...]) -> tuple[dict[str, Origin], ...]:
        for product in value:
            if unknown := sorted(product.keys() - set(FEEDS["catalogue"].column_names)):
                raise ValueError(f"药品目录没有这些列 not in the catalogue: {', '.join(unknown)}")
            if not {"product_code", "generic_name"} <= product.keys():
                raise ValueError("要写 product_code 和 generic_name / needs product_code and generic_name")
        return value

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Every rule and column name that a declaration uses."""
        found: list[Origin | None] = [part for org in self.org for part in (org.code, org.name, org.region)]
        found += [part for place in self.place for part in (place.code, place.name, place.parent)]
        found += [part for product in self.product for part in product.values()]
        return tuple(part for part in found if part is not None)


class Mapping(_Strict):
    """One mapping file. `columns` is keyed by the feed's column names; `helpers` serve only the declarations."""

    name: Text
    feed: Text
    title_zh: Text
    title_en: Text
    about: Text
    licence: str = ""
    match: Match = Match()
    file: FileForm = FileForm()
    filter: tuple[Condition, ...] = ()
    latest: Latest | None = None
    columns: dict[str, ColumnRule] = Field(default_factory=dict)
    helpers: dict[str, ColumnRule] = Field(default_factory=dict)
    declare: Declarations = Declarations()

    @field_validator("feed")
    @classmethod
    def _known_feed(cls, value: str) -> str:
        if value not in FEEDS:
            raise ValueError(f"没有名为 {value} 的数据；现有 no such feed; there are: {', '.join(FEEDS)}")
        return value

    @model_validator(mode="after")
    def _columns_of_the_feed(self) -> Self:
        feed = FEEDS[self.feed]
        if unknown := sorted(self.columns.keys() - set(feed.column_names)):
            raise ValueError(f"columns: {feed.zh}没有这些列 not in feed {feed.name}: {', '.join(unknown)}")
        named = {origin for origin in self.declare.origins if isinstance(origin, str)}
        if unknown := sorted(named - self.columns.keys() - self.helpers.keys()):
            raise ValueError(f"declare: columns 和 helpers 里没有 not among columns or helpers: {', '.join(unknown)}")
        return self

    @property
    def missing_columns(self) -> tuple[str, ...]:
        """Columns that the feed requires and the mapping does not give."""
        return tuple(
            column.name for column in FEEDS[self.feed].columns if column.required and column.name not in self.columns
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that the columns read, each once: what the reader looks for to find the header row."""
        found = [heading for rule in self.columns.values() for heading in rule.headings]
        return tuple(dict.fromkeys((*self.match.headings, *found)))
