"""Listing (挂网): which product a province's platform lists, its prices, and how it came there. PRC-1."""
