"""What pages ask of the serving file: one module for each question, dataclasses out.

Every question says which place it is about and `within` which place its reader may see: a place outside gives nothing,
and the check is part of the query. Values are bound, never written into the text.
"""
