"""Contracts as files: the agreement in Word, the chain of contracts and the round's tables as a workbook. Pure."""
