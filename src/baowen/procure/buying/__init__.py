"""Routes to buy, negotiations in the open, and filed purchases. PRC-2, PRC-3, LST-3."""
