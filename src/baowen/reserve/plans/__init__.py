"""What is held in reserve by whom: catalogue of the tiers, plans, holders, duty, assessment. RSV-1, RSV-4."""
