"""Transfers between institutions: planned by an optimiser, decided by people, sent and received. RSV-3."""
