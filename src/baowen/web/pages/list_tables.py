"""Candidates, editions and their drugs as tables to be exported. LST-1, LST-2."""

from __future__ import annotations

from baowen.lists.kinds import DIRECTION_WORDS, KIND_WORDS, REASON_WORDS
from baowen.lists.queries import CandidateView, EditionView, ItemView
from baowen.lists.states import CANDIDATE_WORDS, EDITION_WORDS
from baowen.web.exports import Table
from baowen.web.viewer import Viewer

_CANDIDATES = (
    ("编号", "Number"), ("发布地区", "Issuer"), ("清单", "List"), ("方向", "Direction"), ("药品", "Drug"),
    ("剂型", "Form"),
    ("理由", "Reason"), ("条款", "Clause"), ("说明", "In words"), ("证据", "Evidence"), ("提出单位", "Proposed by"),
    ("提出时间", "Proposed at"), ("状态", "State"), ("决定理由", "Decided because"), ("编入", "Taken into"),
)  # fmt: skip
_EDITIONS = (
    ("编号", "Number"), ("清单", "List"), ("期次", "Edition"), ("生效日期", "From"), ("文号", "Document"),
    ("状态", "State"), ("药品数", "Drugs"),
)  # fmt: skip


def candidate_table(found: list[CandidateView], viewer: Viewer) -> Table:
    """A line a candidate; experts' names and opinions stay on the page."""
    return Table(
        _CANDIDATES,
        [
            [
                one.number, viewer.place(one.issuer), viewer.say(KIND_WORDS[one.kind]),
                viewer.say(DIRECTION_WORDS[one.direction]), one.name, one.dosage_form,
                viewer.say(REASON_WORDS[one.reason]), one.clause, one.words, " ".join(one.evidence), one.organisation,
                one.proposed_at, viewer.say(CANDIDATE_WORDS[one.state]), one.decided_why, one.taken_into,
            ]
            for one in found
        ],
    )  # fmt: skip


def edition_table(found: list[EditionView], viewer: Viewer) -> Table:
    return Table(
        _EDITIONS,
        [
            [one.number, viewer.say(KIND_WORDS[one.kind]), one.edition, one.effective_on, one.document_number,
             viewer.say(EDITION_WORDS[one.state]), one.items]
            for one in found
        ],
    )  # fmt: skip


def item_table(items: list[ItemView]) -> Table:
    headings = (("序号", "No."), ("通用名", "Generic name"), ("剂型", "Form"), ("备注", "Note"))
    return Table(headings, [[one.number, one.name, one.dosage_form, one.note] for one in items])
