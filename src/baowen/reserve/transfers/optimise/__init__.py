"""Who sends what to whom, worked out from columns of numbers: no records, no lake, no clock. RSV-3."""
