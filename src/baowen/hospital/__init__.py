"""Hospitals' medicines: essential-medicine shares, formulary, grades of shortage, substitutes, shown stock. HOS-1 to
HOS-6. Each room is a Django app of its own, behind its actions and queries. ADR 0030."""
