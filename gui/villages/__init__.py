"""The Villages room: who lives where on a day, who left, moved on and came back, and whether the figures balance."""
