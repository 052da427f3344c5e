"""The queue by which people and systems are told: stored with the change that causes it, sent at least once.

states: where a delivery stands. rules: waits, wording, digests. actions: posting, reading, channels, retries, digests.
sending: claim, send, mark, and taking up what a dead worker left. channels: one module for each way out. worker: the
loop. queries: reading.
"""
