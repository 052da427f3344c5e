"""Facts as Delta tables by month, read back at any version as Ibis tables."""
