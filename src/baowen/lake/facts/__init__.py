"""Facts that several contexts ask of the lake: which products are one item, what is usable, what is used a day."""
