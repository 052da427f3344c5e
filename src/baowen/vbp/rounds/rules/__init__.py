"""What tables of rounds say and what follows from it: reading, figures, disagreements, cycles, surplus. Pure."""
