"""Messages of other systems, in the field names that vendors use: read, checked, written. Pure. domain.md 14; PRC-4.

No official specification of the procurement subsystem was found: the shapes are vendor practice, and say so.
"""
