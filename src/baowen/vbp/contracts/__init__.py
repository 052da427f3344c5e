"""Agreed volumes and the contracts of hospital, maker and distributor. VBP-3, VBP-4."""
