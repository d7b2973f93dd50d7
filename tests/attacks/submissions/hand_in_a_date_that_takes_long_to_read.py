"""The file that says when it was handed in is read whole."""

def attack(notebook, folder):
    (folder / "timestamp.txt").write_text("2026-01-01 " * 20_000)
