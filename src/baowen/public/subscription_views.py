"""The public pages of subscriptions: asking, confirming, leaving. PUB-1, MON-8.

A link of a letter opens a page with a button: mail programs open links to look at them, and must not confirm or leave
by that. Leaving is also one POST without a cookie, as mail programs do it (RFC 8058).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baowen.api.book import home, serving
from baowen.core.clock import now
from baowen.core.language import is_english, told
from baowen.core.messages.channels.problem import NotSentError
from baowen.core.problems import BaowenError
from baowen.orgs.regions import load_regions
from baowen.public.actions.sending import send_letter
from baowen.public.actions.subscribing import Asked, ask, confirm, leave
from baowen.public.queries import drug_names
from baowen.public.rates import at_most
from baowen.public.subscriptions import to_confirm, to_leave

NEAR = 12


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("subscribe", "10/h", cache="default")
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask to be told by e-mail; the answer is the same whether or not the address is known."""
    given = request.POST if request.method == "POST" else request.GET
    drug = (given.get("chosen") or given.get("drug", "")).strip()[:300]
    shown: dict[str, Any] = {
        "address": request.POST.get("address", ""), "drug": drug, "place": given.get("region", ""),
        "home": home().region, "days": settings.SUBSCRIPTION_CONFIRM.days,
        "places": [(one.code, one.name) for one in load_regions().children(home().region)],
    }  # fmt: skip
    if request.method == "POST":
        near = _near(drug)
        if drug and drug not in near:
            return render(request, "public/subscribe.html", shown | {"near": near, "unknown": True})
        try:
            letter = _asked(request, drug)
        except BaowenError as error:
            return render(request, "public/subscribe.html", shown | {"error": told(error)})
        if letter is not None:
            _send(letter)
        return render(request, "public/subscribed.html", shown)
    return render(request, "public/subscribe.html", shown)


def _near(drug: str) -> list[str]:
    opened = serving()
    return drug_names(opened, text=drug, most=NEAR) if opened else []


def _asked(request: HttpRequest, drug: str) -> int | None:
    region = request.POST.get("region") or home().region
    if not load_regions().within(region, home().region):
        raise BaowenError("请从列表中选择地区", "choose a place of the list")
    site = request.build_absolute_uri("/").rstrip("/")
    asked = Asked(
        address=request.POST.get("address", ""), drug=drug, region=region, english=is_english(), site=site
    )  # fmt: skip
    return ask(asked, at=now())


def _send(letter: int) -> None:
    """Send at once. What the mail server does not take now, the next `baowen subscriptions send` tries again."""
    with suppress(NotSentError):
        send_letter(letter, {}, at=now())


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("link", "60/h", cache="default")
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """What would be confirmed, and the button that does it."""
    try:
        shown: dict[str, Any] = {"wish": to_confirm(token)}
        if request.method == "POST":
            confirm(token, at=now())
            shown = {"wish": to_confirm(token), "done": True}
    except BaowenError as error:
        return render(request, "public/confirm.html", {"error": told(error)}, status=404)
    return render(request, "public/confirm.html", shown)


@csrf_exempt  # whoever has the token may leave; a mail program has no cookie
@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("link", "60/h", cache="default")
def leave_page(request: HttpRequest, token: str) -> HttpResponse:
    """What one would leave: everything, or one of several."""
    try:
        wishes = to_leave(token)
        if request.method == "POST":
            only = request.POST.get("only", "")
            leave(token, at=now(), only=int(only) if only.isascii() and only.isdigit() and len(only) < 19 else None)
            return render(request, "public/leave.html", {"done": True, "one": bool(only) and len(wishes) > 1})
    except BaowenError as error:
        return render(request, "public/leave.html", {"error": told(error)}, status=404)
    return render(request, "public/leave.html", {"wishes": wishes})
