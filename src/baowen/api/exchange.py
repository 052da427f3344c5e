"""Messages in the field names of vendors, both ways: JSON or XML by the type of the body. PRC-4."""

from __future__ import annotations

from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import trade_book
from baowen.api.schemas.common import ERRORS, Cursor, Limit, Problem
from baowen.api.schemas.exchange import AnswerOut, FetchedOut
from baowen.core.clock import now
from baowen.orgs.tokens import Scope
from baowen.procure.exchange.actions.taking import take
from baowen.procure.exchange.answers import Answer, Code
from baowen.procure.exchange.queries import fetched
from baowen.procure.exchange.writing import write

router = Router(tags=["报文 exchange"])
XML_TYPES = ("application/xml", "text/xml")
_STATUS = {Code.OK: 200, Code.PARTLY: 200, Code.REFUSED: 422, Code.REPEATED_OTHERWISE: 409}


@router.post(
    "/exchange/{name}", summary="发送报文",
    response={**ERRORS, 200: AnswerOut, 409: AnswerOut, 422: AnswerOut | Problem},
    openapi_extra={"requestBody": {"content": {
        "application/json": {"schema": {"type": "object"}}, "application/xml": {"schema": {"type": "string"}},
    }}},
)  # fmt: skip
def send_message(request: HttpRequest, name: str) -> HttpResponse:
    """Carry out a message: order, delivery, inbound, return, 3501 to 3504. Numbers of lines make it idempotent: the
    same message again is answered as before, one with other content with `err01`."""
    scope = Scope.ORDERS_ANSWER if name == "delivery" else Scope.ORDERS_WRITE
    actor, at = caller(request, scope), now()
    is_xml = request.content_type in XML_TYPES
    found = take(clean(name), request.body, is_xml=is_xml, actor=actor, at=at, book=trade_book())
    return _told(found, as_xml=is_xml)


def _told(found: Answer, *, as_xml: bool) -> HttpResponse:
    told = AnswerOut.of(found)
    if as_xml:
        return HttpResponse(_xml(told), status=_STATUS[found.code], content_type="application/xml; charset=utf-8")
    text = told.model_dump_json()
    return HttpResponse(text, status=_STATUS[found.code], content_type="application/json; charset=utf-8")


def _xml(told: AnswerOut) -> bytes:
    root = ElementTree.Element("answer", code=told.code)
    for stands in told.stands:
        ElementTree.SubElement(root, "row", {name: str(value) for name, value in stands.dict().items()})
    for problem in told.problems:
        ElementTree.SubElement(root, "problem", {name: str(value) for name, value in problem.dict().items()})
    text: bytes = ElementTree.tostring(root, encoding="utf-8")
    return text


@router.get("/exchange/{name}", summary="取回报文", response={200: FetchedOut, **ERRORS})
def fetch_messages(
    request: HttpRequest, name: str, form: str = "json", cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:  # fmt: skip
    """The newest orders or deliveries that concern the own organisation, as `form=json` or `form=xml`."""
    actor = caller(request, Scope.ORDERS_READ)
    found = fetched(clean(name), actor, cursor=cursor, limit=limit)
    as_xml = form == "xml"
    papers = [write(found.message, head, lines, as_xml=as_xml) for head, lines in found.papers]
    if as_xml:
        parts = (paper.split(b"?>", 1)[1] for paper in papers)
        root = b'<messages cursor="' + found.cursor.encode() + b'">' + b"".join(parts) + b"</messages>"
        return HttpResponse(root, content_type="application/xml; charset=utf-8")
    text = b'{"cursor":"' + found.cursor.encode() + b'","messages":[' + b",".join(papers) + b"]}"
    return HttpResponse(text, content_type="application/json; charset=utf-8")
