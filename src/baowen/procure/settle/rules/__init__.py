"""What follows from invoices, receipts and orders: sums, differences, shares, rates. Pure. PRC-4, PRC-5, PRC-8."""
