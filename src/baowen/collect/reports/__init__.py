"""What people report: shortages, zero reports, stop-production notices, clues. COL-2, COL-3, COL-4, COL-6, ENF-2.

kinds: coded lists. states: tables of states and moves. rules: what follows. book: what the packs and the calendar say.
actions: writes, and the hand-over to the lake. queries: reads.
"""
