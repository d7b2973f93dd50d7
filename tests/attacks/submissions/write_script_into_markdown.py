"""The written answer holds scripts, links that run, styles and a pixel that tells when it is read."""

def attack(notebook, folder):
    explain = next(cell for cell in notebook.cells if cell.id == "explain_target")
    explain.source = (
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))\n\n"
        "![p](http://evil.example/pixel.png)\n\n<style>*{display:none}</style>\n\n[r]: javascript:alert(1)\n[r]\n\n"
        "<details open ontoggle=alert(1)>\n\n$\\href{javascript:alert(1)}{x}$\n\n```mermaid\ngraph TD\n```\n\n"
        "<a\nhref=\"javascript:alert(1)\">x</a> <javascript:alert(1)> &lt;script&gt;alert(1)&lt;/script&gt;"
    )
