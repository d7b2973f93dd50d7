"""Two answers to one question: the second waits for the next question."""
FORGED = answer(0) + answer(6) + answer(15)
