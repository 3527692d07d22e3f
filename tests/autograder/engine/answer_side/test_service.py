"""The same answer gives the same sentence in one process and across the door."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import sympy
import torch

from autograder.course.questions import defined_names
from autograder.engine.answer_side.service import Service
from autograder.engine.test_side.backend import RemoteBackend
from autograder.engine.wire.calls import Call, Done, Each, Get, Make, Raised, from_snapshot
from autograder.engine.wire.protocol import Message
from helpers import checks
from helpers.checks.backends import Backend, Local
from helpers.checks.context import using
from tests.support.served import SOON, other_side, served

SIGMOID = "lambda z: 1 / (1 + np.exp(-np.asarray(z, float)))"
SYMBOLS = '[checks.remote(sympy.Symbol, name, real=True) for name in ("z", "beta")]'
POINTS = '[{"z": 0.5, "beta": 1.5}, {"z": -2.0, "beta": 0.5}]'
SWISH = "sympy.Symbol('z', real=True) / (1 + sympy.exp(-sympy.Symbol('beta', real=True)))"


def f(body: str, parameters: str = "z") -> str:
    """Return the source of an answer."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"def f({parameters}):\n{lines}\n"


AGREES = f"checks.agrees(f, {SIGMOID}, checks.arrays(checks.rng('f')))"
PURE = "checks.is_pure(f, np.array([1.0, -2.0]))"
NOTE = "checks.point_out_warnings(f, np.array([-1e4, 0.5]))"
WITHOUT = "checks.without(f, 'tanh', because='tanh is not allowed here.')"
DERIVATIVE = "checks.is_derivative(f, g, [0.5, -1.0, 2])"
PLOT = (
    "axes = checks.remote(checks.new_axes)\nchecks.call(f, axes)\n"
    "picture = checks.describe(axes)\nprint(sorted(picture), picture['title'], picture['legend'])\n"
    "checks.is_true(checks.find_line(picture, np.tanh) is not None, 'There is no tanh.')"
)
SYMBOLIC = (
    f"z, beta = {SYMBOLS}\ntree = checks.describe(checks.call(f, z, beta))\n"
    "checks.same_expression(tree, sympy.Symbol('z', real=True) ** 2 * sympy.Symbol('beta', "
    "real=True), {'z': 0, 'beta': 0}, "
    f"{POINTS}, 'the derivative')"
)

MODULE = """
class Two(torch.nn.Module):
    def __init__(self, unit):
        super().__init__()
        self.unit = unit()
        self.first = torch.nn.Linear(2, 2, bias=False)
        self.second = torch.nn.Linear(2, 2, bias=False)

    def forward(self, x):
        return self.second(self.unit(self.first(x)))

def make_network(unit):
    return Two(unit)
"""

CASES = {
    "right": (f("return 1 / (1 + np.exp(-np.asarray(z, float)))"), AGREES),
    "none": (f("1 + z"), AGREES),
    "wrong": (f("return 1 / (1 + np.exp(np.asarray(z, float)))"), AGREES),
    "integers": (f("return np.zeros_like(z)"), AGREES),
    "truths": (f("return np.asarray(z) > 0"), AGREES),
    "complex": (f("return np.asarray(z) * 1j"), AGREES),
    "shape": (f("return np.zeros(3)"), AGREES),
    "nan": (f("return np.exp(z) / (1 + np.exp(z))"), AGREES),
    "float32": (f("return (1 / (1 + np.exp(-np.asarray(z, float)))).astype('f4')"), AGREES),
    "set": (f("return {1.0, 2.0}"), AGREES),
    "fraction": (f("import fractions\nreturn fractions.Fraction(1, 3)"), AGREES),
    "text": (f("return 'abc'"), AGREES),
    "strings": (f("return np.array(['a', 'b'])"), AGREES),
    "list": (f("return [0.5]"), AGREES),
    "ragged": (f("return [[1.0], [1.0, 2.0]]"), AGREES),
    "dict": (f("return {'a': z}"), AGREES),
    "tensor": (f("return torch.sigmoid(torch.as_tensor(np.array(z, float)))"), AGREES),
    "grad": (f("return torch.sigmoid(torch.ones(3, requires_grad=True))"), AGREES),
    "blank": (f("raise NotImplementedError()"), AGREES),
    "if": (f("return 0.0 if z < 0 else 1.0"), AGREES),
    "math": (f("import math\nreturn 1 / (1 + math.exp(-z))"), AGREES),
    "key": (f("return {}['z']"), AGREES),
    "own": (f("class MyError(Exception): pass\nraise MyError('it is \\'broken\\'')"), AGREES),
    "division": (f("return 1 / 0"), AGREES),
    "exit": (f("raise SystemExit(1)"), AGREES),
    "parameters": (f("return z", "z, beta"), AGREES),
    "unicode": (f("return bytes([255]).decode()"), AGREES),
    "os": (f("return open('/nonexistent/file')"), AGREES),
    "recursion": (f("return f(z)"), "checks.agrees(f, np.tanh, [1.0])"),
    "between": (
        f("return z"),
        "checks.agrees(f, lambda z: checks.Between(0.0, 0.5), [0.25, 0.75])",
    ),
    "keywords": (
        f("return beta * np.asarray(z, float)", "z, *, beta=1.0"),
        "checks.agrees(f, lambda z, beta: z * beta + 1e-3, [2.0], keywords={'beta': 3.0})",
    ),
    "slips": (
        f("return np.cosh(z)"),
        "checks.agrees(f, np.sinh, [0.5], slips={'cosh for sinh.': np.cosh}, slip='?')",
    ),
    "torch": (
        f("return np.tanh(z) * 1.01"),
        "checks.agrees(f, checks.torch_function(torch.tanh), [0.25, np.array([0.5, -3.0])])",
    ),
    "equals": (f("return z * [1.0, 2.0]"), "checks.equals(f(3.0), [3.0, 6.5], 'the product')"),
    "pure": (f("return 2 * z"), PURE),
    "in-place": (f("z *= 2\nreturn z"), PURE),
    "moody": ("n = [0]\n" + f("n[0] += 1\nreturn n[0] * z"), PURE),
    "pair": (f("return z, [z, z.sum()]"), PURE),
    "derivative": (f("return 2 * z") + "g = lambda z: z * z", DERIVATIVE),
    "no derivative": (f("return 3 * z") + "def g(z): return z * z", DERIVATIVE),
    "vector": (f("return np.array([z, z])") + "def g(z): return z * z", DERIVATIVE),
    "by": (
        f("return z", "z, beta") + "def g(z, beta): return z * beta ** 2",
        "checks.is_derivative(f, g, [1.0], keywords={'beta': 0.5}, by='beta')",
    ),
    "warns": (f("return 1 / (1 + np.exp(-z))"), NOTE),
    "silent": (f("return np.tanh(z)"), NOTE),
    "infinite": (f("return np.exp(-z) * 1e9"), NOTE),
    "raises in a note": (f("return z.nothing"), NOTE),
    "uses": (f("return np.tanh(z)"), WITHOUT),
    "obeys": (f("return z"), WITHOUT),
    "alias": ("from math import tanh as t\n" + f("return t(z)"), WITHOUT),
    "getattr": (f("return getattr(np, 'tanh')(z)"), WITHOUT),
    "lambda": ("f = lambda z: np.tanh(z)", WITHOUT),
    "plot": (f("z = np.linspace(-3, 3)\nax.plot(z, np.tanh(z))\nax.set_title('t')", "ax"), PLOT),
    "legend": (
        f("z = np.linspace(-3, 3)\nax.plot(z, z, label='$z$')\nax.legend()", "ax"),
        PLOT,
    ),
    "no plot": (f("return 3", "ax"), PLOT),
    "expression": (f("return z * z * beta", "z, beta"), SYMBOLIC),
    "other expression": (f("return z * z * beta + 1", "z, beta"), SYMBOLIC),
    "number": (f("return 3", "z, beta"), SYMBOLIC),
    "no expression": (f("return 'z'", "z, beta"), SYMBOLIC),
    "derivatives": (f("return sympy.diff(z ** 3 * beta / 3, z)", "z, beta"), SYMBOLIC),
    "unevaluated": (f("return sympy.Derivative(z ** 3, z)", "z, beta"), SYMBOLIC),
    "new symbol": (f("return sympy.Symbol('y') * beta", "z, beta"), SYMBOLIC),
    "call": (f("return [z, (1, 'a')]"), "print(checks.call(f, 2.5))"),
    "record": (
        f("print('said', z)\nimport warnings\nwarnings.warn('well')\nreturn z"),
        "record = checks.call_record(f, 2.5)\nprint(record.printed, record.warnings)",
    ),
    "called back": (f("return g(2.0) + g(3.0)", "g"), "print(checks.call(f, lambda z: z * z))"),
    "call back fails": (f("return g(2.0)", "g"), "checks.call(f, lambda z: [][3])"),
    "shown": (f("return 1.0", "first, *others, last=2"), "checks.call(f, 1, 2, 3, nothing=4)"),
    "descent": (
        f("for _ in range(50):\n    x = x - 0.1 * slope(x)\nreturn x", "slope, x"),
        "checks.equals(checks.call(f, lambda x: 2 * x, 1.0), 0.0, 'the minimum', atol=1e-3)",
    ),
    "marks": (
        f("return np.abs(z)"),
        "marks = checks.Marks()\n"
        "with marks.part(1, 'positive'):\n    checks.agrees(f, lambda z: z, [1.0])\n"
        "with marks.part(2, 'negative'):\n    checks.agrees(f, lambda z: z, [-1.0])\n"
        "print(marks.total())",
    ),
    "in place": (
        "def fill_(w, generator=None):\n    with torch.no_grad():\n"
        "        w.uniform_(generator=generator)",
        "w = checks.remote(torch.empty, 2, 3)\n"
        "checks.call(fill_, w, generator=checks.generator(4))\nprint(checks.value(w))",
    ),
    "module": (
        MODULE,
        "net = checks.call(make_network, torch.nn.ReLU)\n"
        "names = list(checks.model_state(net)['parameters'])\nprint(names)\n"
        "checks.set_parameters(net, {name: np.full((2, 2), 0.5) for name in names})\n"
        "checks.set_gradients(net, {names[0]: np.ones((2, 2))})\n"
        "checks.freeze(net, names[1:])\nfound = checks.pullback(net, [np.ones((1, 2), 'f4')])\n"
        "print(found, checks.model_state(net))",
    ),
    "module of the test": (
        "def total(model, x):\n    return float(model(x).sum())",
        "layer = checks.remote(torch.nn.Linear, 2, 2)\n"
        "net = checks.remote(torch.nn.Sequential, layer, checks.remote(torch.nn.ReLU))\n"
        "checks.set_parameters(net, {'0.weight': np.eye(2), '0.bias': np.zeros(2)})\n"
        "print(checks.call(total, net, torch.tensor([[1.0, -2.0]])))",
    ),
    "no module": (
        "def make_network(unit):\n    return 5",
        "print(checks.model_state(checks.call(make_network, torch.nn.ReLU)))",
    ),
    "detached": (
        "def double(x):\n    return 2 * x.detach()",
        "print(checks.pullback(double, [np.ones(2)]))",
    ),
}


class LocalWithSources(Local):
    """The local backend, as it is in a notebook."""

    def __init__(self, *sources: str) -> None:
        super().__init__()
        self._sources = [*sources]

    def sources(self) -> list[str]:
        """Return the notebook's cells."""
        return self._sources


LIBRARIES = {"np": np, "torch": torch, "sympy": sympy, "checks": checks}


def said(test: str, names: dict[str, Any], backend: Backend) -> str:
    """Run a test; return what it prints, and the name and text of what it raises."""
    printed = io.StringIO()
    with using(backend, 11), contextlib.redirect_stdout(printed):
        try:
            exec(test, {**LIBRARIES, **names})
        except Exception as error:
            print(type(error).__name__, error, sep=": ")
    return printed.getvalue()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore")
def test_the_same_answer_gives_the_same_sentence(case: str) -> None:
    source, test = CASES[case]
    names: dict[str, Any] = {**LIBRARIES}
    exec(source, names)
    defined = {name: names[name] for name in defined_names(source)}
    local = said(test, defined, LocalWithSources(source))
    with served(source, **LIBRARIES) as session:
        proxies = {name: session.get(name) for name in defined_names(source)}
        remote = said(test, proxies, RemoteBackend(session, [source]))
        assert session.lost is None
    if " of the answer>" in remote:  # how an object shows itself does not cross
        remote, local = without_got(remote), without_got(local)
    assert remote == local


def without_got(text: str) -> str:
    """Return a text without its lines that show what an answer gave."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("  got:  "))


def test_the_cases_are_not_all_alike() -> None:
    """A comparison of equal texts says little if all texts are empty."""
    texts = set()
    for source, test in CASES.values():
        names: dict[str, Any] = {**LIBRARIES}
        exec(source, names)
        defined = {name: names[name] for name in defined_names(source)}
        with np.errstate(all="ignore"):
            texts.add(said(test, defined, LocalWithSources(source)))
    assert len(texts) > len(CASES) * 2 / 3


FORMLESS = {
    "a handle without a number": Call(["handle", "0"], ["list"], ["dict"]),
    "a handle with more to it": Call(["handle", 0, "f"], ["list"], ["dict"]),
    "a callback without a name": Call(["handle", 0], ["list", ["callback", 0]], ["dict"]),
    "a reference of three parts": Call(["reference", "numpy", "a", "b"], ["list"], ["dict"]),
    "arguments that are not a list": Call(["handle", 0], "z", ["dict"]),
    "keywords that are not a dict": Make(["handle", 0], ["list"], ["list"]),
    "several calls whose keywords are not a list": Each(["handle", 0], ["list"], 1),
}


@pytest.mark.parametrize("request_", FORMLESS.values(), ids=[*FORMLESS])
def test_a_request_without_form_is_refused_and_the_next_one_answered(request_: Message) -> None:
    namespace: dict[str, object] = {"f": lambda *_: 1.0}
    with other_side(lambda channel: Service(channel, namespace).run()) as channel:
        replies = []
        for request in (Get("f"), request_, Call(["handle", 0], ["list"], ["dict"])):
            channel.send(request.header())
            replies.append(from_snapshot(channel.receive(SOON).header))
    assert isinstance(replies[1], Raised)
    assert replies[1].type == "PeerError"
    assert "no known form" in replies[1].message
    assert replies[2] == Done(1.0)
