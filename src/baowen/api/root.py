"""The API: what it offers, and how every error is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, Throttled, ValidationError
from ninja.renderers import JSONRenderer
from ninja.throttling import AuthRateThrottle

from baowen import __version__
from baowen.api import (
    beside,
    breaches,
    buying,
    case_files,
    cases,
    clues,
    exchange,
    feed,
    feeds,
    filings,
    hospital_guide,
    hospital_shares,
    listings,
    lists,
    orders,
    outcomes,
    prices,
    produce,
    register,
    reports,
    reserve_goods,
    reserve_lines,
    reserve_plans,
    reserve_releases,
    reserve_transfers,
    settlements,
    signals,
    stops,
    vbp_contracts,
    vbp_evaluation,
    vbp_findings,
    vbp_firms,
    vbp_progress,
    vbp_rounds,
    vbp_supply,
    vbp_volumes,
)
from baowen.api.auth import ScopeMissingError, TokenAuth
from baowen.api.once import KeyUsedError
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.respond.actions.store import CaseChangedError

RATE = "600/m"


class Rate(AuthRateThrottle):
    """Calls a minute for each token, counted in this process: a shared cache would be written to at every call."""

    cache = LocMemCache("api-rate", {})


STATUS: tuple[tuple[type[BaowenError], int], ...] = (
    (ScopeMissingError, 403), (NotAllowedError, 403), (CaseChangedError, 409), (KeyUsedError, 409), (BaowenError, 422),
)  # fmt: skip


class Plain(JSONRenderer):
    """JSON in which Chinese can be read as it stands."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


# The page that documents the API is the web's: Ninja's own takes its scripts from elsewhere.
api = NinjaAPI(
    title="保稳 baowen", version=__version__, auth=TokenAuth(), throttle=[Rate(RATE)], urls_namespace="api",
    renderer=Plain(), docs_url=None,
    description="短缺药品保供稳价平台接口。Tokens are issued by an organisation's administrator; every list has a "
                "cursor; POST takes an Idempotency-Key. Errors say in Chinese and English what to do.",
)  # fmt: skip
for part in (
    register, reports, stops, clues, feeds, signals, lists, cases, beside, case_files, listings, buying, filings,
    orders, settlements, breaches, exchange, prices, vbp_volumes, vbp_contracts, vbp_supply, vbp_firms, vbp_findings,
    vbp_rounds, vbp_progress, vbp_evaluation, reserve_plans, reserve_goods, reserve_releases, reserve_lines,
    reserve_transfers, hospital_shares, hospital_guide, produce, outcomes, feed,
):  # fmt: skip
    api.add_router("", part.router)


@api.exception_handler(BaowenError)
def tell_error(request: HttpRequest, error: BaowenError) -> HttpResponse:
    """An error that the caller can mend."""
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    return api.create_response(request, {"message": error.message, "message_en": error.message_en}, status=status)


@api.exception_handler(AuthenticationError)
def tell_unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """A call without a token that is in force."""
    del error
    content = {
        "message": "没有有效的令牌：请在 Authorization 头中写 Bearer 加令牌；过期或已停用的，请由机构管理员重新签发",
        "message_en": "no token in force: send Authorization: Bearer TOKEN; an administrator issues a new one",
    }
    return api.create_response(request, content, status=401)


@api.exception_handler(Throttled)
def tell_too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    """More calls than the rate allows."""
    seconds = int(error.wait or 60)
    content = {
        "message": f"调用过于频繁，请 {seconds} 秒后再试",
        "message_en": f"too many calls; try again in {seconds} seconds",
    }
    answer = api.create_response(request, content, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


@api.exception_handler(ValidationError)
def tell_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A call that is not as its schema says; names each field."""
    fields = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors]
    content = {
        "message": "请求内容不符合接口定义",
        "message_en": "the call is not as its schema says",
        "fields": fields,
    }
    return api.create_response(request, content, status=422)


@api.exception_handler(Http404)
def tell_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """An address that is none."""
    del error
    return api.create_response(request, {"message": "没有这个地址", "message_en": "no such address"}, status=404)
