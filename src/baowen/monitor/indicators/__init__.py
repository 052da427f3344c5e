"""One module per family of indicators; each is an Ibis expression without Django."""
