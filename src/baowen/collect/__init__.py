"""Many sources, one picture: feeds, mappings and intake."""
