"""Policy packs: dated values with unit, clause and basis."""
