"""Writes of shares: how an alliance wishes to be counted."""
