"""Volume-based procurement (集采): rounds, volume reports, contracts, supply, progress, evaluation. VBP-1 to VBP-13.

Rooms build on one another in that order; each is a Django app of its own, behind its actions and queries. ADR 0029.
"""
