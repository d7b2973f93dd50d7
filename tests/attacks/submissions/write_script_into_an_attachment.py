"""A pasted picture is a script, in type, content or name."""

def attack(notebook, folder):
    explain = next(cell for cell in notebook.cells if cell.id == "explain_target")
    explain.attachments = {
        "a.png": {"image/png": "\"><script>alert(1)</script>"},
        "b.svg": {"image/svg+xml": "<svg onload=alert(1)>"},
        "\"><script>alert(1)</script>": {"image/png": "iVBORw0KGgo="},
        "c.html": {"text/html": "<script>alert(1)</script>"},
    }
    explain.source = "![a](attachment:a.png) ![b](attachment:b.svg) ![c](attachment:c.html) ![d](attachment:none.png)"
