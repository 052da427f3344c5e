"""`{% export "held" %}`: the links that give a table of the page as a file, narrowed as the page is."""

from __future__ import annotations

from django import template
from django.http import QueryDict
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from baowen.core.language import say

register = template.Library()
# What says which part of a list is shown, or how: a file has the whole list.
OF_THE_PAGE = ("cursor", "after", "before", "wall", "format", "table")


@register.simple_tag(takes_context=True)
def export(context: RequestContext, name: str, page: str = "") -> SafeString:
    """Links to the table of this name as CSV and XLSX; the page's view must know it (baowen.web.exports).

    `page`: the view by its name, for a part that other pages fetch.
    """
    address = reverse(page) if page else ""
    asked = QueryDict(mutable=True) if page else context.request.GET.copy()
    for key in OF_THE_PAGE:
        asked.pop(key, None)
    asked["table"] = name
    links = []
    for form in ("csv", "xlsx"):
        asked["format"] = form
        links.append((f"{address}?{asked.urlencode()}", form.upper()))
    (csv, csv_words), (workbook, workbook_words) = links
    return format_html(
        '<p class="export d-print-none" data-export="{}">{} '
        '<a href="{}" download>{}</a> <a href="{}" download>{}</a></p>',
        name, say(("导出", "Export")), csv, csv_words, workbook, workbook_words,
    )  # fmt: skip
