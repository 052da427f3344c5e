"""The help inside: how-tos by role as files in both languages, the glossary with its cards, and their pictures."""
