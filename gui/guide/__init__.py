"""Help: a task card for each screen in both languages, and the window of all keys."""
