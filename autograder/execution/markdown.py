"""Make a student's Markdown harmless for whoever reads it rendered, and keep it the text that was handed in.

The pages of the formgrader and the feedback render Markdown with raw HTML and any link. Here a space or a
letter is put where the renderer would see something active: it then shows the source instead of acting on it.
Formulas, code, lists and tables stay as they are.
"""

import re

# Any other tag could reach beyond its cell, if only by its format.
LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG_START = re.compile(r"<(?=[A-Za-z/!?])")

SAFE_LINK = re.compile(r"\]\(\s*<?(?:https?://|mailto:|#)", re.IGNORECASE)
# A picture pasted into this very cell; any other would be fetched, and tell that the page is open.
PASTED_PICTURE = re.compile(r"!\[[^\[\]]*\]\(attachment:([\w.%+-]+)\)")
SAFE_DEFINITION = re.compile(r"\]:\s+<?https?://", re.IGNORECASE)

# MathJax makes links, loads extensions and writes attributes for these.
ACTIVE_TEX = re.compile(
    r"\\(?=(?:href|url|require|class|cssId|style|data|unicode|mmlToken|includegraphics)\b)", re.IGNORECASE
)
DIAGRAM = re.compile(
    r"^(\s*(?:[>*+-]\s*|\d+[.)]\s*)*(?:`{3,}|~{3,})\s*)mermaid", re.IGNORECASE | re.MULTILINE
)


def inert_markdown(source, attachments=()):
    """The source with everything active taken apart.

    Args:
        source: what the student wrote.
        attachments: names of the pictures pasted into the cell; nbconvert refuses a whole notebook that
            shows one which isn't there.
    """
    source = _outside(LINE_BREAK, source, lambda text: TAG_START.sub("< ", text))
    source = _outside(PASTED_PICTURE, source, _take_links_apart, lambda match: match[1] in attachments)
    source = ACTIVE_TEX.sub(r"\\ ", source)
    return DIAGRAM.sub(r"\1text-mermaid", source)


def _take_links_apart(text):
    text = text.replace("![", "! [")
    text = _outside(SAFE_LINK, text, lambda part: part.replace("](", "] ("))
    return _outside(SAFE_DEFINITION, text, lambda part: part.replace("]:", "] :"))


def _outside(pattern, text, change, keep=bool):
    """Apply `change` to what lies between the matches of `pattern` that are to keep."""
    parts, end = [], 0
    for match in filter(keep, pattern.finditer(text)):
        parts += [change(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, change(text[end:])])
