"""The addresses of substitutes, grades of shortage and shown stock, below hospital/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baowen.web.pages import (
    hospital_grading,
    hospital_holdings,
    hospital_substitutes,
    hospital_substitutes_edition,
)

urlpatterns = [
    path("substitutes/", require_GET(hospital_substitutes.guide), name="hospital_substitutes"),
    path("substitutes/begin/", require_POST(hospital_substitutes_edition.begin), name="hospital_substitutes_begin"),
    path(
        "substitutes/entries/<int:key>/",
        require_http_methods(["GET", "POST"])(hospital_substitutes.entry),
        name="hospital_substitute",
    ),
    path(
        "substitutes/editions/<int:key>/",
        require_GET(hospital_substitutes_edition.one),
        name="hospital_substitutes_edition",
    ),
    path(
        "substitutes/editions/<int:key>/act/",
        require_POST(hospital_substitutes_edition.act),
        name="hospital_substitutes_act",
    ),
    path(
        "substitutes/editions/<int:key>/workbook/",
        require_GET(hospital_substitutes_edition.workbook),
        name="hospital_substitutes_workbook",
    ),
    path(
        "substitutes/editions/<int:key>/upload/",
        require_POST(hospital_substitutes_edition.upload),
        name="hospital_substitutes_upload",
    ),
    path("grading/", require_GET(hospital_grading.grading), name="hospital_grading"),
    path("grading/give/", require_POST(hospital_grading.give), name="hospital_grading_give"),
    path("grading/<int:key>/", require_GET(hospital_grading.one), name="hospital_grade"),
    path("grading/<int:key>/act/", require_POST(hospital_grading.act), name="hospital_grade_act"),
    path("holdings/", require_http_methods(["GET", "POST"])(hospital_holdings.holdings), name="hospital_holdings"),
]
