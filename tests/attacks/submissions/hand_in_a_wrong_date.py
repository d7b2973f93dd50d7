"""The file that says when it was handed in is the student's: a date that is none, or one of long ago."""

def attack(notebook, folder):
    (folder / "timestamp.txt").write_text("99999-99-99 <script>alert(1)</script>\0")
