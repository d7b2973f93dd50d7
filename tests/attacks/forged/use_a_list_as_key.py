"""A key that has no hash."""
FORGED = answer(["dict", [[["list", []], 1]]])
