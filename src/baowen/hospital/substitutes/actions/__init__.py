"""All writes of the guide. writing: drafts and their entries. publishing. using: citations and hospitals' decisions."""
