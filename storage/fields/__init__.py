"""Fields: what one fact of a record is, how it is read, shown, stored, and called in the user's language."""
