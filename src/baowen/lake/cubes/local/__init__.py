"""The same cubes built from sorted columns in memory, where the lake is this machine's (docs/adr/0011)."""
