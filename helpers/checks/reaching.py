"""Which functions run below a call, whatever name they go by, on the side where answers live."""

from __future__ import annotations

import contextlib
import functools
import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from types import (
    BuiltinFunctionType,
    CellType,
    CodeType,
    FrameType,
    FunctionType,
    ModuleType,
)

import numpy as np

from helpers.checks.differences import DIFFERENCES, Nearby

_MAX_HELD = 10_000
_HOMES = ("math", "cmath", "numpy", "scipy.special", "torch", "torch.nn.functional")
"""Where functions in C are looked up by students."""

_OWN = "helpers.checks"
_SERVING = frozenset({f"{_OWN}.watching", f"{_OWN}.reaching", f"{_OWN}.over_there"})


@contextlib.contextmanager
def reaching(
    function: Callable[..., object],
    wanted: Sequence[str],
    reached: dict[str, None],
    things: Sequence[object] = (),
) -> Iterator[None]:
    """Note in `reached` the watched functions that run inside a `with`.

    Args:
        function: the answer that is called inside.
        wanted: as `watching.watch` takes it.
        reached: gets `module:function` of each.
        things: the arguments of the call, for answers that compute differences.
    """
    nearby = Nearby(function, things) if f"{DIFFERENCES}:" in wanted else None
    # The profiler comes last and goes first: it makes every call slower, those of the search too.
    with _looked_up(function, wanted, reached), _profiled(_Places(wanted), nearby, reached):
        yield


class _Places:
    """The functions that are looked for."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = [
            (module, name) for module, _, name in (item.partition(":") for item in wanted)
        ]
        self._known: dict[tuple[str, str], bool] = {}

    def holds(self, module: str, name: str) -> bool:
        """Tell whether a function is one of them."""
        place = (module, name)
        if place not in self._known:
            self._known[place] = _is_of_the_checks(module) or any(
                self._matches(module, name, *wanted) for wanted in self._wanted
            )
        return self._known[place]

    @staticmethod
    def _matches(module: str, name: str, in_module: str, function: str) -> bool:
        if in_module != "*" and module != in_module and not module.startswith(f"{in_module}."):
            return False
        return not function or function in (name, name.split(".")[0], name.split(".")[-1])


def _is_of_the_checks(module: str) -> bool:
    inside = module == _OWN or module.startswith(f"{_OWN}.")
    return inside and module not in _SERVING


@contextlib.contextmanager
def _profiled(places: _Places, nearby: Nearby | None, reached: dict[str, None]) -> Iterator[None]:
    """Note in `reached` the watched functions that run inside a `with`.

    Garbage waits meanwhile: to collect it can end a generator of the checks, which the profiler
    takes for a call of the answer.
    """

    def note(frame: FrameType, event: str, thing: object) -> None:
        if event == "call":
            module = frame.f_globals.get("__name__", "")
            name = frame.f_code.co_qualname
            if nearby is not None and nearby.is_met_by(frame):
                reached[f"{DIFFERENCES}:{name}"] = None
        elif event == "c_call":
            module, name = _named(thing)
        else:
            return
        if isinstance(module, str) and places.holds(module, name):
            reached[f"{module}:{name}"] = None

    before, collects = sys.getprofile(), gc.isenabled()
    gc.disable()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)
        if collects:
            gc.enable()


def _named(function: object) -> tuple[str, str]:
    """Return the module and the name of a function in C."""
    owner = getattr(function, "__objclass__", None) or getattr(function, "__self__", None)
    home = owner if isinstance(owner, type) else type(owner)
    if isinstance(function, BuiltinFunctionType) and isinstance(owner, ModuleType):
        return owner.__name__, str(function.__name__)
    module = getattr(function, "__module__", None) or home.__module__
    return str(module), str(getattr(function, "__name__", ""))


@contextlib.contextmanager
def _looked_up(function: object, wanted: Sequence[str], reached: dict[str, None]) -> Iterator[None]:
    """Note in `reached` the watched functions that are called inside a `with`, however.

    The profiler sees no ufunc, which NumPy calls by a way of its own, and no function in C that
    another one calls, such as `map`. So libraries hold a stand-in for it while the answer runs, and
    what the answer took hold of before is found among what it refers to.
    """
    names = {name for _, _, name in (item.partition(":") for item in wanted) if name}
    homes = [sys.modules[home] for home in _HOMES if home in sys.modules]
    found = [(home, name) for home in homes for name in names if _is_in_c(vars(home).get(name))]
    originals = [(home, name, vars(home)[name]) for home, name in found]
    held = _held(function)
    reached |= {f"{h.__name__}:{name}": None for h, name, thing in originals if id(thing) in held}

    def noted(place: str, original: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(original)
        def stand_in(*args: object, **kwargs: object) -> object:
            reached[place] = None
            return original(*args, **kwargs)

        return stand_in

    for home, name, original in originals:
        setattr(home, name, noted(f"{home.__name__}:{name}", original))
    try:
        yield
    finally:
        for home, name, original in originals:
            setattr(home, name, original)


def _held(function: object) -> set[int]:
    """Return the identities of what a function refers to: globals, closures, defaults, wrapped."""
    seen: set[int] = set()
    waiting = [function]
    while waiting and len(seen) < _MAX_HELD:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        waiting += [getattr(thing, name, None) for name in ("func", "pyfunc", "__wrapped__")]
        if isinstance(thing, FunctionType):
            named = _names_in(thing.__code__)
            waiting += [thing.__globals__[name] for name in named if name in thing.__globals__]
            cells = (cell for cell in thing.__closure__ or ())
            waiting += [item for cell in cells if (item := _content(cell)) is not None]
            waiting += [*(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values()]
        elif isinstance(thing, dict | list | tuple):
            waiting += [*(thing.values() if isinstance(thing, dict) else thing)]
    return seen


def _names_in(code: CodeType) -> set[str]:
    """Return the global names of a function and of those inside it."""
    inside = (item for item in code.co_consts if isinstance(item, CodeType))
    return set(code.co_names).union(*map(_names_in, inside))


def _content(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # it is empty
        return None


def _is_in_c(thing: object) -> bool:
    return isinstance(thing, np.ufunc | BuiltinFunctionType)
