"""The product of the sizes is 0 modulo 2^64."""
FORGED = answer(["array", "<f8", [2**31, 2**31, 4], True])
