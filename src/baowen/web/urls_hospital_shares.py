"""The addresses of shares of essential medicines and of prescriptions, below hospital/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from baowen.web.pages import hospital_prescriptions, hospital_shares

urlpatterns = [
    path("shares/", require_GET(hospital_shares.overview), name="hospital_shares"),
    path("shares/whole/", require_POST(hospital_shares.choose), name="hospital_share_choose"),
    path("shares/<str:code>/", require_GET(hospital_shares.institution), name="hospital_share"),
    path("prescriptions/", require_GET(hospital_prescriptions.overview), name="hospital_prescriptions"),
    path("prescriptions/<str:code>/", require_GET(hospital_prescriptions.institution), name="hospital_prescription"),
]
