"""All reads of settlement, scoped to who asks: an enterprise its own, a hospital its own, officers their place and below."""
