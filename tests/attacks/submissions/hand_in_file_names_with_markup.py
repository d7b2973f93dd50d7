"""File names with line breaks, escape sequences and markup go into logs and messages."""

def attack(notebook, folder):
    (folder / "\x1b[2J\n[red]<img src=x onerror=alert(1)>").write_text("x")
    (folder / "a\udcff").write_text("x")
