"""A handle of a value that was never kept."""
FORGED = answer(["ref", 999_999])
