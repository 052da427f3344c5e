"""All that changes the registers of production."""
