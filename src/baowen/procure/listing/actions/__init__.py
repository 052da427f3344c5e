"""All writes of listings. book: what stands on a platform, its prices and moves."""
