"""What a form of a page does: the deed, then a message, then the page again. What went wrong says what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baowen.core.problems import BaowenError
from baowen.web.viewer import Viewer

Words = tuple[str, str]


def done(
    request: HttpRequest, viewer: Viewer, work: Callable[[], object], words: Words, page: str, *args: str,
    query: str = "",
) -> HttpResponse:  # fmt: skip
    """Do it and say so, or say why not; ValueError is a choice that no list offers. Then show the page again."""
    try:
        work()
    except BaowenError as error:
        messages.error(request, viewer.told(error))
    except ValueError:
        messages.error(request, viewer.say(("请从列表中选择。", "Choose one of the list.")))
    else:
        messages.success(request, viewer.say(words))
    answer = redirect(page, *args)
    answer["Location"] += query
    return answer
