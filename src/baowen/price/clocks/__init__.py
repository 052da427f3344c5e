"""The dates of what is owed in a price matter."""
