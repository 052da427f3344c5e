"""`baowen deadline`: when a step of the tiered response is due in a place, by clause and calendar, with the working."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baowen.commands.output import Exit, err, fail, out, print_json
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.core.calendar import Calendar
    from baowen.core.policy import Entry, Packs, Ruling

PREFIX = "respond."
STEPS = {"verify": "核实", "report": "上报"}
LEVELS = {"county": "县（区）", "city": "市", "province": "省", "nation": "国家"}
_STEP_WORDS = {"核实": "verify", "上报": "report", "报告": "report"}
_LEVEL_WORDS = {
    "district": "county", "县": "county", "区": "county", "县区": "county", "市": "city", "省": "province",
    "国家": "nation",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("deadline", help="某地某步骤的办理期限 / when a step of the response is due in a place")(_deadline)


def _deadline(
    context: typer.Context,
    region: Annotated[str, typer.Argument(help="行政区划代码，如 320100 / region code of GB/T 2260")],
    step: Annotated[str, typer.Argument(help="步骤：verify 核实、report 上报 / step: verify or report")],
    level: Annotated[str, typer.Argument(help="层级：county（district）、city、province / level of government")],
    start: Annotated[
        datetime,
        typer.Option("--from", formats=["%Y-%m-%d"], help="起算事由发生之日 / day of the event that starts it"),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档 / print one JSON document")] = False,
) -> None:
    from baowen.core.calendar import CalendarError
    from baowen.core.policy import PolicyError

    wanted = (_STEP_WORDS.get(step, step), _LEVEL_WORDS.get(level, level))
    try:
        document = deadline_document(region, *wanted, start.date(), home=context.obj)
    except (PolicyError, CalendarError) as error:
        raise fail(error.message, error.message_en, code=Exit.FAILED) from error
    except BaowenError as error:
        raise fail(error.message, error.message_en) from error
    if as_json:
        print_json(document)
    else:
        _print_words(document)


def deadline_document(region: str, step: str, level: str, start: date, *, home: Path | None) -> dict[str, object]:
    """What the command prints as JSON; BaowenError when the place, the step or a number does not exist."""
    from baowen.core.calendar import due
    from baowen.core.policy import load_packs
    from baowen.orgs.regions import load_regions
    from baowen.respond.rules import ROLLS, Step, start_words

    place = load_regions().require(region)
    packs = load_packs()
    ruling = packs.ruling(place.code, on=start)
    entry = _entry(packs, ruling, place.name, step, level)
    rolls = ruling.entry(ROLLS).flag()
    words = start_words(entry, Step(step))
    found = due(start, entry.whole(), entry.unit, _calendar(home), roll=rolls, start_words=words)
    return {
        "region": place.code, "region_name": load_regions().full_name(place.code), "step": step, "level": level,
        "from": start, "due_on": found.due_on, "provisional": found.provisional, "working": found.working_zh,
        "working_en": found.working_en, "clause": entry.clause, "basis": entry.basis.value, "days": entry.whole(),
        "unit": entry.unit, "rolls": rolls, "start": entry.start, "pack": entry.pack, "note": entry.note_zh,
        "note_en": entry.note_en,
    }  # fmt: skip


def _entry(packs: Packs, ruling: Ruling, place: str, step: str, level: str) -> Entry:
    """The entry with a number of days for a step and level; BaowenError says what exists, or that no text sets one."""
    entry = ruling.get(f"{PREFIX}{step}.{level}")
    if entry is None:
        known = [key.removeprefix(PREFIX).replace(".", " ") for key in ruling.keys(PREFIX) if _names_step(key)]
        if known:
            raise BaowenError(
                f"{place}没有“{step} {level}”的期限；现有步骤与层级：{'、'.join(known)}",
                f"no deadline for {step} {level} rules in {ruling.region}; there are: {', '.join(known)}",
            )
        written = [pack for pack in packs.packs if any(_names_step(entry.key) for entry in pack.entries)]
        raise BaowenError(
            f"{place}还没有写明期限的政策包；已有的地区：{'、'.join(f'{one.name_zh} {one.region}' for one in written)}",
            f"no policy pack sets deadlines for {ruling.region}; packs with deadlines: "
            + ", ".join(f"{one.name_en} {one.region}" for one in written),
        )
    if entry.is_unset:
        raise BaowenError(
            f"{entry.clause} 只写“{entry.value}”，没有规定“{_words(step, level)}”的天数，无法推算到期日",
            f"{entry.clause} sets no number of days for {step} {level}, so no due date follows from it",
        )
    return entry


def _names_step(key: str) -> bool:
    """Whether a key is respond.<step>.<level>; other keys of the response share the prefix."""
    return key.startswith(PREFIX) and key.count(".") == 2 and key.rpartition(".")[2] in LEVELS


def _words(step: str, level: str) -> str:
    return f"{LEVELS.get(level, level)}{STEPS.get(step, step)}"


def _calendar(home: Path | None) -> Calendar:
    """The announced calendar, with the years of the home where there is one."""
    from baowen.core.calendar import load_calendar
    from baowen.core.home import Home

    return load_calendar(Home(home, "").calendar if home is not None else None)


def _print_words(document: dict[str, object]) -> None:
    from baowen.core.policy.entry import BASIS_WORDS, Basis

    zh, en = BASIS_WORDS[Basis(str(document["basis"]))]
    step, level = str(document["step"]), str(document["level"])
    lines = [
        f"{document['region_name']} · {_words(step, level)}（{step} {level}）",
        f"到期日 due: {document['due_on']}" + ("（暂定 provisional）" if document["provisional"] else ""),
        f"推算 working: {document['working']}",
        f"  {document['working_en']}",
        f"依据 clause: {document['clause']}（{zh} / {en}）",
    ]
    if document["note"]:
        lines.append(f"说明 note: {document['note']}")
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    if document["provisional"]:
        err.print("到期日为暂定：公布放假安排后请重新计算 / provisional until the holidays are published", markup=False)
