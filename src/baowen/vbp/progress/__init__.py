"""Progress against the time schedule, non-selected use, admission,
and the circulars about them. VBP-5, VBP-6, VBP-11, VBP-12."""
