"""All writes of the trade."""
