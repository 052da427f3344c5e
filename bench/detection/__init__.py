"""Measures how well the signals detect events whose truth is known, and writes docs/reference/detection.md."""
