"""The plan: what runs for the sake of a grade, and why."""

from __future__ import annotations

import pytest

from autograder.needs.plan import plan
from autograder.needs.reading import CodeCell
from tests.support.cells import IMPORTS, answer, looks_at, other

RELU = answer("def relu(z):\n    return np.maximum(z, 0) * scale")
DRAWS = answer("start = np.random.normal()")
PURE = answer("def relu(z):\n    return np.maximum(z, 0)")
TOP = answer(IMPORTS)


def runs(*cells: CodeCell) -> bool:
    """Tell whether the first cell without a role runs."""
    whole = (TOP, *cells)
    place = next(index for index, cell in enumerate(whole) if not cell.role)
    return place not in plan(whole).left_out


LEFT_OUT = {
    "a picture of an answer": (PURE, other("z = np.ones(3)\nprint(relu(z), z)"), looks_at("relu")),
    "a name that nothing reads": (other("scale = 2"), PURE, looks_at("relu")),
    "what stands behind the last test": (RELU, looks_at("relu"), other("scale = 2")),
    "a name that is an argument there": (
        other("scale = 2"),
        answer("def relu(z, scale):\n    return z * scale"),
        looks_at("relu"),
    ),
    "a name that the answer binds first": (
        other("scale = 2"),
        answer("scale = 1\nrelu = lambda z: z\nprint(relu(scale))"),
        looks_at("relu"),
    ),
    "a loop's own name": (
        other("z = 2"),
        answer("def relu(z):\n    return z\nfor z in (1, 2):\n    print(relu(z))"),
        looks_at("relu"),
    ),
    "an own list": (other("found = []\nfound.append(relu(1))"), PURE, looks_at("relu")),
    "a random draw": (other("print(np.random.normal())"), PURE, looks_at("relu")),
    "a class whose method is called": (
        answer("import torch\nclass F(torch.autograd.Function):\n    @staticmethod\n"
               "    def forward(ctx, z):\n        return z\ndef relu(z):\n    return F.apply(z)"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a library's function under another name": (
        answer("relu = np.abs"), other("print(relu(1))"), looks_at("relu"),
    ),
    "a function that SymPy has compiled": (
        answer("import sympy\nx = sympy.Symbol('x')\nrelu = sympy.lambdify(x, abs(x), 'numpy')"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a value that nothing changes": (
        answer("from statistics import NormalDist\nnormal = NormalDist()\n"
               "def relu(z):\n    return z * normal.cdf(z)"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "warnings that are put back": (
        other("import warnings\nwith warnings.catch_warnings():\n"
              "    warnings.simplefilter('ignore')\n    print(relu(1))"),
        PURE,
        looks_at("relu"),
    ),
    "the name of a class": (other("print(PURE.__class__.__name__)"), PURE, looks_at("relu")),
    "a function made by a library": (
        answer("relu = np.vectorize(lambda z: max(z, 0))"), other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a path and a message": (
        other("import os, sys\nprint(os.path.join('a', os.sep), file=sys.stderr)"),
        PURE,
        looks_at("relu"),
    ),
    "a seed behind which nothing needed draws": (
        answer("np.random.seed(1)"), other("print(np.random.normal())"), PURE, looks_at("relu"),
    ),
    "a seed set by an answer that only tests call": (
        other("np.random.seed(1)"),
        answer("def relu(z):\n    return z + np.random.normal()\nconstant = np.exp(1.0)"),
        looks_at("relu"),
    ),
    "a star import of a known library": (
        other("from numpy import *\nprint(exp(1))"), PURE, looks_at("relu"),
    ),
    "what an answer does not read of a star import": (
        answer("from numpy import *\ndef relu(z):\n    return maximum(z, 0)"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "an own generator": (other("rng = np.random.default_rng(0)"), PURE, looks_at("relu")),
    "a seed that is put back": (
        other("from helpers.seeds import seeded\nwith seeded(3):\n    print(relu(1))"),
        PURE,
        looks_at("relu"),
    ),
    "a name that the answer defines besides": (
        other("other = 3"),
        answer("def relu(z):\n    return z\nother = 1"),
        CodeCell("relu", "test", ("relu", "other"), "test"),
    ),
    "broken code": (other("scale = = 2"), RELU, looks_at("relu")),
    "a setting for a while": (
        other("with np.errstate(all='ignore'):\n    print(1)"), PURE, looks_at("relu"),
    ),
    "timing of an own experiment": (other("%%time\nz = relu(1)"), PURE, looks_at("relu")),
    "timing of a line": (
        other("%time z = relu(1)\n%timeit -n 2 -r1 relu(2)"), PURE, looks_at("relu"),
    ),
    "inline figures": (other("%matplotlib inline\nz = relu(1)"), PURE, looks_at("relu")),
}  # fmt: skip
SHARED = answer("data = [1, 2]\ndef relu(z):\n    return data[0] * z")
NEEDED = {
    "a name that the answer reads": (other("scale = 2"), RELU, looks_at("relu")),
    "it too when it comes later": (RELU, other("scale = 2"), looks_at("relu")),
    "one that a needed one reads": (
        other("half = 2"), other("scale = 2 * half"), RELU, looks_at("relu"),
    ),
    "the tested name": (PURE, other("relu = abs"), looks_at("relu")),
    "a deleted name": (PURE, other("del relu"), looks_at("relu")),
    "a builtin under another meaning": (
        other("max = min"), answer("def relu(z):\n    return max(z, 0)"), looks_at("relu"),
    ),
    "an import of its name": (
        other("from math import sqrt as scale"), RELU, looks_at("relu"),
    ),
    "a loop that binds it": (other("for scale in (1, 2):\n    pass"), RELU, looks_at("relu")),
    "a global name in a function that is called": (
        other("def f():\n    global scale\n    scale = 3\nf()"), RELU, looks_at("relu"),
    ),
    "an item that is set": (SHARED, other("data[0] = 5"), looks_at("relu")),
    "a method that may change it": (SHARED, other("data.append(5)"), looks_at("relu")),
    "a value that is handed on": (SHARED, other("np.random.shuffle(data)"), looks_at("relu")),
    "an alias": (SHARED, other("same = data\nsame[0] = 5"), looks_at("relu")),
    "an alias in two cells": (
        SHARED, other("same = data"), other("same[0] = 5"), looks_at("relu"),
    ),
    "an item of an item": (
        answer("data = [[1]]\ndef relu(z):\n    return data[0][0] * z"),
        other("for row in data:\n    row[0] = 5"),
        looks_at("relu"),
    ),
    "a place for a result": (SHARED, other("np.multiply(data, 2, out=data)"), looks_at("relu")),
    "a place for a result by position": (SHARED, other("np.exp(data, data)"), looks_at("relu")),
    "an increment": (other("scale = 1\nscale += 1"), RELU, looks_at("relu")),
    "an iterator that is used up": (
        answer("data = iter([1, 2])\ndef relu(z):\n    return next(data)"),
        other("print(next(data))"),
        looks_at("relu"),
    ),
    "an answer with a memory": (
        answer("def relu(z, seen=[]):\n    seen.append(z)\n    return len(seen)"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "an answer that counts its calls": (
        answer("calls = 0\ndef relu(z):\n    global calls\n    calls += 1\n    return calls"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a counter on the function": (
        answer("def relu(z):\n    relu.calls += 1\n    return relu.calls\nrelu.calls = 0"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a class that counts": (
        answer("class Net:\n    seen = []\n    def __init__(self):\n        self.seen.append(1)"),
        other("net = Net()"),
        looks_at("Net"),
    ),
    "an object that is called": (
        answer("class Net:\n    def __call__(self, z):\n        self.z = z\nnet = Net()"),
        other("net(3)"),
        looks_at("net"),
    ),
    "an object whose operators have effects": (
        answer("class Net:\n    n = 0\n    def __len__(self):\n        self.n += 1\n"
               "        return self.n\nnet = Net()"),
        other("print(len(net))"),
        looks_at("net"),
    ),
    "a function made with a value that it may change": (
        answer("import functools\ndef f(seen, z):\n    seen.append(z)\n    return len(seen)\n"
               "relu = functools.partial(f, [])"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a function made by something under the name of a library": (
        answer("class np:\n    def vectorize(f):\n        return iter([1, 2, 3])\n"
               "relu = np.vectorize(abs)"),
        other("print(next(relu))"),
        looks_at("relu"),
    ),
    "a function made with a name of such a value": (
        answer("import functools\ndef f(seen, z):\n    seen.append(z)\n    return len(seen)\n"
               "data = []\nrelu = functools.partial(f, data)"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a module's part that could be changed, under another name": (
        other("options = np.random.default_rng\nnp.random.default_rng = min"), PURE,
        looks_at("relu"),
    ),
    "a class that registers": (
        answer("import functools\n@functools.singledispatch\ndef relu(z):\n    return z"),
        other("@relu.register\ndef _(z: int):\n    return 0"),
        looks_at("relu"),
    ),
    "a closure with a state": (
        answer("def make():\n    n = 0\n    def f(z):\n        nonlocal n\n        n += 1\n"
               "        return n\n    return f\nrelu = make()"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "a function that remembers": (
        answer("import functools\nscale = [1]\n@functools.lru_cache\ndef relu(z):\n"
               "    return z * scale[0]"),
        other("print(relu(1))"),
        looks_at("relu"),
    ),
    "another meaning of a library's function": (other("np.maximum = min"), PURE, looks_at("relu")),
    "it too under another name of the library": (
        other("import numpy\nnumpy.maximum = min"), PURE, looks_at("relu"),
    ),
    "a setting": (other("np.seterr(all='raise')"), PURE, looks_at("relu")),
    "a timed assignment": (other("%time scale = 2"), RELU, looks_at("relu")),
    "a seed": (other("np.random.seed(1)"), PURE, DRAWS, looks_at("start")),
    "a seed set by an answer that is called": (
        answer("def relu(z):\n    np.random.seed(0)\n    return z"),
        other("print(relu(1))"),
        DRAWS,
        looks_at("start"),
    ),
    "what may draw behind a seed": (
        answer("np.random.seed(1)"), other("print(np.random.normal())"), DRAWS, looks_at("start"),
    ),
    "what may draw behind a seed, in front of what an answer reads": (
        answer("np.random.seed(1)"),
        other("np.random.normal()"),
        other("scale = np.random.normal()"),
        RELU,
        looks_at("relu"),
    ),
    "what may draw in front of a function that is called": (
        answer("np.random.seed(1)"),
        answer("def draw():\n    return np.random.normal()"),
        other("np.random.normal()"),
        answer("start = draw()"),
        looks_at("start"),
    ),
    "what may draw in front of a generator that is used up": (
        answer("draws = (np.random.normal() for _ in range(3))"),
        answer("np.random.seed(1)"),
        other("np.random.normal()"),
        answer("start = [*draws]"),
        looks_at("start"),
    ),
    "another folder": (other("import os\nos.chdir('/')"), PURE, looks_at("relu")),
    "the environment": (other("import os\nos.environ['A'] = '1'"), PURE, looks_at("relu")),
    "another place for prints": (
        other("import sys\nsys.stdout = open('out.txt')"), PURE, looks_at("relu"),
    ),
    "a file": (other("np.save('weights.npy', np.ones(3))"), PURE, looks_at("relu")),
    "an opened file": (other("open('weights.txt', 'w').write('1')"), PURE, looks_at("relu")),
    "a registry": (
        answer("found = {}\ndef register(f):\n    found[f.__name__] = f\n    return f\n"
               "def relu(z):\n    return found['g'](z)"),
        other("@register\ndef g(z):\n    return z"),
        looks_at("relu"),
    ),
    "a use in a comprehension": (
        SHARED, other("[row.clear() for row in [data]]"), looks_at("relu"),
    ),
    "an alias by an argument": (
        SHARED, other("def change(x):\n    x[0] = 5\nchange(data)"), looks_at("relu"),
    ),
    "an alias by a function's result": (
        SHARED, other("def get():\n    return data\nget()[0] = 5"), looks_at("relu"),
    ),
    "an alias made by a walrus": (SHARED, other("(same := data)[0] = 5"), looks_at("relu")),
}  # fmt: skip
HIDDEN = {
    "exec": "exec('scale = 2')",
    "eval": "eval('scale')",
    "globals": "globals()['scale'] = 2",
    "locals at the top": "locals().update(scale=2)",
    "a star import": "from scipy import *",
    "setattr": "setattr(np, 'maximum', min)",
    "getattr with a made name": "getattr(np, 'max' + 'imum')",
    "another name of exec": "run = exec\nrun('scale = 2')",
    "a magic that assigns": "x = %time 2",
    "a shell command": "!ls",
    "a magic": "%run other.py",
    "a cell magic": "%%bash\nls",
    "help": "np?",
    "the namespace of a function": "print.__globals__",
    "the namespace of an object": "np.__dict__['maximum']",
    "the shell": "get_ipython().user_ns['scale'] = 2",
    "IPython's history": "print(Out)",
    "the last value": "print(_)",
    "an unknown module": "import inspect\ninspect.stack()",
    "what is loaded": "import sys\nsys.modules['numpy']",
    "what is loaded, by a name of its own": "from sys import modules\nmodules['numpy']",
    "the notebook as a module": "import __main__\n__main__.scale = 2",
    "a module that is handed on": "f(np)",
    "a module under another name": "xp = np\nxp.maximum = min",
    "a part of a module under another name": "r = np.random\nr.seed(0)",
    "a decorator of a library": "@np.memoize\ndef g(z):\n    return z",
    "input": "input()",
    "an expression too deep to be read": "-" * 20_000 + "1",
}


@pytest.mark.parametrize("cells", LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_what_nothing_reads_is_left_out(cells: tuple[CodeCell, ...]) -> None:
    assert plan((TOP, *cells)).hidden == ""
    assert not runs(*cells)


@pytest.mark.parametrize("cells", NEEDED.values(), ids=NEEDED.keys())
def test_what_an_outcome_may_depend_on_runs(cells: tuple[CodeCell, ...]) -> None:
    assert plan((TOP, *cells)).hidden == ""
    assert runs(*cells)


@pytest.mark.parametrize("source", HIDDEN.values(), ids=HIDDEN.keys())
def test_everything_runs_where_a_cell_hides_what_it_does(source: str) -> None:
    idle = other("idle = 1")
    for cell in (other(source), answer(source)):
        found = plan((TOP, idle, cell, PURE, looks_at("relu")))
        assert found.hidden.startswith(cell.label)
        assert not found.left_out and found.seeding == 0


def test_what_a_cell_behind_the_last_test_hides_does_not_matter() -> None:
    found = plan((TOP, PURE, looks_at("relu"), other("exec('1')")))
    assert not found.hidden and found.left_out == {3}


def test_a_test_may_hide_what_it_likes() -> None:
    hiding = CodeCell("exec('relu(1)')", "test", ("relu",), "test")
    assert plan((TOP, other("idle = 1"), PURE, hiding)).left_out == {1}


def test_reasons_name_what_is_read_and_who_reads_it() -> None:
    found = plan((TOP, other("scale = 2"), RELU, other("data = []"), looks_at("relu")))
    assert {i: (need.reason, need.by_name) for i, need in found.needs.items()} == {
        1: ("binds `scale` for answer", True)
    }


def test_reasons_tell_a_side_effect() -> None:
    found = plan((TOP, SHARED, other("data[0] = 1"), looks_at("relu")))
    assert {i: (need.reason, need.by_name) for i, need in found.needs.items()} == {
        2: ("may change `data`", False)
    }


def test_a_notebook_without_tests_needs_nothing() -> None:
    assert plan((other("scale = 2"), other("exec('1')"))).left_out == {0, 1}


def test_the_plan_is_a_function_of_the_text() -> None:
    cells = (TOP, other("scale = 2"), RELU, looks_at("relu"))
    assert plan(cells) == plan.__wrapped__(cells)
