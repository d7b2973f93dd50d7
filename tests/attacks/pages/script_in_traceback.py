"""The message and source lines of a traceback go into the page, and into the terminal of whoever grades."""

def target(x):
    raise ValueError("<script>alert(1)</script>")

raise ValueError("</pre><script>alert(1)</script><img src=x onerror=alert(1)>\x1b]0;owned\x07\x1b[2J\x9b1A [red]")
