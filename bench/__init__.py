"""Benches: what the work costs, measured; run by script/bench."""
