"""Indicators, thresholds, signals and how well they detect."""
