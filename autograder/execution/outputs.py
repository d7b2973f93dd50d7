"""Make what a student's cells show harmless for whoever opens the notebook: no script, no request, no endless
page.

Outputs come from the sandbox as claims. Only text, checked pictures and a small set of HTML tags survive;
metadata, widgets, JavaScript, SVG and everything unknown does not.
"""

import base64
import functools
import re

import bleach
from bleach.css_sanitizer import CSSSanitizer
from nbformat.v4 import new_output

from .markdown import inert_markdown

MAX_OUTPUTS = 110
MAX_TEXT = 110_000  # characters of one output; the worker has its own limit for the whole cell
MAX_PICTURE = 8 << 20  # bytes
PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}

TAGS = frozenset(
    "b blockquote br caption code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strong "
    "sub sup table tbody td tfoot th thead tr u ul".split()
)
# No link, no picture; no class and no id: the pages have styles and scripts of their own that look for these.
ATTRIBUTES = {"*": ["style"], "td": ["colspan", "rowspan"], "th": ["colspan", "rowspan"]}
# No position, no display, no url(): an output must not cover the page or load anything.
STYLES = CSSSanitizer(
    allowed_css_properties=[
        "background-color",
        "border",
        "border-collapse",
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "padding",
        "text-align",
        "vertical-align",
        "white-space",
    ],
    allowed_svg_properties=[],
)


def inert_outputs(outputs):
    """Outputs of one cell of the student's as nbformat has them.

    Args:
        outputs: what the worker sent; nothing about it is believed.
    """
    if not isinstance(outputs, list):
        return []
    shown = [inert for output in outputs[:MAX_OUTPUTS] if (inert := _inert_output(output)) is not None]
    if len(outputs) > MAX_OUTPUTS:
        shown.append(new_output("stream", name="stdout", text=f"[output cut at {MAX_OUTPUTS} outputs]\n"))
    return shown


def inert_attachments(attachments):
    """The pictures that were pasted into a cell, without anything that isn't one."""
    inert = {}
    for name, bundle in attachments.items():
        pictures = {mimetype: inert_picture(mimetype, content) for mimetype, content in bundle.items()}
        inert[name] = {mimetype: picture for mimetype, picture in pictures.items() if picture}
    return {name: pictures for name, pictures in inert.items() if pictures}


@functools.lru_cache(maxsize=128)  # a class shares what the course's functions show
def inert_html(html):
    """HTML with nothing in it but formatted text."""
    return bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, css_sanitizer=STYLES, strip=True)


def inert_picture(mimetype, content):
    """The picture in base64, or None if it isn't one of this type.

    Args:
        mimetype: as claimed.
        content: bytes, or text in base64.
    """
    if isinstance(content, str):
        try:
            content = base64.b64decode("".join(content.split()), validate=True)
        except ValueError:
            return None
    if mimetype not in PICTURES or not isinstance(content, bytes) or len(content) > MAX_PICTURE:
        return None
    if not content.startswith(PICTURES[mimetype]):
        return None
    return base64.b64encode(content).decode("ascii")


def _inert_output(output):
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        return new_output(
            "error",
            ename=_text(output.get("ename"))[:200],
            evalue=_text(output.get("evalue")),
            traceback=[_text(line) for line in lines[:200]] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        return new_output(kind, data=_inert_data(output["data"]), metadata=_size(output.get("metadata")))
    return None


def _inert_data(data):
    """The representations that are harmless; text at least, that says what is left out."""
    inert = {}
    for mimetype, content in data.items():
        if mimetype in PICTURES and (picture := inert_picture(mimetype, content)):
            inert[mimetype] = picture
        elif isinstance(content, str) and mimetype == "text/plain":
            inert[mimetype] = _text(content)
        elif isinstance(content, str) and mimetype == "text/html":
            inert[mimetype] = inert_html(_text(content))
        elif isinstance(content, str) and mimetype in ("text/markdown", "text/latex"):
            inert["text/markdown"] = inert_markdown(_text(content))
    left_out = sorted(
        _text(mimetype)[:60] for mimetype in data if mimetype not in inert and mimetype != "text/latex"
    )
    if not inert:
        inert["text/plain"] = f"[not shown: {', '.join(left_out)[:300]}]"
    return inert


def _size(metadata):
    """Width and height of a picture: a page puts them into its HTML, so they must be numbers."""
    size = metadata.get("image/png") if isinstance(metadata, dict) else None
    if not isinstance(size, dict):
        return {}
    size = {
        key: size[key] for key in ("width", "height") if type(size.get(key)) is int and 0 < size[key] < 5000
    }
    return {"image/png": size} if size else {}


def _text(value):
    text = value if isinstance(value, str) else ""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]", "\N{REPLACEMENT CHARACTER}", text)
    if len(text) > MAX_TEXT:
        text = f"{text[:MAX_TEXT]}\n[output cut at {MAX_TEXT:,} characters]"
    return text
