"""A source with half a surrogate pair can't be written as UTF-8."""
import json

def attack(notebook, folder):
    text = json.dumps(notebook).replace("return 0", "return 0  # \\ud800 \\u0000 \\u202e")
    (folder / "01_target.ipynb").write_text(text)
