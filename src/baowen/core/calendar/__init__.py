"""Working days, clocks and deadlines with their working shown."""
