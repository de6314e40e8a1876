"""What may leave the register, for whom, what it shows before it does, and how that is noted."""
