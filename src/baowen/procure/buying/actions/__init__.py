"""All writes of buying: negotiations and their offers, filings and their review. PRC-2, PRC-3."""
