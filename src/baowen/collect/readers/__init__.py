"""Readers: any common file becomes a table of text with row numbers; the form is found by content."""

from __future__ import annotations

from baowen.collect.readers.excel import sheets_of
from baowen.collect.readers.read import read_table
from baowen.collect.readers.table import IGNORED_HEADING, Header, Table, normalise_heading

__all__ = ["IGNORED_HEADING", "Header", "Table", "normalise_heading", "read_table", "sheets_of"]
