"""The parts of the Review room: the list of questions, the page of one question, and what they say."""
