"""Where an array is wrong, as inline SVG: a cell for each entry, a panel for each step of (T, N, D)."""

import html

import numpy as np

# Wrong darkens with the error, so the order survives a grey print and every kind of colour blindness.
CLASSES = (
    ("#E3E6EA", "right"),
    ("#FFFFFF", "undecided (crossed)"),
    ("#FEC44F", "wrong, up to 0.1 % of the largest entry"),
    ("#D95F0E", "up to 10 %"),
    ("#662506", "more"),
)
UNDECIDED_CLASS = 1
CELL, GAP = 11, 8
MOST_CELLS = 24


def heat_map(errors, wrong, undecided, alternative):
    """An SVG element that shows where an array is wrong, and how much.

    Args:
        errors: array of relative errors, of any number of axes.
        wrong, undecided: bool arrays of the same shape.
        alternative: the picture in words, for those who don't see it.

    Limits: an axis of more than MOST_CELLS entries is drawn in blocks, each as its worst entry.
    """
    classes = np.where(wrong, 2 + (errors > 1e-3) + (errors > 1e-1), np.where(undecided, UNDECIDED_CLASS, 0))
    panels = _pooled(classes.reshape(-1, *((1, 1) + classes.shape)[-2:]))
    count, rows, columns = panels.shape
    squares = [[] for _ in CLASSES]
    for panel, row, column in np.ndindex(panels.shape):
        x, y = panel * (columns * CELL + GAP) + column * CELL, row * CELL
        squares[panels[panel, row, column]].append((x, y))
    width, height = count * (columns * CELL + GAP) - GAP, rows * CELL
    side = CELL - 1
    paths = [
        f'<path fill="{colour}" d="{"".join(f"M{x} {y}h{side}v{side}h-{side}z" for x, y in where)}"/>'
        for (colour, _), where in zip(CLASSES, squares, strict=True)
        if where
    ]
    crosses = "".join(f"M{x} {y}l{side} {side}m-{side} 0l{side} -{side}" for x, y in squares[UNDECIDED_CLASS])
    if crosses:
        paths.append(f'<path stroke="#555555" fill="none" d="{crosses}"/>')
    told = html.escape(alternative)
    return (
        f'<svg role="img" aria-label="{told}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" '
        f'style="max-width:100%;height:auto;vertical-align:middle"><title>{told}</title>{"".join(paths)}</svg>'
    )


def legend(undecided=True):
    """What the colours mean, as an HTML line; without the undecided where there can be none."""
    square = f"display:inline-block;width:{CELL}px;height:{CELL}px;border:1px solid #999;margin:0 4px 0 0"
    swatches = "".join(
        f'<span style="margin-right:12px"><span style="{square};background:{colour}"></span>{meaning}</span>'
        for k, (colour, meaning) in enumerate(CLASSES)
        if undecided or k != UNDECIDED_CLASS
    )
    return f'<div style="font-size:85%;margin-top:4px">{swatches}</div>'


def _pooled(classes):
    """No axis longer than MOST_CELLS: blocks of cells become their worst."""
    for axis, size in enumerate(classes.shape):
        block = -(-size // MOST_CELLS)
        if block > 1:
            classes = np.maximum.reduceat(classes, np.arange(0, size, block), axis=axis)
    return classes
