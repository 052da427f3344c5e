"""All writes of the response, each in one transaction with its audit entry.

opening: from a clue to a case. moves: what is done with a case. beside: comments, links, measures. consultation and
handover: between organisations. redating: after the calendar changed. store: what they share.
"""
