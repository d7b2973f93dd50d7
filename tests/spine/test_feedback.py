import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.feedback import FeedbackExporter, mathml, write_notice

RESOURCES = {"notebook": "01_tiny", "student": "s<1>", "score": 1.5, "max_score": 3.0, "late_penalty": 0}


def page(*cells, **metadata):
    resources = {"nbgrader": RESOURCES, "inlining": {"css": []}}
    return FeedbackExporter().from_notebook_node(
        new_notebook(cells=list(cells), metadata=metadata), resources
    )[0]


def graded(**flags):
    return {
        "nbgrader": {
            "grade": True,
            "solution": False,
            "grade_id": "test",
            "points": 3.0,
            "score": 1.5,
            **flags,
        }
    }


def test_feedback_page_tells_points_and_escapes_the_student():
    html = page(new_code_cell("f(1)", id="test", metadata=graded()))
    assert "1.5 of 3 points" in html
    assert "s&lt;1&gt;" in html


def test_feedback_page_tells_what_waits_for_a_marker_and_the_comment():
    flags = graded(solution=True, to_mark=True, comment="More **steps**.")
    html = page(new_markdown_cell("x", id="derive", metadata=flags))
    assert "to mark, of 3" in html
    assert "More <strong>steps</strong>." in html


def test_feedback_page_shows_what_was_repaired():
    assert "double: put back" in page(rnn_course={"remarks": ["double: put back"]})


def test_feedback_page_carries_all_it_needs_and_runs_nothing():
    script = new_output("display_data", data={"application/javascript": "alert(1)"})
    html = page(new_markdown_cell("$x_t$", id="a"), new_code_cell("f()", id="b", outputs=[script]))
    assert "default-src 'none'" in html.split("<body>")[0]
    assert "<script" not in html
    assert not re.search(r"<(link|iframe)\b|@import|url\(", html)
    assert "alert" not in html


def test_feedback_page_has_an_anchor_for_every_cell():
    html = page(new_markdown_cell("x", id="read_shift"), new_code_cell("1", id="shift"))
    assert html.count('id="cell-id=read_shift"') == html.count('id="cell-id=shift"') == 1


def test_feedback_page_survives_a_picture_that_is_not_there():
    assert "the picture gone.png is not in the notebook" in page(
        new_markdown_cell("![](attachment:gone.png)", id="a")
    )


EQUATIONS = [
    r"h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h)",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\begin{align} a &= b \end{align}",
    r"\frac{\partial^+ h_k}{\partial W_{hh}} \in \mathbb{R}^{H \times H}",
]


@pytest.mark.parametrize("latex", EQUATIONS)
def test_mathml_draws_an_equation(latex):
    drawn = mathml(latex, "block")
    assert drawn.startswith("<math")
    assert "&amp;" not in re.sub(r"&#x\w+;", "", drawn)


@pytest.mark.parametrize("latex", [r"\begin{align}", r"x^{", r"\frac{1}", "<script>x</script>"])
def test_mathml_never_fails_and_never_lets_markup_through(latex):
    drawn = mathml(latex, "inline")
    assert drawn.startswith(("<math", "<code>"))
    assert "<script>" not in drawn


def test_notice_escapes_what_it_tells(tmp_path):
    write_notice(tmp_path / "a" / "b.html", "01_tiny", "<b>", "not gradable", "got '<script>'")
    text = (tmp_path / "a" / "b.html").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "got &#x27;&lt;script&gt;&#x27;" in text
