"""Attached files: locked beside the database, looked into, freed of what they tell, carried to other laptops."""
