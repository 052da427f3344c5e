"""Writes of formularies, selections and registered missing drugs."""
