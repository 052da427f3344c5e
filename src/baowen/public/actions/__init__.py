"""All writes of the public side: subscriptions with their letters, and bulletins."""
