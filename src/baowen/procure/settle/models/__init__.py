"""What settlement stores, money in whole fen. bills: invoices, payments; runs: direct settlement; conduct: breaches."""

from baowen.procure.settle.models.bills import Difference, Invoice, InvoiceLine, LineTotal, Payment
from baowen.procure.settle.models.conduct import Breach, BreachEvent
from baowen.procure.settle.models.runs import Application, Run, RunEvent, RunShare

__all__ = [
    "Application", "Breach", "BreachEvent", "Difference", "Invoice", "InvoiceLine", "LineTotal", "Payment", "Run",
    "RunEvent", "RunShare",
]  # fmt: skip
