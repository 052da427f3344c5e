"""All reads of progress. runs: what was computed when. lines: contracts and their sums. circulars. outside."""
