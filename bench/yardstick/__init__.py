"""The same work as most people would write it: what the benches are measured against."""
