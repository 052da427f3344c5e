"""Tiered response: a clue becomes a case at the lowest level that saw it, with an owner and a date at every step.

states: which states and moves a case has, as tables. rules: what is owed by when, from events, clauses and calendar.
"""
