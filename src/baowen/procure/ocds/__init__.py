"""The platform's purchases as open contracting data: OCDS 1.1 releases and records. Pure but for `queries`. PRC-7."""
