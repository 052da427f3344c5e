"""Volume reports: what a hospital or an alliance needs of each lot, reviewed level by level. VBP-2."""
