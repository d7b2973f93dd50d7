"""A million tiny arrays: each is allowed, together they are a gigabyte of objects."""
FORGED = answer(["list", [["array", "<f8", [0], True]] * 150_000])
