"""What staff open in a browser: the formgrader's page and the feedback page, made from hostile cells."""

import base64
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import nbgrader
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from autograder.execution.markdown import inert_markdown
from autograder.execution.outputs import MAX_OUTPUTS, MAX_TEXT, inert_attachments, inert_outputs
from autograder.feedback import FeedbackExporter

TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

MARKDOWN = {
    "script": "<script>evil()</script>",
    "script without an end": "<script>evil()",
    "event handler": "<img src=x onerror=evil()>",
    "tag over two lines": "<img\nsrc=x\nonerror=evil()>",
    "SVG": "<svg onload=evil()><script>evil()</script></svg>",
    "frame": "<iframe src='javascript:evil()'></iframe>",
    "style sheet": "<style>@import 'http://evil.example'; body {display: none}</style>",
    "form": "<form action=http://evil.example><button>Full credit</button></form>",
    "comment": "<!-- evil --><?evil?><![CDATA[evil]]>",
    "link to a script": "[evil](javascript:evil())",
    "link in capitals": "[evil](JaVaScRiPt:evil())",
    "link with an entity": "[evil](java&#115;cript:evil())",
    "link with a space": "[evil]( <javascript:evil()> )",
    "link with a tab": "[evil](java\tscript:evil())",
    "link to data": "[evil](data:text/html;base64,PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4=)",
    "link by reference": "[evil][1]\n\n[1]: javascript:evil()",
    "reference over two lines": "[evil][1]\n\n[1]:\n  javascript:evil()",
    "automatic link": "<javascript:evil()>",
    "picture of another host": "![evil](http://evil.example/x.png)",
    "picture by reference": "![evil][1]\n\n[1]: http://evil.example/x.png",
    "picture in a link": "[![a](http://evil.example/x.png)](javascript:evil())",
    "picture with brackets": "![a[b]c](http://evil.example/x.png)",
    "picture that was not pasted": "![evil](attachment:evil.png)",
    "picture with a quote": '![evil](attachment:x.png"onerror=evil())',
    "formula with a link": r"$\href{javascript:evil()}{x}$",
    "formula with an extension": r"$$\require{html}\style{position:fixed}{\class{evil}{x}}$$",
    "formula with a tag": r"$\text{<img src=x onerror=evil()>}$",
    "code": "```\n<script>evil()</script>\n```",
    "diagram": '```mermaid\ngraph TD; A-->B; click A href "javascript:evil()"\n```',
    "diagram in a list": "1. ```mermaid\n   graph TD; click A evil\n   ```",
    "table": "|a|\n|-|\n|<script>evil()</script>|",
}

OUTPUTS = {
    "HTML with a script": {"text/html": "<b>fine</b><script>evil()</script>"},
    "HTML with a handler": {
        "text/html": "<div onclick='evil()' id=evil class=evil>x</div><img src=x onerror=evil()>"
    },
    "HTML with a style": {"text/html": "<p style='position:fixed;background:url(http://evil.example)'>x</p>"},
    "HTML with a frame": {
        "text/html": "<iframe srcdoc='<script>evil()</script>'></iframe><object data=evil>"
    },
    "HTML that ends a tag": {"text/html": "</div></div></body></html><script>evil()</script>"},
    "HTML with a link": {"text/html": "<a href='javascript:evil()'>x</a><a href='/formgrader/evil'>x</a>"},
    "nested noscript": {
        "text/html": "<noscript><p title='</noscript><img src=x onerror=evil()>'></noscript>"
    },
    "mutation": {
        "text/html": "<math><mtext><table><mglyph><style><img src=x onerror=evil()></style></mglyph></table>"
    },
    "JavaScript": {"application/javascript": "evil()", "text/plain": "x"},
    "SVG": {"image/svg+xml": "<svg onload='evil()'><script>evil()</script></svg>"},
    "Markdown": {"text/markdown": "<script>evil()</script>[evil](javascript:evil())"},
    "LaTeX": {"text/latex": r"$\href{javascript:evil()}{x}$<script>evil()</script>"},
    "widget": {"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>evil()"}},
    "picture that is none": {"image/png": '"><script>evil()</script>'},
    "PDF": {"application/pdf": "evil"},
    "text": {"text/plain": "<script>evil()</script>\x1b[31m</span><script>evil()</script>"},
}


class Active(HTMLParser):
    """Counts what acts in a page: scripts, handlers, frames, requests; and what names the attacker."""

    def __init__(self, page):
        super().__init__()
        self.found = Counter()
        self.inside = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        if tag in (
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "form",
            "button",
            "link",
            "meta",
            "base",
        ):
            self.found[tag] += 1
        for name, value in attributes:
            value = (value or "").strip()
            if name.startswith("on") or name in ("srcdoc", "formaction", "action"):
                self.found[f"{tag} {name}"] += 1
            if name == "src" and not value.startswith("data:image/png"):
                self.found[f"src {value}"] += 1
            if "evil" in value and not (tag == "a" and value.startswith(("http://", "https://"))):
                self.found[f"evil in {tag} {name}"] += 1

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, text):
        if "evil" in text and self.inside in ("script", "style"):
            self.found[f"evil in {self.inside}"] += 1


def formgrader_page(notebook):
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    resources = {
        "base_url": "",
        "notebook_id": "n",
        "assignment_id": "a",
        "submission_id": "s",
        "index": 0,
        "total": 1,
    }
    return HTMLExporter(config=config).from_notebook_node(notebook, resources=resources)[0]


def feedback_page(notebook):
    notes = {"notebook": "n", "student": "s", "score": 0, "max_score": 0, "late_penalty": 0}
    return FeedbackExporter().from_notebook_node(notebook, resources={"nbgrader": notes})[0]


PAGES = {"formgrader": formgrader_page, "feedback": feedback_page}


def notebook_of(cell):
    return new_notebook(cells=[cell])


def code_cell(outputs):
    return new_code_cell("x", outputs=outputs)


def shows(data):
    return inert_outputs([{"output_type": "display_data", "data": data, "metadata": {}}])


@pytest.fixture(params=PAGES.values(), ids=PAGES)
def page(request):
    return request.param


@pytest.mark.parametrize("source", MARKDOWN.values(), ids=MARKDOWN)
def test_markdown_is_inert(source, page):
    cell = new_markdown_cell(inert_markdown(f"before\n\n{source}\n\nafter"))
    told = page(notebook_of(cell))
    assert Active(told).found == Active(page(notebook_of(new_markdown_cell("before")))).found
    assert "after" in told


@pytest.mark.parametrize("data", OUTPUTS.values(), ids=OUTPUTS)
def test_output_is_inert(data, page):
    told = page(notebook_of(code_cell(shows(data))))
    assert Active(told).found == Active(page(notebook_of(code_cell(shows({"text/plain": "x"}))))).found


def test_the_pages_act_on_what_was_not_made_inert():
    """The test of the tests: each page acts on at least one hostile cell that is left as it came."""
    cell = new_markdown_cell(MARKDOWN["event handler"] + MARKDOWN["link to a script"])
    for page in PAGES.values():
        assert Active(page(notebook_of(cell))).found != Active(page(notebook_of(new_markdown_cell("")))).found


def test_tracebacks_and_streams_are_text(page):
    outputs = inert_outputs(
        [
            {"output_type": "error", "ename": "<b>", "evalue": "x", "traceback": ["<script>evil()</script>"]},
            {"output_type": "stream", "name": "stdout", "text": "<script>evil()</script>"},
        ]
    )
    assert "evil" in page(notebook_of(code_cell(outputs)))
    assert (
        Active(page(notebook_of(code_cell(outputs)))).found == Active(page(notebook_of(code_cell([])))).found
    )


HARMLESS = {
    "formulas": r"$a<b$, $$\sum_{t<T} h_t \tanh(x)$$ \begin{align} x &= [1](2) \end{align}".replace(
        "](", "]·("
    ),
    "list and emphasis": "1. *one*\n2. **two** `code[0](x)`".replace("](", "] ("),
    "links": "[paper](https://example.org/a_(b)) and [mail](mailto:a@example.org), [up](#cell-id=read_step)",
    "quotation and table": "> quoted\n\n|a|b|\n|-|-|\n|1|2|",
    "line break": "one<br>two",
}


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_harmless_markdown_keeps_its_meaning(source):
    assert inert_markdown(source).replace("< ", "<") == source


def test_pasted_picture_is_kept_and_checked():
    good = {"image/png": base64.b64encode(PNG).decode()}
    attached = {
        "x.png": good,
        "evil.png": {"image/png": 'AAAA"onerror="evil()'},
        "e.svg": {"image/svg+xml": "PHN2Zz4="},
    }
    assert inert_attachments(attached) == {"x.png": good}
    assert inert_markdown("![x](attachment:x.png)", attached) == "![x](attachment:x.png)"


def test_harmless_outputs_are_shown():
    data = {
        "text/html": "<table><tr><td style='color: red'>1</td></tr></table>",
        "text/plain": "1",
        "image/png": PNG,
    }
    shown = shows(data)[0].data
    assert "<td style=" in shown["text/html"] and shown["text/plain"] == "1"
    assert base64.b64decode(shown["image/png"]) == PNG


STRANGE = {
    "no list": {"output_type": "stream"},
    "no outputs": [1, None, "x", [], {}],
    "unknown type": [{"output_type": "update_display_data", "data": {}}],
    "parts of other types": [
        {"output_type": "stream", "name": [], "text": {}},
        {"output_type": "error", "ename": 1, "evalue": None, "traceback": "x"},
        {"output_type": "display_data", "data": {"text/plain": 3, "image/png": []}, "metadata": "x"},
    ],
    "size that is HTML": [
        {
            "output_type": "display_data",
            "data": {"image/png": PNG},
            "metadata": {"image/png": {"width": "1 onload=evil()"}},
        }
    ],
}


@pytest.mark.parametrize("outputs", STRANGE.values(), ids=STRANGE)
def test_outputs_of_any_form_make_a_page(outputs, page):
    told = page(notebook_of(code_cell(inert_outputs(outputs))))
    assert "evil" not in told


def test_long_output_is_cut_with_a_sentence():
    outputs = inert_outputs(
        [{"output_type": "stream", "name": "stdout", "text": "x" * (MAX_TEXT + 1)}] * (MAX_OUTPUTS + 1)
    )
    assert outputs[0].text.endswith("[output cut at 110,000 characters]")
    assert outputs[-1].text == "[output cut at 110 outputs]\n" and len(outputs) == MAX_OUTPUTS + 1
