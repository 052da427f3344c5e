"""The price ladder: from a signal to inquiry, interview, verdict, correction or suspension. PRI-1 to PRI-3."""
