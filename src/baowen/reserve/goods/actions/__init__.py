"""All writes of reserve goods. RSV-1, RSV-4."""
