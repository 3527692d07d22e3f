"""The shell: runs a student's cells with IPython and keeps what they show as notebook outputs."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers.figure_texts import show_texts

Output: TypeAlias = dict[str, str | list[str] | dict[str, str]]
"""An output as notebooks have it; a stream's text is kept in `parts` while its cell runs."""
_outputs: list[Output] = []
_room = [0]
_drawn = [True]
CUT = "\n… (output cut)\n"
MAX_WRITTEN = 1 << 20
"""Bytes that are read of what was written to a stream's descriptor."""
TASK_SECONDS = 1.0
FORM = 100
"""Every output takes so many characters besides its own."""


def _show(kind: str, data: Mapping[str, object], metadata: object) -> None:
    """Keep rich output if there is room for it; pictures are base64 already or become it.

    Of the metadata, only what a picture shows in words is kept.
    """
    kept = {
        str(name): base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in data.items()
        if isinstance(value, bytes | str)
    }
    text = _picture_text(metadata)
    size = sum(map(len, kept.values())) + len(text)
    if size <= _room[0]:
        output: Output = {"output_type": kind, "data": kept}
        if text:
            output["alt"] = text
        _outputs.append(output)
        _room[0] -= size + FORM
    elif _room[0] > 0:
        _room[0] = 0
        _outputs.append({"output_type": "stream", "name": "stdout", "parts": [CUT]})


def _picture_text(metadata: object) -> str:
    """Return what a picture shows, as the code that drew it says in the picture's metadata."""
    own = metadata.get("image/png") if isinstance(metadata, Mapping) else None
    text = own.get("alt") if isinstance(own, Mapping) else None
    return text if isinstance(text, str) else ""


class _Stream(io.TextIOBase):
    """Stands for stdout and stderr."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name
        self._file: io.BufferedRandom | None = None

    def fileno(self) -> int:
        """Return the descriptor of a file, for programs and C code that write to descriptors.

        What is written there is shown when the cell has ended.
        """
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  (others write to it later)
        return self._file.fileno()

    def show_written(self) -> None:
        """Show what was written to the descriptor since the last time."""
        if self._file is None:
            return
        with contextlib.suppress(OSError, ValueError):
            descriptor = self._file.fileno()
            end = os.lseek(descriptor, 0, os.SEEK_END)
            data = os.pread(descriptor, min(end, MAX_WRITTEN), 0)
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            if data:
                self.write(data.decode("utf-8", "replace"))

    def close(self) -> None:
        """Stay open: the next cell prints, too."""

    def writable(self) -> bool:
        """Tell that one can write."""
        return True

    def write(self, text: str) -> int:
        """Append to the cell's last output, or begin a new one."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        kept = text[: max(_room[0], 0)]
        if not kept:
            return len(text)
        _room[0] -= len(kept)
        last = _outputs[-1] if _outputs else {}
        if len(kept) < len(text):
            kept += CUT
        parts = last.get("parts")
        if isinstance(parts, list) and last["name"] == self.name:
            parts.append(kept)
        else:
            _outputs.append({"output_type": "stream", "name": self.name, "parts": [kept]})
            _room[0] -= FORM
        return len(text)


_STREAMS = (_Stream("stdout"), _Stream("stderr"))


class _Publisher(DisplayPublisher):  # type: ignore[misc]  # IPython is untyped here
    def publish(self, data: Mapping[str, object], metadata: object = None, **_: object) -> None:
        """Keep a figure or other rich output."""
        _show("display_data", data, metadata)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002  (IPython's signature)
        """Forget what the cell has shown so far."""
        _outputs.clear()


class _Hook(DisplayHook):  # type: ignore[misc]
    def start_displayhook(self) -> None:
        """Print nothing before a result."""

    def write_output_prompt(self) -> None:
        """Print no prompt."""

    def write_format_data(self, format_dict: Mapping[str, object], md_dict: object = None) -> None:
        """Keep the value of a cell's last expression."""
        _show("execute_result", format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Print nothing behind a result."""


class _Kernel:
    """Stands for a kernel: cells and libraries ask it for its shell, and whether there is one."""

    def __init__(self, shell: CapturingShell) -> None:
        self.shell = shell

    def do_shutdown(self, restart: bool = False) -> dict[str, Any]:
        """Shut nothing down: `get_ipython().kernel.do_shutdown(True)` ends old notebooks."""
        return {"status": "ok", "restart": restart}


class CapturingShell(InteractiveShell):  # type: ignore[misc]  # IPython is untyped here
    """An IPython shell without a terminal, whose outputs are kept."""

    def __init__(self, **options: object) -> None:
        super().__init__(displayhook_class=_Hook, display_pub_class=_Publisher, **options)

    def _showtraceback(self, etype: type, evalue: object, stb: list[str]) -> None:
        trace = [str(line)[:10_000] for line in stb[:100]]
        if _room[0] > 0 or all(output["output_type"] != "error" for output in _outputs):
            _outputs.append({**error_output(etype.__name__, evalue), "traceback": trace})
        _room[0] -= sum(map(len, trace))

    def enable_gui(self, gui: object = None) -> None:
        """There is no window system to enable."""

    def ask_exit(self) -> None:
        """`exit()` in a cell ends nothing."""

    @property
    def kernel(self) -> _Kernel:
        """What cells find of a kernel where they look for one."""
        return _Kernel(self)


def begin_session(shell: CapturingShell) -> None:
    """Forget all names, and leave `__main__` with what Python itself gives every module.

    Processes that are spawned, and not forked, look there for how to import it.
    """
    shell.reset(new_session=True)
    for name in ("__doc__", "__loader__", "__package__", "__spec__"):
        shell.user_ns.setdefault(name, None)


def make_shell() -> CapturingShell:
    """Return the shell, with inline figures, no history and no files of its own."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.enable_tip = False
    shell: CapturingShell = CapturingShell.instance(config=config)
    return shell


def show_figures(shell: CapturingShell) -> None:
    """Let the shell show what cells draw, behind each cell.

    matplotlib's backend does the same where cells import it by themselves.
    """
    from matplotlib_inline import backend_inline

    support: Any = backend_inline
    support.configure_inline_support(shell, "inline")
    show_texts()


def leave_out_figures(shell: CapturingShell) -> None:
    """Let cells make figures and close them, but draw none of them."""
    shell.config.InlineBackend.figure_formats = set()  # for cells that import matplotlib
    draw_figures(shell, drawn=False)


def draw_figures(shell: CapturingShell, *, drawn: bool) -> None:
    """Let the cells to come draw their figures, or only make and close them."""
    if drawn is not _drawn[0] and "matplotlib" in sys.modules:
        from IPython.core.pylabtools import select_figure_formats
        from matplotlib_inline.config import InlineBackend

        options: Any = InlineBackend.instance(parent=shell)
        formats = options.figure_formats if drawn else []
        select_figure_formats(shell, formats, **options.print_figure_kwargs)
        show_texts()
        _drawn[0] = drawn


def run_cell(shell: CapturingShell, source: str, room: int) -> list[Output]:
    """Run one cell and return its outputs, at most about `room` characters of them."""
    if "asyncio" in source:
        return captured(lambda: _run_in_loop(shell, source), room)
    return captured(lambda: shell.run_cell(source, store_history=True), room)


def captured(work: Callable[[], object], room: int) -> list[Output]:
    """Do some work and return what it has shown, at most about `room` characters of it."""
    _outputs.clear()
    _room[0] = room
    sys.stdout, sys.stderr = _STREAMS
    try:
        work()
    except KeyboardInterrupt:
        _outputs.append(error_output("KeyboardInterrupt", ""))
    except BaseException as error:  # a broken shell is the student's own doing
        _outputs.append(error_output(type(error).__name__, error))
    for stream in _STREAMS:
        stream.show_written()
    return [_plain(output) for output in list(_outputs)]


def _run_in_loop(shell: CapturingShell, source: str) -> None:
    """Run a cell while a loop runs, as a kernel does: `asyncio.create_task` needs one.

    Tasks that the cell has started get a moment to end, as they would before the next cell.
    """
    import asyncio

    async def run() -> None:
        transformed = shell.transform_cell(source)
        await shell.run_cell_async(source, store_history=True, transformed_cell=transformed)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=TASK_SECONDS)

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(run())
    finally:
        loop.close()


def error_output(name: str, error: object) -> Output:
    """Return an error as an output, without a traceback."""
    try:
        text = str(error)[:20_000]
    except Exception:  # of the student's own making
        text = ""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": []}


def _plain(output: Output) -> Output:
    """Return an output as notebooks have it."""
    parts = output.get("parts")
    if not isinstance(parts, list):
        return output
    return {"output_type": "stream", "name": output["name"], "text": "".join(parts)}
