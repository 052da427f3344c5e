"""Who did what, when and why: an entry with every write, in the same transaction, each chained to the one before.

chain: how an entry is sealed. trail: how an action writes its entries. check: what a reader of the chain can find.
anchors: the files kept elsewhere that the chain is held to. queries: reading.
"""
