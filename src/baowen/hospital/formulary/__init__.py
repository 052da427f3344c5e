"""The formulary of an institution or alliance and the record of its selection. HOS-1, HOS-2."""
