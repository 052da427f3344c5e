"""The form of costs and price structure (成本和价格构成情况表)."""
