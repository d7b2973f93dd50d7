"""The tag of a value is the name of a method of the decoder."""
FORGED = answer(["__init__", [], "x"]) + answer(["take", 8]) + answer(["_unpack", 8])
