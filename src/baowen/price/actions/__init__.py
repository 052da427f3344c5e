"""All writes of price supervision. opening, asking, judging, sanctions, answering, dates; store is what they share."""
