"""The page that a student gets back: one HTML file that needs no network and runs no script.

nbgrader's own feedback template loads MathJax and jQuery from other hosts. Here equations become MathML,
which browsers draw themselves, and the page's content policy forbids everything that it does not carry
itself.
"""

import functools
import html
import re
from pathlib import Path

import latex2mathml.converter
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

TEMPLATES = Path(__file__).parent / "templates"

NOTICE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{assignment}</title>
<style>body {{font: 16px/1.5 sans-serif; max-width: 46em; margin: 3em auto; padding: 0 1em}}</style></head>
<body><h1>{assignment}</h1><p><b>{student}: {status}.</b></p><p>{message}</p></body></html>
"""


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter with our page template and equations as MathML."""

    @property
    def default_config(self):
        config = Config(super().default_config)
        # under our own name: nbgrader sets HTMLExporter's template to its own
        config.FeedbackExporter.template_name = "feedback_page"
        config.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        return config

    @pass_context
    def markdown2html(self, context, source):
        """Markdown with the pictures that were pasted into the cell, and with equations."""
        attachments = context.get("cell", {}).get("attachments", {})
        return render_markdown(source, attachments) if attachments else _render_plain(source)

    def from_notebook_node(self, nb, resources=None, **kw):
        """The page as the template makes it.

        HTMLExporter reads its finished page again to add attributes for JupyterLab's template and the
        alternative text of pictures, which takes longer than all the rest; our template adds the text.
        """
        resources = self._init_resources(resources)
        shown = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("highlight_code", highlighted)
        self.register_filter("filter_data_type", shown)
        return super(HTMLExporter, self).from_notebook_node(nb, resources, **kw)

    def _preprocess(self, nb, resources):
        """The steps alone: nbconvert has copied the notebook before, and would copy and validate it again."""
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        return nb, resources


class MathMLRenderer(IPythonRenderer):
    """Markdown to HTML; LaTeX that cannot be converted is shown as it was written."""

    def block_math(self, body):
        return mathml(body, "block")

    def inline_math(self, body):
        return mathml(body, "inline")

    def latex_environment(self, name, body):
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def image(self, text, url, title=None):
        name = url.removeprefix("attachment:")
        if url != name and name not in self.attachments:  # nbconvert would refuse the whole notebook
            return f"<em>(the picture {html.escape(name)} is not in the notebook)</em>"
        return super().image(text, url, title)


@functools.lru_cache(maxsize=4096)  # a class shares most of its equations
def mathml(latex, display):
    """LaTeX to MathML, as nbconvert would hand it to MathJax.

    Args:
        latex: the source between the dollars, or a whole environment.
        display: "inline" or "block".

    Returns:
        A `<math>` element, or the source in `<code>`.
    """
    source = re.sub(
        r"\{(aligned|align|gathered|split)\}", "{align*}", latex
    )  # one name for what looks the same
    try:
        return latex2mathml.converter.convert(source.strip(), display=display)
    except Exception:  # a student may write anything between two dollars
        return f"<code>{html.escape(latex)}</code>"


def render_markdown(source, attachments):
    """Markdown to HTML, with the pictures that were pasted into the cell."""
    renderer = MathMLRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


@functools.lru_cache(maxsize=1024)  # a class shares its text
def _render_plain(source):
    return render_markdown(source, {})


@functools.lru_cache(maxsize=1024)  # and its tests
def highlighted(source):
    """Python with its syntax in colour."""
    return Highlight2HTML(pygments_lexer="ipython3")(source)


class GetMarks(GetGrades):
    """nbgrader's marks and comments, and which parts nobody has marked yet."""

    def _get_score(self, cell, resources):
        grade = self.gradebook.find_grade(
            cell.metadata.nbgrader["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        cell.metadata.nbgrader.update(
            score=grade.score,
            points=grade.max_score,
            to_mark=grade.auto_score is None and grade.manual_score is None,
        )


def write_notice(path, assignment, student, status, message):
    """Write the page of a submission that could not be graded: what was wrong and what to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = {"assignment": assignment, "student": student, "status": status, "message": message}
    path.write_text(
        NOTICE.format(**{key: html.escape(word) for key, word in words.items()}), encoding="utf-8"
    )
