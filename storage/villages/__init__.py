"""Who left, stayed and came back: ledgers, states, movements counted once, flows."""
