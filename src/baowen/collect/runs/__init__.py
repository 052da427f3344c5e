"""Files that are looked at or imported while their sender watches: how far it is, what came of it. COL-1."""
