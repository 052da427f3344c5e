"""The evaluation of hospitals: plain result, exemptions, the result after them, appeals, what follows.

VBP-7, VBP-8, CRD-5.
"""
