"""The items of an object array are addresses; the receiver would follow them."""
FORGED = answer(["array", "|O", [1], True], b"A" * 8)
