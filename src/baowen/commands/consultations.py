"""`baowen consult`: consultations of a case, with invitations, minutes and tasks. RSP-5."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from baowen.commands.case_desk import Desk, OnOption, ReasonOption, WordsOption, as_table, coded, day, desk, names_of
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import SHANGHAI
from baowen.core.problems import BaowenError
from baowen.respond.kinds import REPLY_WORDS, Reply
from baowen.respond.states_beside import MEETING_WORDS, Meeting

if TYPE_CHECKING:
    from baowen.respond.queries import ConsultationView, TaskView

NumberArgument = Annotated[str, typer.Argument(help="会商编号，如 H-320100-2026-00001。Number of the consultation.")]
app = typer.Typer(help="会商：召集、答复邀请、纪要、任务。Consultations of a case.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="consult")


@app.command()
def call(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(help="案件编号。Number of the case.")],
    held_on: Annotated[datetime, typer.Option("--held-on", formats=["%Y-%m-%d"], help="会商日期。On which day.")],
    subject: Annotated[str, typer.Option(help="议题。What it is about.")],
    invite: Annotated[list[str], typer.Option(help="受邀单位（代码），可多次给出。Code of who is invited.")],
    place: Annotated[str, typer.Option(help="地点。The place.")] = "",
    online: Annotated[bool, typer.Option("--online", help="线上举行。Held online.")] = False,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """就案件召集会商；由办理案件的牵头单位召集。Call a consultation about a case."""
    with desk(ctx) as at:
        from baowen.respond.actions import consultation

        calling = consultation.Calling(
            held_on=held_on.date(), subject=subject, invited=invite, place=place, is_online=online
        )
        number = consultation.call(case, calling, at.doing(on, reason))
        _tell(number, at, f"已召集会商 {number}，受邀单位 {len(set(invite))} 家。Called.", as_json=as_json)


@app.command()
def answer(
    ctx: typer.Context,
    number: NumberArgument,
    reply: Annotated[str, typer.Argument(help="accepted 参加、declined 不参加。Whether it comes.")],
    organisation: Annotated[
        str, typer.Option(help="受邀单位（代码），缺省为本单位；牵头单位可代为登记。Whose answer, if not the own.")
    ] = "",
    words: Annotated[str, typer.Option(help="说明。In words.")] = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """答复会商邀请；举行前可以改。Answer an invitation; until the consultation is held it can be changed."""
    with desk(ctx) as at:
        from baowen.respond.actions import consultation

        found = coded(reply, Reply, REPLY_WORDS, "答复", "answer")
        who = organisation or at.actor.organisation
        consultation.answer_invitation(number, who, found, words, at.doing(on))
        _tell(number, at, f"会商 {number}：{who} {REPLY_WORDS[found][0]}。Recorded.", as_json=as_json)


@app.command()
def cancel(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """取消尚未举行的会商。Cancel a consultation that is not held yet."""
    with desk(ctx) as at:
        from baowen.respond.actions import consultation

        consultation.cancel(number, at.doing(on, reason))
        _tell(number, at, f"已取消会商 {number}。Cancelled.", as_json=as_json)


@app.command()
def minutes(
    ctx: typer.Context,
    number: NumberArgument,
    words: Annotated[str, typer.Option(help="纪要全文。The minutes.")] = "",
    file: Annotated[Path | None, typer.Option(help="纪要全文的文本文件（UTF-8）。A text file with them.")] = None,
    held_on: Annotated[
        datetime | None,
        typer.Option("--held-on", formats=["%Y-%m-%d"], help="实际举行日期，缺省为召集时所定。The day it was held."),
    ] = None,
    correct: Annotated[
        int | None, typer.Option(min=1, help="更正：写明所更正的版次，原文保留。Correct this version, which is kept.")
    ] = None,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """登记会商纪要，会商即为已举行；更正须写明理由。Record the minutes, or correct them with a reason."""
    with desk(ctx) as at:
        from baowen.respond.actions import consultation

        text = _text(words, file)
        if correct is None:
            actual = held_on.date() if held_on else None
            consultation.record_minutes(number, text, at.doing(on, reason), held_on=actual)
            told = f"已登记会商 {number} 的纪要。Recorded."
        else:
            version = consultation.correct_minutes(number, text, at.doing(on, reason), seen_version=correct)
            told = f"已更正会商 {number} 的纪要，现为第 {version} 版；原文保留。Corrected."
        _tell(number, at, told, as_json=as_json)


def _text(words: str, file: Path | None) -> str:
    """The minutes, given in words or as a file; BaowenError for both, neither, or a file that cannot be read."""
    if bool(words) == (file is not None):
        raise BaowenError("请用 --words 或 --file 之一给出纪要", "give the minutes with one of --words and --file")
    if file is None:
        return words
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BaowenError(
            f"读不了文件 {file}，请核对路径，并存为 UTF-8 文本：{error}", f"cannot read {file} as UTF-8 text: {error}"
        ) from error


@app.command()
def task(
    ctx: typer.Context,
    number: NumberArgument,
    owner: Annotated[str, typer.Option(help="责任单位（代码）。Code of the organisation that owns it.")],
    due: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="完成期限（含当日）。Until when, included.")],
    words: WordsOption,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """布置会商任务：由谁、何时完成。Assign a task of a consultation that was held."""
    with desk(ctx) as at:
        from baowen.respond.actions import consultation

        doing = at.doing(on, reason)
        found = consultation.assign_task(number, owner=owner, words=words, due_on=due.date(), doing=doing)
        told = f"已布置会商任务 {found}，{owner} 于 {due.date()} 前完成（含当日）。Assigned."
        _tell(number, at, told, as_json=as_json)


@app.command()
def done(
    ctx: typer.Context,
    task: Annotated[int, typer.Argument(help="会商任务编号，见 consult show。Number of the task.")],
    words: WordsOption,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """办结会商任务；责任单位或牵头单位登记。Say what came of a task."""
    with desk(ctx) as at:
        from baowen.respond.actions import consultation

        number = consultation.finish_task(task, words, at.doing(on))
        _tell(number, at, f"已办结会商任务 {task}。Finished.", as_json=as_json)


def _tell(number: str, at: Desk, told: str, *, as_json: bool) -> None:
    from baowen.respond.queries import consultation_page

    if as_json:
        print_json(_document(consultation_page(number, at.actor, book=at.book)))
    else:
        out.print(told, highlight=False)


def _document(one: ConsultationView) -> dict[str, Any]:
    tasks = [asdict(task) | {"late": task.is_late(day(None))} for task in one.tasks]
    return asdict(one) | {"tasks": tasks}


@app.command("list")
def list_consultations(
    ctx: typer.Context,
    state: Annotated[
        list[str] | None, typer.Option(help="只看这些状态：planned、held、cancelled。Only these states.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """本地区及下级召集的、邀请本单位的会商，近的在前。Those called here or below, and those one is invited to."""
    with desk(ctx) as at:
        from baowen.respond.queries import consultations

        states = tuple(coded(one, Meeting, MEETING_WORDS, "状态", "state") for one in state or ())
        found = consultations(at.actor, book=at.book, states=states)
        if as_json:
            print_json([_document(one) for one in found])
        elif not found:
            out.print(
                "没有会商；由牵头单位用 baowen consult call 就案件召集。No consultation; the lead unit calls one."
            )
        else:
            _print_list(found)


def _print_list(found: list[ConsultationView]) -> None:
    headings = ("编号", "日期", "药品", "议题", "受邀单位", "任务", "状态")
    as_table(f"会商 {len(found)} 次", headings, map(_cells, found))


def _cells(one: ConsultationView) -> list[Text]:
    coming = sum(invited.reply is Reply.ACCEPTED for invited in one.invitations)
    open_tasks = [task for task in one.tasks if task.done_on is None]
    late = sum(task.is_late(day(None)) for task in open_tasks)
    tasks = Text(f"未办 {len(open_tasks)}")
    if late:
        tasks.append(f"（逾期 {late}）", style="bold red")
    return [
        Text(one.number), Text(str(one.held_on)), Text(one.subject_name), Text(one.subject),
        Text(f"参加 {coming}/{len(one.invitations)}"), tasks, Text(MEETING_WORDS[one.state][0]),
    ]  # fmt: skip


@app.command()
def show(
    ctx: typer.Context,
    number: NumberArgument,
    english: Annotated[bool, typer.Option("--english", help="用英文显示。In English.")] = False,
    as_json: JsonOption = False,
) -> None:
    """一次会商的邀请、纪要（含各版）和任务。One consultation: invitations, minutes in all versions, tasks."""
    with desk(ctx) as at:
        from baowen.respond.queries import consultation_page

        found = consultation_page(number, at.actor, book=at.book)
        if as_json:
            print_json(_document(found))
            return
        for part in _page(found, at, day(None), int(english)):
            out.print(part, highlight=False)


def _page(one: ConsultationView, at: Desk, on: date, lang: int) -> Iterator[RenderableType]:
    """The page in Chinese (`lang` 0) or English (1); what is late says so in words."""
    place, names = at.book.regions.full_name(one.region), names_of(_codes(one))
    where = [one.place] if one.place else []
    where += [("线上", "online")[lang]] if one.is_online else []
    yield Text(f"{('会商', 'Consultation')[lang]} {one.number}  {one.subject}", style="bold")
    facts = (
        (("案件", "case"), f"{one.case} {one.subject_name}"),
        (("状态", "state"), MEETING_WORDS[one.state][lang]),
        (("召集", "called by"), f"{place} {names.get(one.organisation, one.organisation)}"),
        (("日期", "day"), str(one.held_on)),
        (("地点", "place"), ("、", ", ")[lang].join(where)),
        (("取消理由", "cancelled because"), one.cancelled_because),
    )
    yield from (_in(f"{name[lang]}{('：', ': ')[lang]}{value}") for name, value in facts if value)
    yield Text("\n" + ("受邀单位", "Invited")[lang], style="bold")
    for invited in one.invitations:
        who = names.get(invited.organisation, invited.organisation)
        yield _in(f"{who}  {REPLY_WORDS[invited.reply][lang]}  {invited.words}".rstrip())
    yield Text("\n" + ("会商纪要", "Minutes")[lang], style="bold")
    if not one.minutes:
        yield _in(("尚未登记。", "None yet.")[lang])
    for version in reversed(one.minutes):
        title = (f"第 {version.version} 版", f"version {version.version}")[lang]
        why = f"  {('更正理由：', 'corrected because: ')[lang]}{version.reason}" if version.reason else ""
        yield _in(f"{title}  {version.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}  {version.by}{why}")
        yield Padding(Text(version.words), (0, 0, 0, 4))
    yield Text("\n" + ("会商任务", "Tasks")[lang], style="bold")
    if not one.tasks:
        yield _in(("没有任务。", "No task.")[lang])
    yield from (Padding(task_line(task, on, lang, names.get(task.owner, "")), (0, 0, 0, 2)) for task in one.tasks)


def _codes(one: ConsultationView) -> set[str]:
    return {one.organisation, *(invited.organisation for invited in one.invitations), *(t.owner for t in one.tasks)}


def task_line(task: TaskView, on: date, lang: int, owner: str = "") -> Text:
    """A task on one line, in Chinese (`lang` 0) or English (1); what is late says so in words."""
    late = task.is_late(on)
    if task.done_on is not None:
        how = (f"{task.done_on} 办结", f"finished on {task.done_on}")[lang] + (
            ("（逾期）", " (late)")[lang] if late else ""
        )
    elif late:
        days = (on - task.due_on).days
        how = (f"逾期 {days} 天", f"{days} days LATE")[lang]
    else:
        how = ("未办结", "open")[lang]
    line = Text(
        f"{('会商任务', 'task')[lang]} {task.id}  {owner or task.owner}  {('期限', 'due')[lang]} {task.due_on}  "
    )
    line.append(how, style="bold red" if late else "")
    line.append(f"  {task.words}" + (f" → {task.outcome_words}" if task.outcome_words else ""))
    return line


def _in(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 2))
