"""Rules of agreed volumes and contracts: the share, dividing, allocating, signing. Pure."""
