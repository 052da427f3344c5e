"""All reads of the trade."""
