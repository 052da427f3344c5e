"""The pages of reserve plans: catalogue and its check, plan and stock, holders, duty, assessments."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET

from baowen.web.pages import (
    reserve_plans,
    reserve_plans_assessments,
    reserve_plans_duty,
    reserve_plans_holders,
    reserve_plans_stock,
)

urlpatterns = [
    path("", reserve_plans.catalogue, name="reserve_plans"),
    path("check/", require_GET(reserve_plans_stock.check), name="reserve_plans_check"),
    path("stock/", require_GET(reserve_plans_stock.stock), name="reserve_plans_stock"),
    path("holders/", reserve_plans_holders.holders, name="reserve_plans_holders"),
    path("duty/", reserve_plans_duty.duty, name="reserve_plans_duty"),
    path("assessments/", reserve_plans_assessments.assessments, name="reserve_plans_assessments"),
    path("assessments/<str:number>/", reserve_plans_assessments.one, name="reserve_plans_assessment"),
]
