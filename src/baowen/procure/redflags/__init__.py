"""Red flags over OCDS releases: questions about a purchase, never findings. Pure. After Cardinal's methods. ENF-1."""
