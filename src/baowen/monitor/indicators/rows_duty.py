"""The lake rows behind findings about payment, procurement in volume, essential medicines and reporting.

Filters only, and what belongs beside a row to judge it by eye; no indicator is computed again.
"""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators.rows import Found
from baowen.monitor.indicators.tables import Tables


def _until(found: Found) -> date:
    last = Month.parse(found.month).last
    return last if found.as_of is None else min(last, found.as_of)


def of_subject(table: ir.Table, found: Found, tables: Tables) -> ir.Table:
    """The rows of a hospital, or of every place in the region, that a finding is about."""
    if found.subject_type == "hospital":
        return table.filter(table.hospital == found.subject)
    region = tables.region
    inside = region.filter((region.region == found.region) | (region.city == found.region)
                           | (region.province == found.region))  # fmt: skip
    return table.semi_join(inside.select("region"), "region")


def invoices_with_payments(found: Found, tables: Tables) -> ir.Table:
    """The invoices up to the month, each with what was paid on it by the month's end and the last day of payment."""
    until = _until(found)
    invoice = of_subject(tables.invoice, found, tables)
    invoice = invoice.filter(invoice.invoiced_on <= until)
    paid = tables.payment.filter(tables.payment.paid_on <= until)
    sums = paid.group_by("invoice_no").aggregate(
        paid=paid.amount.sum().cast("decimal(18, 4)"), last_paid_on=paid.paid_on.max()
    )
    joined = invoice.left_join(sums, "invoice_no")
    return joined.select(*invoice.columns, "paid", "last_paid_on")


def contracts_with_purchases(found: Found, tables: Tables) -> ir.Table:
    """The contracts in force in the month, each with the packs ordered and received of its product in its cycle."""
    until = _until(found)
    contract = _contracts(found, tables)
    contract = contract.filter(contract.starts_on <= until, contract.ends_on >= Month.parse(found.month).first)
    bought = tables.orders.filter(tables.orders.month <= found.month)
    bought = bought.select("hospital", "product", "ordered_quantity", "received_quantity", in_month="month")
    pairs = contract.join(bought, ["hospital", "product"])
    pairs = pairs.filter(pairs.in_month >= pairs.month)
    sums = pairs.group_by("round_code", "hospital", "product", "starts_on").aggregate(
        ordered=pairs.ordered_quantity.sum().cast("decimal(18, 4)"),
        received=pairs.received_quantity.sum().cast("decimal(18, 4)"),
        last_ordered_in=pairs.in_month.max(),
    )
    keys = ["round_code", "hospital", "product", "starts_on"]
    joined = contract.left_join(sums, keys)
    return joined.select(*contract.columns, "ordered", "received", "last_ordered_in")


def _contracts(found: Found, tables: Tables) -> ir.Table:
    """The contracts of a hospital, or in a place those of a product, or of all products of a drug."""
    contract = tables.vbp_contract
    if found.subject_type == "hospital":
        return contract.filter(contract.hospital == found.subject)
    contract = of_subject(contract, found, tables)
    if found.subject_type == "product":
        return contract.filter(contract.product == found.subject)
    return contract.semi_join(_of_drug(found, tables), "product")


def _of_drug(found: Found, tables: Tables) -> ir.Table:
    product = tables.product
    own = product.filter(product.product == found.subject).select("drug_key")
    return product.semi_join(own, "drug_key").select("product")


def drug_lines_under_contract(found: Found, tables: Tables) -> ir.Table:
    """The month's order lines of every product, selected or not, of the drugs that contracts in force are about."""
    contract = contracts_with_purchases(found, tables)
    product = tables.product
    drugs = product.semi_join(contract.select("product"), "product").select("drug_key").distinct()
    same = product.semi_join(drugs, "drug_key").select("product")
    lines = tables.order_line.filter(tables.order_line.month == found.month)
    return of_subject(lines, found, tables).semi_join(same, "product")


def purchases_of_the_year(found: Found, tables: Tables) -> ir.Table:
    """The monthly cube of orders of the year so far, each product with its name and whether it is marked essential."""
    orders = of_subject(tables.orders, found, tables)
    orders = orders.filter(orders.month <= found.month, orders.month >= f"{found.month[:4]}-01")
    named = tables.product.select("product", "generic_name", "dosage_form", "is_essential")
    joined = orders.left_join(named, "product")
    return joined.select(*orders.columns, "generic_name", "dosage_form", "is_essential")


def reports(found: Found, tables: Tables) -> ir.Table:
    """The shortage and zero reports of the hospital or place up to the month."""
    report = of_subject(tables.shortage_report, found, tables)
    return report.filter(report.reported_on <= _until(found))
