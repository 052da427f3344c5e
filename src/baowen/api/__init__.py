"""The API for systems of hospitals, enterprises and other platforms: HTTP to one action or one query each.

root: the API itself with its errors. auth: tokens and scopes. once: idempotency keys. changes: the change feed.
cases, signals: one module for what a context offers.
"""
