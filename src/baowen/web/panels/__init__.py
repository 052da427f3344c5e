"""What stands on the cockpit, a module for each panel; each asks its own context."""
