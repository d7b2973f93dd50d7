"""`make pictures`: every live demonstration for docs/lecturers.md, at a position that shows its point."""

import io
from pathlib import Path

import ipywidgets
from PIL import Image

from rnn_helpers import live

from .with_solution import DEMONSTRATIONS

FOLDER = Path("docs/pictures/demonstrations")
WIDTH, COLOURS = 760, 64
# What is set before the picture is taken, by the control's description.
POSITIONS = {
    "unrolling": {"step t": 3},
    "contributions": {"T": 20},
    "spectrum": {"largest |λ|": 1.2},
    "unit": {"b": -3.3},
    "cliff": {},
    "gates": {"forget f": 0.0},
    "memory_race": {},
}


class Screen:
    """Takes the place of a notebook's output: keeps the controls, and the picture shown last."""

    def __call__(self, shown, display_id=False):
        if isinstance(shown, ipywidgets.VBox):
            self.controls = {control.description: control for control in shown.children}
        else:
            self.update(shown)
        return self

    def update(self, picture):
        self.picture = picture


def main():
    screen = live.display = Screen()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, show in DEMONSTRATIONS.items():
        show()
        for control, value in POSITIONS[name].items():
            screen.controls[control].value = value
        picture = Image.open(io.BytesIO(screen.picture.png)).convert("RGB")
        picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.LANCZOS)
        path = FOLDER / f"{name}.png"
        picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=3).save(path, optimize=True)
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB  {screen.picture.alt}")


if __name__ == "__main__":
    main()
