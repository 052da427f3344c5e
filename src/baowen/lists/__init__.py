"""Shortage and key-monitoring lists: a status in a place on a date."""
