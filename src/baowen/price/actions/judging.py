"""The verdict in three ways, its revision on evidence, the referral, closing, reopening. PRI-2, PRI-3."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.queries import organisation_on_file
from baowen.price.actions.issuing import Papers, issue, listing_words
from baowen.price.actions.store import MOST_WORDS, Moving, begin_step, end_steps, moving
from baowen.price.kinds import COST_WORDS, CostItem, LetterKind, Side, StepKind, Verdict
from baowen.price.models import Answer, Judgement, Matter
from baowen.price.states import RULES, Move
from baowen.respond.actions import handover
from baowen.respond.actions.moves import Doing
from baowen.respond.queries.handovers import handover_page
from baowen.respond.states_beside import Passing

RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """To whom (code of the organisation) a suspicion is referred, and the clue in words."""

    receiver: str
    words: str


def accept_grounds(number: str, grounds: str, doing: Doing) -> None:
    """Find the price reasonable: the matter is closed with its grounds, and what was owed is called off."""
    grounds = _grounds(grounds)
    with moving(number, Move.ACCEPT_GROUNDS, doing, words=grounds) as done:
        _judge(done, Verdict.REASONABLE, grounds)
        end_steps(done.matter, None, done.on, called_off=True)


def find_unreasonable(number: str, grounds: str, doing: Doing) -> None:
    """Find the price unreasonable, though nothing illegal was found."""
    grounds = _grounds(grounds)
    with moving(number, Move.FIND_UNREASONABLE, doing, words=grounds) as done:
        _judge(done, Verdict.UNREASONABLE, grounds)


def refer(number: str, grounds: str, referral: Referral, doing: Doing, papers: Papers) -> str:
    """Suspect something illegal and hand the clue over with its data; the number of the hand-over.

    BaowenError for a receiver without a seat in the joint mechanism of the place or above.
    """
    grounds = _grounds(grounds)
    words = filled(referral.words, "移送内容", "clue in words", most=MOST_WORDS)
    with moving(number, Move.REFER, doing, words=grounds) as done:
        found = _judge(done, Verdict.ILLEGAL, grounds)
        history, costs = history_words(done.matter), cost_words(done.matter)
        data = "\n".join(filter(None, (words, listing_words(done.matter, done.on), history, costs)))
        clue = handover.Clue(
            receiver=referral.receiver, subject=f"涉嫌价格违法：{done.matter.drug}（{number}）", words=data
        )
        found.handover = handover.send(clue, doing)
        found.save()
        receiver = organisation_on_file(referral.receiver).name
        begin_step(done.matter, StepKind.REFERRAL, Side.REGULATOR, done.on, doing)
        told = {"words": words, "receiver": receiver, "history": history, "costs": costs}
        issue(done, LetterKind.REFERRAL, papers, told, addressee=receiver)
        done.told["handover"] = found.handover
        return found.handover


def take_result(number: str, doing: Doing) -> str:
    """Take the answer to the referral into the matter; BaowenError while it is neither answered nor returned."""
    with moving(number, Move.TAKE_RESULT, doing) as done:
        found = done.matter.judgements.select_for_update().filter(revised_at=None).get()
        page = handover_page(found.handover, doing.actor, book=doing.book)
        if page.state is Passing.ANSWERED and page.result is not None:
            found.result, done.event.words = page.result.value, page.answer
        elif page.state is Passing.RETURNED:
            found.result, done.event.words = RETURNED, page.returned_because
        else:
            raise BaowenError(
                f"移送 {found.handover} 尚未答复，请等接收部门答复后登记",
                f"hand-over {found.handover} is not answered yet",
            )
        found.save()
        done.event.save()
        done.told["result"] = found.result
        return found.result


def revise(number: str, doing: Doing) -> None:
    """Take a verdict back on evidence: the price is examined anew, and what it had asked for is called off.

    BaowenError while a disclosure or a credit event stands that rests on it: that is taken back first.
    """
    with moving(number, Move.REVISE, doing) as done:
        _take_back(done)
        end_steps(done.matter, None, done.on, called_off=True)


def close(number: str, doing: Doing) -> None:
    """Close a matter that was corrected, or whose referral has its result. BaowenError while it has none."""
    with moving(number, Move.CLOSE, doing) as done:
        verdict = done.matter.judgements.filter(revised_at=None).get()
        if verdict.verdict == Verdict.ILLEGAL.value and not verdict.result:
            raise BaowenError(
                f"移送 {verdict.handover} 的结果尚未登记，不能办结", f"the result of {verdict.handover} is missing"
            )
        end_steps(done.matter, None, done.on, called_off=True)


def reopen(number: str, doing: Doing) -> None:
    """Take a closed matter up again: its verdict is taken back, and the price is examined anew."""
    with moving(number, Move.REOPEN, doing) as done:
        _take_back(done)


def _grounds(grounds: str) -> str:
    return filled(grounds, "认定理由", "grounds of the verdict", most=MOST_WORDS)


def _judge(done: Moving, verdict: Verdict, grounds: str) -> Judgement:
    waiting = done.matter.owed.filter(step=StepKind.INTERVIEW.value, done_on=None)
    if waiting.exists():
        raise BaowenError(
            "约谈尚未形成纪要，请先登记纪要或取消约谈", "an interview is under way: record its minutes or call it off"
        )
    done.told["verdict"] = verdict.value
    return Judgement.objects.create(
        matter=done.matter, verdict=verdict.value, grounds=grounds, given_at=done.doing.entered,
        given_by=done.doing.actor.name,
    )  # fmt: skip


def _take_back(done: Moving) -> None:
    standing = [one.number for one in done.matter.notices.filter(kind="disclosure", withdrawn_at=None)]
    standing += [one.number for one in done.matter.credit_events.filter(voided_at=None)]
    if standing:
        raise BaowenError(
            f"{'、'.join(standing)} 以现有认定为依据，请先撤回或撤销",
            f"{', '.join(standing)} rest on the verdict; take them back first",
        )
    row = done.matter.judgements.select_for_update().filter(revised_at=None).first()
    if row is not None:
        row.revised_at, row.revised_by = done.doing.entered, done.doing.actor.name
        row.revised_why = done.doing.reason.strip()
        row.save()
        done.told["verdict"] = row.verdict


def history_words(matter: Matter) -> str:
    """What was done so far, a line a move with its day."""
    wanted = (Move.INQUIRE, Move.ANSWER, Move.CALL_IN, Move.MINUTES, Move.SURVEY, Move.FINDINGS, Move.ASK_PUBLICLY)
    return "\n".join(f"{row.on} {RULES[Move(row.move)].zh}" for row in matter.events.all() if row.move in wanted)


def cost_words(matter: Matter) -> str:
    """The costs that the enterprise sent last, in a line; "" where it sent none."""
    answer: Answer | None = matter.answers.exclude(sent_at=None).order_by("sent_at").last()
    if answer is None:
        return ""
    told = "；".join(
        f"{COST_WORDS[CostItem(row.item)][0]} {_number(row.before)} → {_number(row.after)}"
        for row in answer.costs.all()
    )
    return f"企业填报的成本和价格构成（元/最小包装，调价前 → 调价后）：{told}"


def _number(value: object) -> str:
    return "未填" if value is None else str(value)
