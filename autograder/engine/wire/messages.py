"""Messages: everything that the processes of an engine say to each other, as types.

    worker  →  warm parent    Load, Start, Interrupt, Keep, Drop, End
    worker  ←  warm parent    Ready, Interrupted, Died, Ended
    worker  →  runner         Put, Run, Check, Snapshot, Share
    worker  ←  runner         Begun, Outputs, Checked, Taken, Shared
    parent  →  template       Fork, and back Forked
    worker  →  test process   RunTest, and back TestResult
    program →  fork server    Hire, Dismiss, and back Hired

What a test and an answer say to each other stands in `calls`.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from autograder.engine.wire.frames import Json
from autograder.engine.wire.protocol import Message, Reader


class Bounds(Struct, forbid_unknown_fields=True):
    """What a runner may take.

    Attributes:
        memory: bytes on top of what it begins with.
        file: bytes of its largest file.
        files: files that are open at once.
        processes: processes, threads counted.
        output: characters that a cell may show.
        figures: whether figures are drawn.
    """

    memory: int
    file: int
    files: int
    processes: int
    output: int
    figures: bool


class Load(Message):
    """Import these libraries; `Ready` comes back."""

    names: list[str]


class Start(Message):
    """Make a runner, for the descriptor that comes with this.

    Attributes:
        folder: where it is to work.
        limits: what it may take.
        template: what it is forked from; None for the warm parent.
        keep: whether it may become a template itself.
    """

    folder: str
    limits: Bounds
    template: int | None = None
    keep: bool = False

    def header(self) -> dict[str, Json]:
        """Return the message as a frame's header."""
        return super().header() | {"limits": msgspec.structs.asdict(self.limits)}


class Interrupt(Message):
    """Interrupt the runner; `Interrupted` comes back."""


class Keep(Message):
    """Let the runner be a template from now on."""

    template: int


class Drop(Message):
    """End a template."""

    template: int


class End(Message):
    """End every process of the submission and remove its files; `Ended` comes back."""


class Ready(Message):
    """The warm parent has loaded what it was to load."""


class Interrupted(Message):
    """The runner has been sent its interrupt."""


class Died(Message):
    """The runner has ended."""


class Ended(Message):
    """The submission has ended; these templates live."""

    templates: list[int]


class Run(Message):
    """Run a cell; `Outputs` comes back.

    Attributes:
        source: its text.
        draws: seed of the generators that all cells share; None leaves them alone.
        figures: whether its figures are drawn.
    """

    source: str
    draws: int | None
    figures: bool


class Put(Message):
    """Write a file, whose content is the body of the frame, unless there is one.

    Attributes:
        path: where, below the folder that the runner works in.
    """

    path: str


class Check(Message):
    """Run a test cell where the answers run; `Checked` comes back.

    Attributes:
        source: its text.
        draws: seed of the generators that all cells share; None leaves them alone.
        figures: whether its figures are drawn.
        lasting: whether what it leaves behind stays; if not, it runs in a fork.
    """

    source: str
    draws: int | None
    figures: bool
    lasting: bool


class Snapshot(Message):
    """Fork a process that serves a test, for the descriptor that comes with this.

    Attributes:
        draws: seed of the generators that all cells share.
    """

    draws: int


class Share(Message):
    """Become a template, if runners can share what the cells have left; `Shared` comes back."""


class Begun(Message):
    """The runner is there, and has run nothing."""


class Outputs(Message):
    """What a cell has shown; `outputs.clean_outputs` checks each of them."""

    outputs: list[object]


class Checked(Message):
    """What a test has come to where the answers run.

    Attributes:
        outputs: what it has shown, as in `Outputs`.
        line: number of its line that an error ended, 0 for none.
        lost: its process has ended.
    """

    outputs: list[object]
    line: int = 0
    lost: bool = False


class Taken(Message):
    """The snapshot is there."""


class Shared(Message):
    """Whether the runner has become a template."""

    shared: bool


class Fork(Message):
    """Fork a runner, for the descriptor that comes with this; `Forked` comes back."""

    folder: str


class Forked(Message):
    """The runner's process."""

    pid: int


class Grown(Struct, forbid_unknown_fields=True):
    """A row of texts that grows from test to test: how many are kept, and which are new."""

    kept: int
    new: list[str]


class RunTest(Message):
    """Run a test cell against the snapshot whose descriptor comes with this.

    Attributes:
        source: the cell.
        fixtures: the course's fixture cells that stand before it.
        names: what the answer cell of its question defines.
        sources: the student's code cells up to the test, for rules on the syntax tree.
        seed: seed of the test's random inputs.
        traced: whether what the answer replies is traced.
        free: whether the test is in nbgrader's free style.
        earlier_tests: in a free session, which of the fixtures are test cells, as indices.
    """

    source: str
    fixtures: Grown
    names: list[str]
    sources: Grown
    seed: int
    traced: bool = False
    free: bool = False
    earlier_tests: list[int] = msgspec.field(default_factory=list)

    def header(self) -> dict[str, Json]:
        """Return the message as a frame's header."""
        grown = {"fixtures": self.fixtures, "sources": self.sources}
        return super().header() | {n: msgspec.structs.asdict(row) for n, row in grown.items()}


class TestResult(Message):
    """What a test cell came to, in the terms of a notebook's outputs.

    Attributes:
        printed: what it printed.
        value: text of its last expression, None where there is none.
        error: name of the exception that ended it, empty where none did.
        message: text of that exception.
        lost: the answer's process ended meanwhile.
        called: whether it has called a function of the answer.
        trace: digest of what each function of the answer replied, where it was asked for.
        curve: of one function the columns `x`, `got` and `expected`, where a trace is.
    """

    printed: str = ""
    value: str | None = None
    error: str = ""
    message: str = ""
    lost: bool = False
    called: bool = False
    trace: dict[str, str] = msgspec.field(default_factory=dict)
    curve: dict[str, dict[str, list[float | None]]] = msgspec.field(default_factory=dict)


class Hire(Message):
    """Fork a worker, for the descriptor that comes with this; `Hired` comes back."""

    number: int


class Dismiss(Message):
    """End a worker, whatever it is doing."""

    number: int


class Hired(Message):
    """A worker's process."""

    number: int
    pid: int


ToParent = Load | Start | Interrupt | Keep | Drop | End
FromParent = Ready | Interrupted | Died | Ended
ToRunner = Put | Run | Check | Snapshot | Share
FromRunner = Begun | Outputs | Checked | Taken | Shared

to_parent = Reader[ToParent](ToParent)
from_parent = Reader[FromParent](FromParent)
to_runner = Reader[ToRunner](ToRunner)
from_runner = Reader[FromRunner](FromRunner)
fork_of = Reader[Fork](Fork)
forked_of = Reader[Forked](Forked)
to_forkserver = Reader[Hire | Dismiss](Hire | Dismiss)
hired_of = Reader[Hired](Hired)
test_of = Reader[RunTest](RunTest)
result_of = Reader[TestResult](TestResult)
