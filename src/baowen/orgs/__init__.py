"""Regions (GB/T 2260) and the places that a mapping declares beyond them."""
