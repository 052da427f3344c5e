"""What purchases and use are to be expected to be, month by month, for every place and product."""
