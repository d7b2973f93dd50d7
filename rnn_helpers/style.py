"""How every figure of the course looks and is shown: large type, Okabe-Ito colours, a text alternative."""

import base64
import html
import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.image import imsave

# Okabe and Ito's palette: distinct for every common kind of colour blindness, and in grey.
COLOURS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "black": "#000000",
    "grey": "#6B6B6B",
    "pale": "#E6E6E6",
}

# Signed values: vermillion is negative, white is zero, blue is positive.
SIGNED = plt.matplotlib.colors.LinearSegmentedColormap.from_list("signed", ["#D55E00", "#FFFFFF", "#0072B2"])

# Amounts from zero up; the lightness rises steadily, so it survives a grey print.
AMOUNT = "cividis"

RCPARAMS = {
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "font.size": 14,
    "axes.titlesize": 16,
    "axes.titlelocation": "left",
    "axes.labelsize": 15,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": plt.cycler(
        color=[COLOURS[name] for name in ("blue", "vermillion", "green", "orange", "purple", "sky", "black")]
    ),
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
    "legend.frameon": False,
    "image.interpolation": "nearest",
}


def course_style():
    """A context in which figures are drawn in the course's style; the student's own settings stay."""
    return plt.rc_context(RCPARAMS)


class Picture:
    """A finished figure with its text alternative: what a figure function returns, and what a notebook shows.

    Attributes:
        png: the rendered figure.
        alt: one or two sentences that say what the figure shows, for a screen reader and as the caption.
    """

    def __init__(self, figure, alt):
        buffer = io.BytesIO()
        with course_style():
            figure.savefig(buffer, format="png", dpi=100, facecolor="white")
        plt.close(figure)
        self.png = buffer.getvalue()
        self.alt = alt

    @classmethod
    def of_canvas(cls, canvas, alt):
        """The Picture of what an Agg canvas holds now; quickly, with little compression."""
        picture, buffer = cls.__new__(cls), io.BytesIO()
        imsave(buffer, canvas.buffer_rgba(), format="png", pil_kwargs={"compress_level": 1})
        picture.png, picture.alt = buffer.getvalue(), alt
        return picture

    def _repr_html_(self):
        """HTML, not a bare PNG: JupyterLab and nbconvert drop the text alternative of an image output."""
        data = base64.b64encode(self.png).decode("ascii")
        return (
            f'<figure style="margin:0"><img alt="{html.escape(self.alt)}" style="max-width:100%" '
            f'src="data:image/png;base64,{data}"><figcaption style="max-width:55em;color:{COLOURS["grey"]}">'
            f"{html.escape(self.alt)}</figcaption></figure>"
        )

    def __repr__(self):
        return self.alt


def write_values(axes, values, form="{:.1f}"):
    """Print each number of a (rows, columns) array into its cell of an `imshow` drawn on `axes`."""
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, form.format(value).replace("-", "−"), ha="center", va="center")
