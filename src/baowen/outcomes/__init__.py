"""Whether measures work: days of supply before and after, patients reached, cost. RSP-3."""
