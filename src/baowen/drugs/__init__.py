"""Products: codes, specifications, comparable prices, names."""
