"""Pictures behind a slider that needs no running kernel: it works in a saved page, and without a network."""

import html
import zlib


class PictureSlider:
    """A row of stops over one picture; the stop that is chosen decides which picture is seen.

    The stops are radio buttons and a style sheet, so arrow keys move from one to the next. Where a page lets
    no style sheet through, all pictures are seen.

    Attributes:
        name: what is set, such as "gain".
        pictures: dict from a stop to its Picture.
        start: the stop that is chosen at first.
    """

    def __init__(self, name, pictures, start):
        if start not in pictures:
            raise ValueError(f"start: expected one of {', '.join(map(str, pictures))}, got {start}.")
        self.name, self.pictures, self.start = name, pictures, start

    def _repr_html_(self):
        shown = [picture._repr_html_() for picture in self.pictures.values()]
        group = (
            f"slider-{zlib.crc32(''.join(shown).encode()):08x}"  # sliders of one page must not share stops
        )
        rules, stops = [f"#{group} figure{{display:none}}"], []
        for i, stop in enumerate(self.pictures, 1):
            rules.append(f"#{group}-{i}:checked~div figure:nth-child({i}){{display:block}}")
            checked = " checked" if stop == self.start else ""
            stops.append(
                f'<input type="radio" name="{group}" id="{group}-{i}"{checked}>'
                f'<label for="{group}-{i}" style="margin:0 1.4em 0 0.3em">{html.escape(f"{stop}")}</label>'
            )
        return (
            f'<fieldset id="{group}" style="border:0;padding:0;margin:0"><style>{"".join(rules)}</style>'
            f'<legend style="font-size:100%;border:0"><b>{html.escape(self.name)}</b></legend>'
            f"{''.join(stops)}<div>{''.join(shown)}</div></fieldset>"
        )

    def __repr__(self):
        return f"{self.name} = {self.start}: {self.pictures[self.start]!r}"
