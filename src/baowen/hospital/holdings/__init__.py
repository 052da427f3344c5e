"""Which hospitals and pharmacies hold a drug, as far as they let the public see it. HOS-6, PUB-1."""
