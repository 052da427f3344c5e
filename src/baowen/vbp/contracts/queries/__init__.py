"""All reads of contracts: allocations, contracts, distributors, what is late."""
