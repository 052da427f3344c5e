"""Which part of the help a page leads to: the section on its topic in the how-to of a role that the reader holds."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from baowen.orgs.roles import ROLE_WORDS
from baowen.web.help.howto import EVERYBODY, topics_of
from baowen.web.viewer import viewer_of

# Pages by their name in urls.py, with the topic of their section. A page that is not named leads to the first page of
# the help.
PAGE_TOPICS = {
    "cockpit": "cockpit", "cockpit_of": "cockpit", "signals": "signals", "signal": "signals", "inbox": "cases",
    "case": "cases", "case_beside": "cases", "late": "late", "questions": "questions", "work": "desk",
    "consultations": "consultations", "consultation": "consultations", "consultation_call": "consultations",
    "handovers": "consultations", "handover": "consultations", "handover_send": "consultations",
    "bulletins": "bulletins", "bulletin_write": "bulletins", "bulletin_draft": "bulletins",
    "reports": "reports", "report_file": "reports", "stops": "stops", "clues": "clues", "files": "files",
    "file_run": "files", "monthly": "monthly", "changed_cases": "cases",
    "drugs": "drugs", "drug": "drugs", "organisation": "drugs", "policy": "policy",
    "settlement": "settlement", "bill": "settlement", "differences": "settlement", "settlement_runs": "settlement",
    "settlement_run": "settlement", "performance": "performance", "breaches": "performance",
    "supply_report": "performance",
    "listings": "listings", "listing": "listings", "listing_apply": "listings", "listing_applications": "listings",
    "listing_application": "listings",
    "redflags": "redflags", "messages": "messages",
    "prices": "prices", "price_open": "prices", "price": "prices", "price_letter": "prices",
    "price_file": "prices", "price_answer": "prices",
    "vbp_contracts": "vbp-contracts", "vbp_contract": "vbp-contracts", "vbp_contracts_late": "vbp-contracts",
    "vbp_signing": "vbp-contracts", "vbp_distributors": "vbp-contracts", "vbp_allocation": "vbp-contracts",
    "orders": "orders", "order": "orders", "order_new": "orders", "deliveries": "deliveries", "returns": "returns",
    "buying": "routes", "negotiations": "negotiations", "negotiation": "negotiations", "filings": "filings",
    "filing": "filings", "filing_new": "filings",
    "vbp_volumes": "volumes", "vbp_volume_call": "volumes", "vbp_volume_findings": "volumes",
    "vbp_volume_days": "volumes", "vbp_volume_report": "volumes",
    "vbp_supply": "vbp-supply", "vbp_problem": "vbp-supply", "vbp_confirmed": "vbp-supply", "vbp_firms": "vbp-supply",
    "vbp_firm": "vbp-supply", "vbp_joinings": "vbp-supply", "vbp_findings": "vbp-supply", "vbp_finding": "vbp-supply",
    "outcomes": "outcomes", "outcome": "outcomes",
    "reserve_plans": "reserve-plans", "reserve_plans_check": "reserve-plans", "reserve_plans_stock": "reserve-plans",
    "reserve_plans_holders": "reserve-plans", "reserve_plans_duty": "reserve-plans",
    "reserve_plans_assessments": "reserve-plans", "reserve_plans_assessment": "reserve-plans",
    "produce": "production", "produce_lines": "production", "produce_links": "production",
    "produce_herbs": "production",
    "produce_item": "production", "produce_stop": "production", "produce_records": "production",
    "produce_record": "production",
    "hospital_substitutes": "substitutes", "hospital_substitute": "substitutes",
    "hospital_substitutes_edition": "substitutes", "hospital_grading": "grading", "hospital_grade": "grading",
    "hospital_holdings": "holdings",
    "reserve_goods": "reserve-goods", "reserve_goods_holding": "reserve-goods",
    "reserve_goods_releases": "reserve-goods", "reserve_goods_release": "reserve-goods",
    "reserve_goods_rotation": "reserve-goods", "reserve_goods_money": "reserve-goods",
    "reserve_goods_fund": "reserve-goods",
    "reserve_transfers": "transfers", "reserve_transfers_plan": "transfers", "reserve_transfers_orders": "transfers",
    "reserve_transfers_order": "transfers", "reserve_transfers_bases": "reserve-lines",
    "reserve_lines": "reserve-lines", "reserve_lines_whatif": "transfers", "hospital_shares": "shares",
    "hospital_prescriptions": "shares", "hospital_formulary": "shares", "hospital_missing": "shares",
    "list_desk": "lists", "list_edition": "publish",
    "public:lists": "lists", "public:list": "lists", "account": "account",
    "account_change_password": "sign-in", "mfa_index": "sign-in", "mfa_activate_totp": "sign-in",
    "mfa_view_recovery_codes": "sign-in", "usersessions_list": "sign-in",
}  # fmt: skip
HOW_TOS = (*(role.value for role in ROLE_WORDS), EVERYBODY)
"""The how-tos of who signs in, in the order in which they stand; the public has its own, open to all."""


def section_for(topic: str, roles: Iterable[str]) -> tuple[str, str] | None:
    """The how-to and the anchor that tell of a topic: of an own role first, then of everybody, then of any role."""
    own = [name for name in HOW_TOS if name in set(roles)]
    for name in (*own, EVERYBODY, *HOW_TOS):
        if topic in topics_of(name):
            return name, topic
    return None


def help_address(page: str, roles: Iterable[str]) -> str:
    """Where the help on a page stands."""
    found = section_for(PAGE_TOPICS.get(page, ""), roles)
    return reverse("help") if found is None else f"{reverse('how_to', args=[found[0]])}#{found[1]}"


def help_here(request: HttpRequest) -> dict[str, object]:
    """For every template: the help on the page that is shown; none on the help itself, and the public's own for it."""
    match = request.resolver_match
    if match is None or match.view_name in ("help", "how_to", "glossary", "public_help"):
        return {}
    if not request.user.is_authenticated:
        return {"help_here": reverse("public_help")} if match.namespace == "public" else {}
    return {"help_here": help_address(match.view_name, viewer_of(request).actor.roles)}
