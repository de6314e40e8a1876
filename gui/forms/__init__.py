"""Fields a value is typed into, and forms made of them."""
