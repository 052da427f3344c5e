"""What every context stands on: policy packs, calendar, periods, money, audit, settings."""
