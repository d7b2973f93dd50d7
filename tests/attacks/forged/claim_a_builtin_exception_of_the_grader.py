"""The exception that the call raised is said to be one that ends the grader."""
FORGED = answer(
    None,
    raised={
        "type": "__class__",
        "ancestors": ["BaseException", "SystemExit", "KeyboardInterrupt", "exec", "eval", "StopIteration"],
        "message": {"not": "text"},
        "traceback": ["neither"],
    },
)
