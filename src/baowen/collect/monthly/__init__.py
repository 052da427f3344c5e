"""The monthly form of stock and use: filled in line by line, sent as files of the feeds. COL-1, COL-2."""
