"""The change feed by API."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from baowen.api.auth import caller
from baowen.api.book import rulebook
from baowen.api.changes import MOST, Changes, changes_after
from baowen.api.schemas.cases import ChangesOut
from baowen.api.schemas.common import Problem
from baowen.core.paging import MOST_KEY
from baowen.orgs.tokens import Scope

router = Router(tags=["变更 changes"])


@router.get("/changes", summary="案件变更序列", response={200: ChangesOut, 401: Problem, 403: Problem, 422: Problem})
def list_changes(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=MOST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Changes:
    """What happened to cases after a number, in the order of commits; go on from `next_after`, nothing is skipped."""
    return changes_after(caller(request, Scope.CHANGES_READ), after, limit, book=rulebook())
