"""All reads of the guide. guide: editions and entries. using: citations and decisions. stocked: what lies where."""
