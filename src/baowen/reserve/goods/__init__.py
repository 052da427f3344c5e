"""The goods of the reserves: entries, release, replenishment, rotation, and the money for them. RSV-1, RSV-4."""
