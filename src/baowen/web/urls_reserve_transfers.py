"""The addresses of transfers, below transfers/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from baowen.web.pages import reserve_transfers, reserve_transfers_bases, reserve_transfers_orders

urlpatterns = [
    path("", require_GET(reserve_transfers.plans), name="reserve_transfers"),
    path("ask/", require_POST(reserve_transfers.ask), name="reserve_transfers_ask"),
    path("plans/<str:number>/", reserve_transfers.one_plan, name="reserve_transfers_plan"),
    path("alliance/", reserve_transfers_bases.bases, name="reserve_transfers_bases"),
    path("orders/", require_GET(reserve_transfers_orders.orders), name="reserve_transfers_orders"),
    path("orders/<str:number>/", reserve_transfers_orders.one_order, name="reserve_transfers_order"),
]
