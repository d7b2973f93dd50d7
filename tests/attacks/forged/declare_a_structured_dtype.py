"""A dtype of fields, one of them an object."""
FORGED = answer(["array", "[('a', 'O')]", [1], True], b"A" * 8)
