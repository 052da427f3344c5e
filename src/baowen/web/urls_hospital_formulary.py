"""The addresses of formularies and registered missing drugs, below hospital/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baowen.web.pages import hospital_formulary, hospital_missing

urlpatterns = [
    path("formulary/", require_GET(hospital_formulary.overview), name="hospital_formulary"),
    path("formulary/change/", require_POST(hospital_formulary.change), name="hospital_formulary_change"),
    path("formulary/record/", require_POST(hospital_formulary.record), name="hospital_formulary_record"),
    path("formulary/<str:code>/", require_GET(hospital_formulary.institution), name="hospital_formulary_of"),
    path("missing/", require_GET(hospital_missing.overview), name="hospital_missing"),
    path("missing/register/", require_POST(hospital_missing.register), name="hospital_missing_register"),
    path(
        "missing/<str:number>/",
        require_http_methods(["GET", "POST"])(hospital_missing.one),
        name="hospital_missing_one",
    ),
]
