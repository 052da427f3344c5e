"""What pages ask of the serving file: one module for each question, dataclasses out.

Every question about a place says `within` which place its reader may see, and the check is part of the query: a sum of
a place outside gives nothing, a list of single hospitals or signals is cut to those inside. The catalogue is open to
everybody. Values are bound, never written into the text.
"""
