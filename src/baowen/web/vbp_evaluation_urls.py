"""The addresses of evaluations, below `vbp/evaluations/`. VBP-7."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET

from baowen.web.pages import vbp_evaluation, vbp_evaluation_appeals, vbp_evaluation_effects, vbp_evaluation_hospital

urlpatterns = [
    path("", vbp_evaluation.evaluations, name="vbp_evaluations"),
    path("exemptions/", vbp_evaluation_appeals.exemptions, name="vbp_exemptions"),
    path("appeals/", require_GET(vbp_evaluation_appeals.appeals), name="vbp_appeals"),
    path("appeals/<str:number>/", vbp_evaluation_appeals.one_appeal, name="vbp_appeal"),
    path("files/<str:number>/<str:sha256>/", require_GET(vbp_evaluation_appeals.give), name="vbp_evidence"),
    path("effects/", vbp_evaluation_effects.effects, name="vbp_effects"),
    path("effects/<str:number>/", require_GET(vbp_evaluation_effects.document), name="vbp_effect_document"),
    path("points/<str:code>/", vbp_evaluation_effects.points, name="vbp_points"),
    path("<str:number>/", vbp_evaluation.evaluation, name="vbp_evaluation"),
    path("<str:number>/hospital/<str:code>/", vbp_evaluation_hospital.hospital, name="vbp_evaluation_hospital"),
]
