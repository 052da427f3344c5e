"""Warning lines of hospitals and distributors, and how long a region lasts when supply stops. RSV-2, HOS-3."""
