# Names of attacks end in `_test.py`, too; pytest must never import one.
collect_ignore = ["cells", "forged", "disk", "pages", "submissions", "uploads"]
