"""Disguises: right answers written as other students write them.

A disguise changes how an answer is written and not what it does, so it must get the same points.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Wrapper = Callable[[str], str]
"""From the name of a function or class to statements that define it anew."""
Kind = type[ast.FunctionDef] | type[ast.ClassDef]


@dataclass(frozen=True)
class Disguised:
    """An answer in disguise.

    Attributes:
        source: the answer cell.
        before: a cell of the student's own in front of it; "" for none.
        how: the disguises, for messages.
    """

    source: str
    before: str = ""
    how: tuple[str, ...] = ()


def _wrapped(kind: str, text: str) -> Wrapper:
    """Return a wrapper made from a text with `NAME` for the function."""

    def wrap(name: str) -> str:
        plain = f"_{kind}_{name}"
        return f"{plain} = {name}\n" + text.replace("NAME", name).replace("PLAIN", plain)

    return wrap


FUNCTIONS: dict[str, Wrapper] = {
    "a lambda": _wrapped("lam", "NAME = lambda *args, **kwargs: PLAIN(*args, **kwargs)"),
    "a partial": _wrapped("par", "import functools\nNAME = functools.partial(PLAIN)"),
    "an object that is called": _wrapped(
        "obj",
        "class _Called_NAME:\n    def __call__(self, *args, **kwargs):\n"
        "        return PLAIN(*args, **kwargs)\n\nNAME = _Called_NAME()",
    ),
    "a static method": _wrapped(
        "sta",
        "class _Holder_NAME:\n    @staticmethod\n    def run(*args, **kwargs):\n"
        "        return PLAIN(*args, **kwargs)\n\nNAME = _Holder_NAME.run",
    ),
    "a bound method": _wrapped(
        "met",
        "class _Owner_NAME:\n    def run(self, *args, **kwargs):\n"
        "        return PLAIN(*args, **kwargs)\n\nNAME = _Owner_NAME().run",
    ),
    "a decorator": _wrapped(
        "dec",
        "import functools\n\ndef _decorated_NAME(function):\n    @functools.wraps(function)\n"
        "    def inner(*args, **kwargs):\n        return function(*args, **kwargs)\n"
        "    return inner\n\nNAME = _decorated_NAME(PLAIN)",
    ),
    "a closure": _wrapped(
        "clo",
        "def _make_NAME():\n    inside = PLAIN\n    def NAME(*args, **kwargs):\n"
        "        return inside(*args, **kwargs)\n    return NAME\n\nNAME = _make_NAME()",
    ),
    "prints and warns": _wrapped(
        "loud",
        "def NAME(*args, **kwargs):\n    import sys, warnings\n    print('here')\n"
        "    print('there', file=sys.stderr)\n    warnings.warn('careful')\n"
        "    return PLAIN(*args, **kwargs)",
    ),
    "counts its calls": _wrapped(
        "cou",
        "_calls_NAME = [0]\n\ndef NAME(*args, **kwargs):\n    _calls_NAME[0] += 1\n"
        "    return PLAIN(*args, **kwargs)",
    ),
}
"""Disguises of any function."""

ELEMENTWISE: dict[str, Wrapper] = {
    "np.where": _wrapped(
        "whe",
        "def NAME(z, *args, **kwargs):\n"
        "    value = PLAIN(z, *args, **kwargs)\n    return np.where(value < 0, value, value)",
    ),
    "a loop": _wrapped(
        "loo",
        "def NAME(z, *args, **kwargs):\n    result = np.empty(np.shape(z))\n"
        "    for index, x in np.ndenumerate(z):\n"
        "        result[index] = PLAIN(x, *args, **kwargs)\n    return result",
    ),
    "a list of Python numbers": _wrapped(
        "lis",
        "def NAME(z, *args, **kwargs):\n"
        "    flat = [float(PLAIN(float(x), *args, **kwargs)) for x in np.ravel(z)]\n"
        "    return np.array(flat, dtype=float).reshape(np.shape(z))",
    ),
    "np.vectorize": _wrapped(
        "vec",
        "def NAME(z, *args, **kwargs):\n    one = lambda x: PLAIN(x, *args, **kwargs)\n"
        "    return np.vectorize(one, otypes=[float])(z)",
    ),
    "torch inside": _wrapped(
        "tor",
        "def NAME(z, *args, **kwargs):\n    import torch\n"
        "    value = np.array(PLAIN(z, *args, **kwargs), dtype=float)\n"
        "    return (torch.from_numpy(value) * 1.0).numpy()",
    ),
    "Python numbers for numbers": _wrapped(
        "num",
        "def NAME(z, *args, **kwargs):\n    value = PLAIN(z, *args, **kwargs)\n"
        "    return float(value) if np.ndim(value) == 0 else value",
    ),
    "a generator": _wrapped(
        "gen",
        "def NAME(z, *args, **kwargs):\n"
        "    draws = (PLAIN(x, *args, **kwargs) for x in np.asarray(z, dtype=float).flat)\n"
        "    return np.fromiter(draws, dtype=float).reshape(np.shape(z))",
    ),
}
"""Disguises of functions that work on each number by itself."""

CLASSES: dict[str, Wrapper] = {
    "a subclass": _wrapped("cla", "class NAME(PLAIN):\n    pass"),
    "a subclass of its own name": lambda name: f"class {name}({name}):\n    notes = 'as above'",
}
"""Disguises of classes."""

_WRAPPERS = "\n".join(wrapper("f") for wrapper in [*FUNCTIONS.values(), *ELEMENTWISE.values()])


def defined(source: str, names: Sequence[str], kind: Kind = ast.FunctionDef) -> list[str]:
    """Return which of the names a cell defines as functions, or as classes.

    A class that names itself in `super(…)` is left out: under another class of its name it would
    look for itself above itself.
    """
    found = {node.name for node in ast.parse(source).body if isinstance(node, kind)}
    return [name for name in names if name in found and f"super({name}," not in source]


def wrap(
    answer: Disguised,
    how: str,
    names: Sequence[str],
    wrapper: Wrapper,
    kind: Kind = ast.FunctionDef,
) -> Disguised:
    """Return an answer whose functions, or classes, are wrapped."""
    parts = [wrapper(name) for name in defined(answer.source, names, kind)]
    if not parts:
        return answer
    source = "\n\n".join([answer.source, *parts])
    return Disguised(source, answer.before, (*answer.how, how))


def timed(answer: Disguised) -> Disguised:
    """Return an answer whose cell is timed."""
    return Disguised(f"%%time\n{answer.source}", answer.before, (*answer.how, "%%time"))


def elsewhere(answer: Disguised, names: Sequence[str]) -> Disguised:
    """Return an answer whose functions stand in a cell in front of it."""
    found = defined(answer.source, names)
    if len(found) != len(names) or answer.before:
        return answer
    names_only = f"{', '.join(found)} = {', '.join(found)}"
    return Disguised(names_only, answer.source, (*answer.how, "another cell"))


def shadowing(answer: Disguised, text: str) -> Disguised:
    """Return an answer behind variables with names of builtins that its notebook does not use.

    Disguises of the other answers do not use them either.

    Args:
        answer: the answer.
        text: the notebook's cells and answers: in a kernel, too, they would have to live with it.
    """
    text += _WRAPPERS
    common = ("max", "min", "sum", "list", "dict", "type", "input", "id", "abs", "range", "len")
    free = [name for name in common if not re.search(rf"\b{name}\b", text)]
    assert all(hasattr(builtins, name) for name in free)
    lines = "\n".join(f"{name} = 3" for name in free)
    return Disguised(f"{lines}\n{answer.source}", answer.before, (*answer.how, "shadowed builtins"))


def commented(answer: Disguised) -> Disguised:
    """Return an answer between remarks that mention what rules forbid."""
    remark = '"""np.tanh, diff and autograd.grad are not used here."""\n# nor F.mish\n'
    return Disguised(remark + answer.source, answer.before, (*answer.how, "remarks"))
