"""An array of eight bytes says that it has 2^31 rows of 2^31 columns."""
FORGED = answer(["array", "<f8", [2**31, 2**31], True], bytes(8))
