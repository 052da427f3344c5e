"""All reads of settlement, scoped to who asks: enterprises and hospitals their own, officers their place and below."""
