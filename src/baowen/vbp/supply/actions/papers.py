"""Files that are added to a problem later, by its hospital or its enterprise. VBP-9."""

from __future__ import annotations

from baowen.core.rawfiles import KeptFile
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing
from baowen.vbp.supply.actions.answering import locked_problem, unknown_problem
from baowen.vbp.supply.actions.store import keep_papers


def add_paper(number: str, file: KeptFile, doing: Doing) -> None:
    """Add a kept file to a problem; BaowenError for who neither told of it nor is asked."""
    actor, regions = doing.actor, doing.book.regions
    with doing.writing() as trail:
        row = locked_problem(number)
        if actor.organisation not in (row.hospital, row.enterprise):
            raise unknown_problem(number)
        act = Act.VBP_PROBLEM_TELL if actor.organisation == row.hospital else Act.VBP_PROBLEM_ANSWER
        require(actor, act, row.region, regions=regions, organisation=actor.organisation)
        keep_papers(number, [file], doing, trail)
        trail.note("vbp.problem.paper", f"vbp_problem/{number}", after={"sha256": file.sha256})
