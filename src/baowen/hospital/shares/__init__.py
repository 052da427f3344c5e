"""Shares of essential medicines by varieties, amount and prescriptions, against their targets. HOS-1, HOS-2."""
