"""The name and message of an exception go into pages, terminals and logs."""
Hostile = type("<script>alert(1)</script>\x1b[2J{0}%s", (ValueError,), {"__module__": "[red]\n"})

def target(x):
    raise Hostile("</pre><img src=x onerror=alert(1)>\x1b]0;owned\x07\u202e[/red]\ud800")
