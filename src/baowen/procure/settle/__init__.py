"""Invoices, payments, matching, direct settlement, performance of contract and breaches. PRC-4, PRC-5."""
