"""An HTML output holds a script, an event handler, a frame, a form and a refresh."""
from IPython.display import HTML, display

def target(x):
    display(HTML("<script>alert(2)</script>"))
    return 0

for html in (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><button>Sign in</button></form>",
    "<a href='java\tscript:alert(1)'>solution</a>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
):
    display(HTML(html))
