"""Makers, lines, raw materials and who supplies whom; bases, alliances, consistency evaluation. PRD-1, PRD-2, COL-7."""
