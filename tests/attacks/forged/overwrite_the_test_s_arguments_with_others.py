"""The answer says that the call changed the test's arguments into ones of another shape, and more of them."""
arguments = ["tuple", [["tuple", [["array", "<f8", [0], True], 5, 5]], ["dict", [["expected", 0]]]]]
FORGED = frame({"kept": [], "raised": None, "printed": "", "value": ["tuple", [0, arguments]]})
