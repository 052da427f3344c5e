"""What the commands on cases share: who acts under which rules, on which day, and how their words are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from baowen.commands.output import out
from baowen.commands.session import acting, open_session
from baowen.core import clock
from baowen.core.home import Home
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.orgs.permissions import Actor
    from baowen.respond.actions.moves import Doing
    from baowen.respond.rulebook import Rulebook

NumberArgument = Annotated[str, typer.Argument(help="案件编号，如 C-320106-2026-00001。Number of the case.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="理由，记入审计。Why, for the audit chain.")]
WordsOption = Annotated[str, typer.Option("--words", help="内容。In words.")]
OnOption = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="补录：办理当日，缺省为现在。The day it was done, if not today."),
]
NOON = time(12)
NARROW = 90  # columns below which a list is told in lines
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody works on cases: the home, who acts, and the packs, calendar and places."""

    home: Home
    actor: Actor
    book: Rulebook

    def doing(self, on: datetime | None = None, reason: str = "") -> Doing:
        """A move of this person, now or on an earlier day; BaowenError for a day to come."""
        from baowen.respond.actions.moves import Doing

        return Doing(actor=self.actor, at=instant(on), book=self.book, reason=reason, entered_at=clock.now())


@contextmanager
def desk(ctx: typer.Context) -> Iterator[Desk]:
    """The desk of a call; whoever acts without being registered is told how to name a registered person."""
    home = open_session(ctx)
    from baowen.orgs.permissions import NotAllowedError
    from baowen.respond.rulebook import load_rulebook

    actor = acting(home)
    try:
        yield Desk(home, actor, load_rulebook(home.calendar))
    except NotAllowedError as error:
        if actor.organisation:
            raise
        raise NotAllowedError(
            f"{error.message}；{actor.name} 不是已登记的人员，请用环境变量 BAOWEN_ACTOR 写明办理人的用户名",
            f"{error.message_en}; {actor.name} is not registered: name a registered person in BAOWEN_ACTOR",
        ) from error


def instant(on: datetime | None) -> datetime:
    """Now, or noon in China of the day given; BaowenError for a day to come."""
    if on is None:
        return clock.now()
    if on.date() > clock.today():
        raise BaowenError(
            f"办理日期 {on.date()} 还没有到，只能补录今天及以前的办理", f"the day {on.date()} is yet to come"
        )
    return datetime.combine(on.date(), NOON, tzinfo=clock.SHANGHAI)


def day(on: datetime | None) -> date:
    """The day given, else today in China."""
    return clock.today() if on is None else on.date()


def coded(text: str, codes: type[Code], words: Mapping[Code, tuple[str, ...]], zh: str, en: str) -> Code:
    """The code of a word, given as the code or in Chinese; BaowenError that lists what can be said."""
    for code in codes:
        if text in (code.value, words[code][0]):
            return code
    known = "、".join(f"{code}（{words[code][0]}）" for code in codes)
    raise BaowenError(f"{zh}“{text}”无法识别；可用：{known}", f"no such {en}; use one of {', '.join(codes)}")


def drug_called(home: Home, text: str) -> tuple[str, str]:
    """Key and name of a drug given by its key, name or a product's code; the words themselves where no catalogue
    knows them, so that a drug that was never bought can be reported too."""
    from baowen.collect.queries import drugs_of_products
    from baowen.lake.store import Lake

    drugs = drugs_of_products(Lake(home.lake))
    if text in drugs:
        return drugs[text]
    found = sorted({drug for drug in drugs.values() if text in drug})
    if len(found) > 1:
        listed = "、".join(key for key, _ in found)
        raise BaowenError(
            f"药品“{text}”对应多个药品，请改用其中一个：{listed}", f"{text} names several drugs; use one of {listed}"
        )
    return found[0] if found else (text, text)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of organisations by code, those that are registered."""
    from baowen.orgs.queries import organisation

    found = (organisation(code) for code in sorted(set(codes)))
    return {one.code: one.name for one in found if one is not None}


def as_table(title: str, headings: Sequence[str], rows: Iterable[list[Text]]) -> None:
    """A table, or on a narrow terminal two lines for each row."""
    if out.width < NARROW:
        out.print(title, style="bold", highlight=False)
        for first, *rest in rows:
            out.print(Text(" ").join([first, rest[-1]]))
            out.print(Text("  ") + Text(" · ").join(cell for cell in rest[:-1] if cell.plain))
        return
    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", no_wrap=place == 0)
    for cells in rows:
        table.add_row(*cells)
    out.print(table)
