"""All writes of contracts: allocating, naming distributors, signing, supplements, reminders, handing over."""
