"""Reserves (储备) and transfers (调剂): plans, goods, warning lines, who sends what to whom. RSV-1 to RSV-4, COL-5.

Rooms build on one another in that order; each is a Django app of its own, behind its actions and queries. ADR 0030.
"""
