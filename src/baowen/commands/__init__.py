"""One module per command of the baowen command line."""
