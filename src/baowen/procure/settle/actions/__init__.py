"""All writes of settlement: invoices, payments, matching, direct settlement, breaches. PRC-4, PRC-5."""
