"""Run notebook cells with IPython and record what they show, within limits."""

import base64
import builtins
import contextlib
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

MAX_TEXT = 100_000  # characters of one cell's output, in all its forms together
MAX_OUTPUTS = 100
MAX_PICTURES = 8 << 20  # bytes
PICTURES = ("image/png", "image/jpeg")


class Recorder:
    """What one cell shows, as nbformat outputs; pictures as bytes. An endless print fills it once and no
    more."""

    def __init__(self, max_text=MAX_TEXT):
        self.max_text = max_text
        self.start(recording=False)

    def start(self, recording=True):
        """Forget the outputs so far; what a stray thread writes while nothing is recorded is dropped."""
        self.recording = recording
        self.outputs = []
        self.text = 0
        self.pictures = 0
        self.cut = False

    def stop(self):
        """The outputs since `start`."""
        outputs = self.outputs
        if self.cut:
            outputs.append(
                {
                    "output_type": "stream",
                    "name": "stdout",
                    "text": f"\n[output cut at {self.max_text:,} characters, "
                    f"{MAX_OUTPUTS} outputs or {MAX_PICTURES >> 20} MB of pictures]\n",
                }
            )
        self.start(recording=False)
        return outputs

    def write(self, name, text):
        """Add to a stream."""
        if not self.recording:
            return
        last = self.outputs[-1] if self.outputs else {}
        new = last.get("output_type") != "stream" or last["name"] != name
        text = self._afford(str(text), new)
        if not text:
            return
        if new:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})
        else:
            last["text"] += text

    def show(self, kind, data, metadata=None):
        """Add a `display_data` or an `execute_result`."""
        if not self.recording:
            return
        if len(self.outputs) >= MAX_OUTPUTS:
            self.cut = True
            return
        shown = {mimetype: self._content(mimetype, content) for mimetype, content in data.items()}
        size = {
            key: value
            for key, value in (metadata or {}).get("image/png", {}).items()
            if isinstance(value, int)
        }
        self.outputs.append(
            {"output_type": kind, "data": shown, "metadata": {"image/png": size} if size else {}}
        )

    def fail(self, name, message, traceback):
        """Add an error; errors are kept even after the output was cut."""
        if self.recording:
            self.outputs = self.outputs[:MAX_OUTPUTS]
            self.outputs.append(
                {
                    "output_type": "error",
                    "ename": str(name),
                    "evalue": str(message)[: MAX_TEXT // 10],
                    "traceback": [str(line)[: MAX_TEXT // 10] for line in traceback[:100]],
                }
            )

    def clear(self):
        """Forget what was shown, as `clear_output` does; the allowance is not given back."""
        self.outputs = []

    def _content(self, mimetype, content):
        if mimetype in PICTURES:
            content = base64.b64decode(content) if isinstance(content, str) else bytes(content)
            self.pictures += len(content)
            if self.pictures <= MAX_PICTURES:
                return content
            self.cut = True
            return b""
        return self._afford(content) if isinstance(content, str) else content

    def _afford(self, text, new=False):
        left = self.max_text - self.text
        if len(text) > left or (new and len(self.outputs) >= MAX_OUTPUTS):
            self.cut = True
            text = "" if len(self.outputs) >= MAX_OUTPUTS else text[:left]
        self.text += len(text)
        return text


class Stream:
    """What `sys.stdout` and `sys.stderr` are while student code runs."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, recorder, name):
        self.recorder = recorder
        self.name = name

    def write(self, text):
        self.recorder.write(self.name, text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        """Nothing is held back."""

    def isatty(self):
        return False


class _Hook(DisplayHook):
    """Shows the value of a cell's last expression."""

    def write_output_prompt(self):
        """The prompt is a terminal's."""

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.recorder.show("execute_result", format_dict, md_dict)

    def finish_displayhook(self):
        """Nothing is held back."""


class _Publisher(DisplayPublisher):
    """Takes what `display()` and figures show."""

    def publish(self, data, metadata=None, *args, **kwargs):
        self.shell.recorder.show("display_data", data, metadata)

    def clear_output(self, wait=False):
        self.shell.recorder.clear()


class CellShell(InteractiveShell):
    """IPython without terminal, history or user: what it shows goes to `recorder`."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def __init__(self, recorder, **traits):
        self.recorder = recorder
        super().__init__(**traits)

    def init_history(self):
        """Keep the history of this session alone, and in memory."""
        self.history_manager = HistoryManager(shell=self, parent=self, enabled=False, hist_file=":memory:")

    def _showtraceback(self, etype, evalue, stb):
        self.recorder.fail(etype.__name__, evalue, stb)

    @contextlib.contextmanager
    def _tee(self, channel):
        """IPython would keep all that is printed a second time, and without a limit."""
        yield

    def enable_gui(self, gui=None):
        """No window can be opened here; `%matplotlib inline` asks for none."""

    def run(self, source):
        """Run a cell. Returns (IPython's result, outputs)."""
        self.recorder.start()
        try:
            result = self.run_cell(source, store_history=True)
        finally:
            outputs = self.recorder.stop()
        return result, outputs


def make_shell(max_text=MAX_TEXT):
    """The one shell of this process, with the streams and `input` replaced.

    What IPython makes ready when it runs, shows and fails for the first time is made ready by another shell
    before: a process that is forked from this one finds it done.
    """
    rehearsal = CellShell.instance(Recorder(), colors="nocolor")
    for source in ("0", "0 / 0"):
        rehearsal.run(source)
    CellShell.clear_instance()
    recorder = Recorder(max_text)
    shell = CellShell.instance(recorder, colors="nocolor", autoindent=False)
    shell.display_formatter.format(0)
    sys.stdout, sys.stderr = Stream(recorder, "stdout"), Stream(recorder, "stderr")
    builtins.input = _refuse_input
    return shell


class NoInput(EOFError):
    """A cell asked a question, and nobody is there to answer."""

    def _render_traceback_(self):
        """IPython shows this in place of a traceback into this file."""
        return [f"NoInput: {self}"]


def _refuse_input(prompt=""):
    raise NoInput(
        f"input({str(prompt)!r:.80}): expected a cell that runs unattended, got a question. "
        "Write the answer into the cell."
    )
