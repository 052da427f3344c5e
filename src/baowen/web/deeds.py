"""What a form of a page does: the deed, then a message, then the page again. What went wrong says what to do.

A form has a key of its own (`{% form_key %}`): clicked twice, it is carried out once. What was typed into a form that
failed is put back by keep.js.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baowen.api.once import first_time
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.web.viewer import Viewer

Words = tuple[str, str]


def did(request: HttpRequest, viewer: Viewer, work: Callable[[], object], words: Words) -> bool:
    """Do it and say so, or say why not; ValueError is a choice that no list offers. Whether it is done now.

    The second of two clicks is told the same as the first.
    """
    try:
        first_time(viewer.actor.organisation, request.POST.get("key", ""), now(), work)
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        return False
    except ValueError:
        messages.error(request, viewer.say(("请从列表中选择。", "Choose one of the list.")))
        return False
    messages.success(request, viewer.say(words))
    return True


def done(
    request: HttpRequest, viewer: Viewer, work: Callable[[], object], words: Words, page: str, *args: str,
    query: str = "",
) -> HttpResponse:  # fmt: skip
    """Do it and show the page again, with what was done or why it was not."""
    did(request, viewer, work, words)
    answer = redirect(page, *args)
    answer["Location"] += query
    return answer
