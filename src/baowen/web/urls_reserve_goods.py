"""The addresses of reserve goods, below reserve/goods/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from baowen.web.pages import (
    reserve_goods,
    reserve_goods_money,
    reserve_goods_release,
    reserve_goods_releases,
    reserve_goods_rotation,
)

urlpatterns = [
    path("", require_GET(reserve_goods.holdings), name="reserve_goods"),
    path("take-in/", require_POST(reserve_goods.take_goods_in), name="reserve_goods_take_in"),
    path("holdings/<int:key>/", reserve_goods.one_holding, name="reserve_goods_holding"),
    path("releases/", require_GET(reserve_goods_releases.releases), name="reserve_goods_releases"),
    path("releases/order/", require_POST(reserve_goods_releases.order), name="reserve_goods_order"),
    path("releases/refills/", require_POST(reserve_goods_releases.decide_refill), name="reserve_goods_refill"),
    path("releases/<str:code>/", reserve_goods_release.one_release, name="reserve_goods_release"),
    path("rotation/", reserve_goods_rotation.rotation, name="reserve_goods_rotation"),
    path("money/", reserve_goods_money.money, name="reserve_goods_money"),
    path("money/<str:code>/", require_GET(reserve_goods_money.one_fund), name="reserve_goods_fund"),
]
