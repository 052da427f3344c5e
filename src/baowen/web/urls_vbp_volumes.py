"""The addresses of volume reports, below vbp/volumes/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from baowen.web.pages import vbp_volumes, vbp_volumes_form, vbp_volumes_review

urlpatterns = [
    path("", require_GET(vbp_volumes.page), name="vbp_volumes"),
    path("open/", require_POST(vbp_volumes.open_one), name="vbp_volume_open"),
    path("calls/<int:key>/", require_GET(vbp_volumes_review.call), name="vbp_volume_call"),
    path("calls/<int:call>/begin/", require_POST(vbp_volumes.begin), name="vbp_volume_begin"),
    path("calls/<int:key>/agree/", require_POST(vbp_volumes_review.agree), name="vbp_volume_agree"),
    path("calls/<int:key>/findings/", require_GET(vbp_volumes_review.found), name="vbp_volume_findings"),
    path("calls/<int:key>/days/", require_GET(vbp_volumes_review.days), name="vbp_volume_days"),
    path("calls/<int:key>/day/", require_POST(vbp_volumes_review.set_day), name="vbp_volume_day"),
    path("calls/<int:key>/close/", require_POST(vbp_volumes_review.close), name="vbp_volume_close"),
    path("<str:number>/", require_GET(vbp_volumes_form.form), name="vbp_volume_report"),
    path("<str:number>/save/", require_POST(vbp_volumes_form.save), name="vbp_volume_save"),
    path("<str:number>/file/", require_POST(vbp_volumes_form.file_one), name="vbp_volume_file"),
    path("<str:number>/withdraw/", require_POST(vbp_volumes_form.withdraw), name="vbp_volume_withdraw"),
    path("<str:number>/review/", require_POST(vbp_volumes_form.review), name="vbp_volume_review"),
    path("<str:number>/workbook/", require_GET(vbp_volumes_form.workbook), name="vbp_volume_workbook"),
    path("<str:number>/upload/", require_POST(vbp_volumes_form.upload), name="vbp_volume_upload"),
]
