"""Shortage and key-monitoring lists: editions, candidates for the next one, a drug's status in a place on a date."""
