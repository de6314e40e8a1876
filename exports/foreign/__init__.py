"""Other people's tables: read safely, understood column by column, and taken in as proposals a person accepts."""
