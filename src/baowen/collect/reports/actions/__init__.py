"""Writes of reports. filing: shortages, zeros, attachments. reviewing: the levels. stops, clues: these two.
handing_over: to the lake. chasing: whoever is silent."""
