"""A list of a hundred thousand kept values, with names of markup."""
FORGED = answer(["ref", 5], kept=[[number, "function", "<b>"] for number in range(100_000)])
