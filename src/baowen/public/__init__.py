"""The public side: what anybody may look up and report, without signing in. PUB-1, PUB-2, HOS-6, RPT-4."""
