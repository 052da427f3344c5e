"""Reads of shares of essential medicines and of what prescriptions show."""
