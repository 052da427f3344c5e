"""The addresses of the pages. Whatever is not said to be open asks for sign-in (SignInRequired)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from baowen.web import choosing
from baowen.web.api_page import api_page
from baowen.web.help import pages as help_pages
from baowen.web.pages import (
    attachments,
    bulletins,
    case_beside,
    case_files,
    cases,
    changed_cases,
    clues,
    cockpit,
    consultations,
    drugs,
    file_run,
    files,
    handovers,
    inbox,
    listing_applications,
    listing_apply,
    listings,
    lists,
    monthly,
    organisations,
    policy,
    reports,
    signals,
    stops,
    work,
)
from baowen.web.theme import set_theme
from baowen.web.views import account


def not_here(request: HttpRequest) -> HttpResponse:
    """Pages of allauth that would change what administrators keep, such as addresses."""
    raise Http404


urlpatterns = [
    path("", require_GET(work.home), name="home"),
    path("cockpit/", require_GET(cockpit.cockpit), name="cockpit"),
    path("cockpit/<str:place>/", require_GET(cockpit.cockpit), name="cockpit_of"),
    path("signals/", require_GET(signals.signals), name="signals"),
    path("signals/<str:number>/", signals.signal, name="signal"),
    path("cases/", require_GET(inbox.page), name="inbox"),
    path("cases/table.csv", require_GET(inbox.table), name="inbox_table"),
    path("cases/late/", require_GET(cases.late), name="late"),
    path("cases/changed/", require_GET(changed_cases.page), name="changed_cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/beside/", require_GET(case_beside.beside), name="case_beside"),
    path("cases/<str:number>/files/", require_POST(case_files.add), name="case_file_add"),
    path("cases/<str:number>/files/<int:file>/", require_GET(case_files.give), name="case_file"),
    path("cases/<str:number>/files/<int:file>/withdraw/", require_POST(case_files.withdraw), name="case_file_withdraw"),
    path("cases/<str:number>/consultation/", consultations.call, name="consultation_call"),
    path("consultations/", require_GET(consultations.listed), name="consultations"),
    path("consultations/<str:number>/", consultations.one, name="consultation"),
    path("handovers/", require_GET(handovers.listed), name="handovers"),
    path("handovers/send/", handovers.send, name="handover_send"),
    path("handovers/<str:number>/", handovers.one, name="handover"),
    path("questions/", cases.questions, name="questions"),
    path("reports/", require_GET(reports.reports), name="reports"),
    path("reports/file/", require_POST(reports.file_shortage), name="report_file"),
    path("reports/zero/", require_POST(reports.file_zero), name="report_zero"),
    path("reports/withdraw/", require_POST(reports.withdraw), name="report_withdraw"),
    path("reports/review/", require_POST(reports.review), name="report_review"),
    path("reports/<str:number>/attachments/", require_POST(attachments.attach), name="report_attach"),
    path("reports/<str:number>/attachments/<str:sha256>/", require_GET(attachments.give), name="report_attachment"),
    path("monthly/", require_GET(monthly.monthly), name="monthly"),
    path("monthly/save/", require_POST(monthly.save), name="monthly_save"),
    path("monthly/day/", require_POST(monthly.set_day), name="monthly_day"),
    path("monthly/add/", require_POST(monthly.add), name="monthly_add"),
    path("monthly/send/", require_POST(monthly.send), name="monthly_send"),
    path("stops/", require_GET(stops.stops), name="stops"),
    path("stops/file/", require_POST(stops.file), name="stop_file"),
    path("stops/withdraw/", require_POST(stops.withdraw), name="stop_withdraw"),
    path("stops/assess/", require_POST(stops.assess), name="stop_assess"),
    path("clues/", clues.clues, name="clues"),
    path("bulletins/", require_GET(bulletins.bulletins), name="bulletins"),
    path("bulletins/write/", bulletins.write, name="bulletin_write"),
    path("bulletins/drafts/<int:key>/", bulletins.preview, name="bulletin_draft"),
    path("bulletins/withdraw/", require_POST(bulletins.withdraw), name="bulletin_withdraw"),
    path("files/", files.files, name="files"),
    path("files/<int:number>/", require_GET(file_run.file_run), name="file_run"),
    path("files/<int:number>/progress/", require_GET(file_run.progress), name="file_progress"),
    path("files/<int:number>/send/", require_POST(files.send_looked), name="file_send"),
    path("files/<int:number>/refused/", require_GET(files.give_back), name="file_refused"),
    path("drugs/", require_GET(drugs.drugs), name="drugs"),
    path("drugs/options/", require_GET(reports.drug_options), name="drug_options"),
    path("drugs/key/<int:key>/", require_GET(drugs.drug_by_key), name="drug_by_key"),
    path("drugs/<str:code>/", require_GET(drugs.drug), name="drug"),
    path("organisations/options/", require_GET(choosing.options), name="organisation_options"),
    path("organisations/<str:code>/", require_GET(organisations.organisation), name="organisation"),
    path("lists/", lists.desk, name="list_desk"),
    path("lists/<int:number>/", lists.one_edition, name="list_edition"),
    path("listings/", require_GET(listings.book), name="listings"),
    path("listings/apply/", listing_apply.page, name="listing_apply"),
    path("listings/applications/", require_GET(listing_applications.listed), name="listing_applications"),
    path("listings/applications/<str:number>/", listing_applications.one, name="listing_application"),
    path("listings/documents/<int:key>/", require_GET(listing_applications.give), name="listing_document"),
    path("listings/<str:number>/", listings.one, name="listing"),
    path("policy/", require_GET(policy.policy), name="policy"),
    path("desk/", require_GET(work.work), name="work"),
    path("desk/owed/", require_GET(work.owed), name="owed"),
    path("help/", require_GET(help_pages.index), name="help"),
    path("help/glossary/", require_GET(help_pages.glossary), name="glossary"),
    path("help/<slug:name>/", require_GET(help_pages.one), name="how_to"),
    path("public/help/", require_GET(help_pages.of_the_public), name="public_help"),
    path("public/", include("baowen.public.urls")),
    path("account/", require_GET(account), name="account"),
    # A preference in a cookie, no deed of anybody: without a token the pages of the public side are the same for all.
    path("language/", csrf_exempt(login_not_required(set_language)), name="language"),
    path("theme/", csrf_exempt(login_not_required(require_POST(set_theme))), name="theme"),
    re_path(r"^accounts/(?:email|confirm-email|login/code|reauthenticate/code)/", not_here),
    path("accounts/", include("allauth.urls")),
    path("api/v1/docs", login_not_required(api_page), name="api_page"),
    path("", include("baowen.api.urls")),
]
