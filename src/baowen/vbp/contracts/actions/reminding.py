"""Who is reminded to sign: from days before the deadline that the pack says, and again while it is late. VBP-4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.reminders import reminder_turn
from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.models import Allocation, Contract
from baowen.vbp.contracts.states import WAITS_FOR, Party


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders were posted anew."""

    posted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many contracts of an allocation wait for one party."""

    party: Party
    organisation: str
    contracts: int


def remind_contracts(today: date, *, at: datetime, book: ContractBook) -> Reminded:
    """Post the reminders that are in turn, one a party and allocation; doing it twice posts nothing twice."""
    posted = 0
    for row in Allocation.objects.filter(contracts__state__in=[state.value for state in WAITS_FOR]).distinct():
        before, every = book.reminding(row.region, today)
        turn = reminder_turn(row.sign_by, today, before_days=before, late_every_days=every)
        if turn is None:
            continue
        with transaction.atomic():
            posted += sum(_remind(row, turn, one, at) for one in _waiting(row))
    return Reminded(posted)


def _waiting(row: Allocation) -> Iterator[Waiting]:
    """Whose signature or choice how many contracts of an allocation wait for."""
    for party in Party:
        states = [state.value for state, waits in WAITS_FOR.items() if waits is party]
        rows = Contract.objects.filter(allocation=row, state__in=states).order_by()
        for code, count in rows.values_list(party.value).annotate(count=Count("pk")).order_by(party.value):
            yield Waiting(party=party, organisation=code, contracts=count)


def _remind(row: Allocation, turn: int, one: Waiting, at: datetime) -> bool:
    is_late, count = turn > 0, one.contracts
    said = Text(
        f"集采批次 {row.round_code}：{count} 份购销协议待本单位签订，"
        f"{'已逾期，应于' if is_late else '应于'} {row.sign_by} 前签订",
        f"round {row.round_code}: {count} contracts wait for your signature, "
        f"{'late, were due' if is_late else 'due'} on {row.sign_by}",
    )
    return post(
        None, to=f"organisation:{one.organisation}", kind="reminder_late" if is_late else "reminder",
        title=said, body=said, about=f"vbp_round/{row.round_code}", at=at, digest=True,
        key=f"remind/vbp_contract/{row.pk}/{row.sign_by}/{turn}/{one.party.value}/{one.organisation}",
    )  # fmt: skip
