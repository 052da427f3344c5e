"""Buying: what is listed at which price, how a hospital may buy a drug, and the trade from order to settlement. PRC."""
