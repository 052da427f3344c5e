"""Reviewed maps of places: what a file must hold, how it is made light, kept and drawn. MON-2."""
