"""All reads of volume reporting. calls, reports with their lines, who has reported, findings, and the result."""

from baowen.vbp.volumes.queries.calls import CallView, call_of, calls
from baowen.vbp.volumes.queries.form import FormLine, FormView, form_of
from baowen.vbp.volumes.queries.reports import ReportView, Wanted, own_report, report_of, report_page
from baowen.vbp.volumes.queries.result import reported_volumes
from baowen.vbp.volumes.queries.standing import Standing, Totals, standing, totals_of
from baowen.vbp.volumes.reported import ReportedVolume

__all__ = [
    "CallView",
    "FormLine",
    "FormView",
    "ReportView",
    "ReportedVolume",
    "Standing",
    "Totals",
    "Wanted",
    "call_of",
    "calls",
    "form_of",
    "own_report",
    "report_of",
    "report_page",
    "reported_volumes",
    "standing",
    "totals_of",
]
