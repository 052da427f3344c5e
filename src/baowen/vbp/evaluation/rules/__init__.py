"""The rules of an evaluation: plain result, exemptions, result after them; what follows; which periods may be."""
