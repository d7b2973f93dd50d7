"""The live demonstrations alone, as an app without code, for a projector.

    python -m autograder.lecture.demonstrations                              opens a browser
    python -m autograder.lecture.demonstrations --no-browser --port 8866     what Voilà understands

`demonstrations.ipynb` beside this file calls them with the solution's functions; that is why both stand here,
where no student's bundle reaches.
"""

import os
import sys
from pathlib import Path

from voila.app import Voila

from ..feedback import TEMPLATES

NOTEBOOK = Path(__file__).with_suffix(".ipynb")
# Of JupyterLab's extensions only those that draw widgets: the others wait for an editor that an app has not.
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")


def main(options):
    # Voilà looks for templates in the folders of this list, and in them under voila/templates/.
    os.environ["JUPYTER_PATH"] = os.pathsep.join([str(TEMPLATES), *filter(None, [os.getenv("JUPYTER_PATH")])])
    settings = [f"--VoilaConfiguration.extension_allowlist={name}" for name in EXTENSIONS]
    # The first picture is there while the last one's networks still learn.
    settings.append("--progressive_rendering=True")
    Voila.launch_instance([str(NOTEBOOK), "--template=demonstrations", *settings, *options])


if __name__ == "__main__":
    main(sys.argv[1:])
