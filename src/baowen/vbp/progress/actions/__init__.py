"""All writes of progress. running: compute and keep results. circulars: draft, edit, issue, drop, answer."""
