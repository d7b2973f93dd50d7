"""Markdown and LaTeX outputs may hold HTML and links that run."""
from IPython.display import Latex, Markdown, display

def target(x):
    return 0

display(Markdown("<script>alert(1)</script> [a](javascript:alert(1)) ![b](http://evil.example/pixel.png)"))
display(Markdown("<details open ontoggle=alert(1)><style>*{display:none}</style>"))
display(Latex(r"$\href{javascript:alert(1)}{x}\unicode{<script>alert(1)</script>}$"))
