"""Negative sizes, sizes that are true, sizes that are text."""
FORGED = answer(["list", [["array", "<f8", [-1], True], ["bytes", -8], ["bytes", True], ["int", "8"]]], bytes(8))
