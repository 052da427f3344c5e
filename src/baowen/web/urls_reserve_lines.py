"""The addresses of warning lines and what-ifs, below reserve/lines/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from baowen.web.pages import reserve_lines, reserve_lines_whatif

urlpatterns = [
    path("", require_GET(reserve_lines.lines), name="reserve_lines"),
    path("set/", require_POST(reserve_lines.set_one), name="reserve_lines_set"),
    path("withdraw/", require_POST(reserve_lines.withdraw), name="reserve_lines_withdraw"),
    path("whatif/", require_GET(reserve_lines_whatif.what_ifs), name="reserve_lines_whatif"),
    path("whatif/run/", require_POST(reserve_lines_whatif.run), name="reserve_lines_run"),
    path("whatif/compare/", require_GET(reserve_lines_whatif.compare), name="reserve_lines_compare"),
    path("whatif/<str:number>/", require_GET(reserve_lines_whatif.result), name="reserve_lines_scenario"),
]
