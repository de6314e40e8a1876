"""In what manner a file is made, and the making of it."""
