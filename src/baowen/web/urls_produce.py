"""The addresses of the registers of production, below production/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baowen.web.pages import produce, produce_chain

urlpatterns = [
    path("", require_GET(produce_chain.chain), name="produce"),
    path("lines/", require_GET(produce.lines), name="produce_lines"),
    path("links/", require_GET(produce.links), name="produce_links"),
    path("herbs/", require_GET(produce.herbs), name="produce_herbs"),
    path("chain/item/", require_GET(produce_chain.item), name="produce_item"),
    path("chain/stop/", require_GET(produce_chain.stop), name="produce_stop"),
    path("records/<str:kind>/", require_GET(produce.records), name="produce_records"),
    path("records/<str:kind>/enter/", require_POST(produce.enter), name="produce_enter"),
    path("record/<str:number>/", require_http_methods(["GET", "HEAD", "POST"])(produce.one), name="produce_record"),
]
