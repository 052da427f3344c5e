"""What decides about orders and goods. Pure. due: by when. asked: what is ordered. moved: what follows. PRC-4."""
