"""A province that does not exist, with events whose truth is known."""
