"""The guide of clinical substitutes: editions, evidence, citations, adoption. HOS-4."""
