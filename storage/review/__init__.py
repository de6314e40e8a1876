"""What asks for a person, and what a judgement settles."""
