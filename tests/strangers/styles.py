"""The notebooks of the strangers' course, with wrong answers to each."""

from __future__ import annotations

from tests.strangers.course import Answer, Cell, Given, Test, Written
from tests.strangers.more_styles import MORE_FILES, MORE_NOTEBOOKS, MORE_WRONG

BASICS: list[Cell] = [
    Given("import math\nimport numpy as np"),
    Answer("add", "def add(a, b):\n    return a + b"),
    Test("add-check", "assert add(1, 2) == 3\nassert add('a', 'b') == 'ab'", 2),
    Test("add-more", "assert add(-1, 1) == 0", 0.5, hidden="assert add([1], [2]) == [1, 2]"),
    Answer("area", "radius = 2.0\narea = math.pi * radius ** 2"),
    Test("area-global", "assert abs(area - 4 * np.pi) < 1e-9"),
    Test("area-type", "assert isinstance(radius, float), 'radius should be a float'", 0),
    Given("LIMIT = 10\n\ndef is_small(value):\n    return value < LIMIT", locked="tools"),
    Answer("small", "def smallest(values):\n    return min(v for v in values if is_small(v))"),
    Test("small-uses-given", "assert smallest([5, 3, 20]) == 3\nassert LIMIT == 10", 1),
    Test(
        "small-raises",
        "try:\n    smallest([])\nexcept ValueError:\n    pass\nelse:\n"
        "    raise AssertionError('no error for nothing')",
        1,
    ),
    Test(
        "partial",
        "points = 0\nif add(1, 1) == 2:\n    points += 0.5\n"
        "if smallest([1, 2]) == 1:\n    points += 1\npoints",
        2,
    ),
    Test(
        "printed",
        "import io, contextlib\nout = io.StringIO()\n"
        "with contextlib.redirect_stdout(out):\n    print(add(2, 2))\n"
        "assert out.getvalue().strip() == '4'",
    ),
    Test("names", "assert 'add' in globals() and 'smallest' in dir()\nassert callable(add)"),
    Test(
        "several",
        "for a in range(3):\n    for b in range(3):\n"
        "        assert add(a, b) == a + b, f'{a} + {b}'\nassert area > radius",
    ),
    Written("why", "Because a sum has no order."),
    Written("essay", "Describe your solution in a cell below.", task=True),
]
"""Plain asserts on functions and globals, given tools, points of 0, fractions, partial credit."""

CLASSES: list[Cell] = [
    Given("import numpy as np\nfrom dataclasses import dataclass"),
    Answer(
        "account",
        "class Account:\n    def __init__(self, owner, balance=0):\n"
        "        self.owner, self.balance = owner, balance\n"
        "    def deposit(self, amount):\n        if amount <= 0:\n"
        "            raise ValueError('too little')\n        self.balance += amount\n"
        "    def __repr__(self):\n        return f'{self.owner}: {self.balance}'\n"
        "    def __eq__(self, other):\n        return self.balance == other.balance",
    ),
    Test("account-new", "mine = Account('me', 5)\nassert mine.owner == 'me' and mine.balance == 5"),
    Test("account-goes-on", "mine.deposit(10)\nassert mine.balance == 15"),
    Test(
        "account-later",
        "mine.deposit(1)\nassert mine.balance == 16\nassert repr(mine) == 'me: 16'",
        hidden="assert mine == Account('you', 16)\nassert not mine == Account('you')",
    ),
    Test(
        "account-error",
        "from unittest import TestCase\n"
        "with TestCase().assertRaises(ValueError):\n    Account('x').deposit(-1)",
    ),
    Answer(
        "vector",
        "@dataclass\nclass Vector:\n    x: float\n    y: float\n"
        "    def __add__(self, other):\n"
        "        return Vector(self.x + other.x, self.y + other.y)\n"
        "    def __len__(self):\n        return 2\n    def __getitem__(self, i):\n"
        "        return (self.x, self.y)[i]\n    def norm(self):\n"
        "        return (self.x ** 2 + self.y ** 2) ** 0.5",
    ),
    Test(
        "vector-sum",
        "total = Vector(1, 2) + Vector(3, 4)\nassert total == Vector(4, 6)\n"
        "assert isinstance(total, Vector)",
    ),
    Test(
        "vector-items",
        "v = Vector(3.0, 4.0)\nassert len(v) == 2 and v[1] == 4.0\n"
        "assert list(v)[:2] == [3.0, 4.0]\nassert v.norm() == 5.0",
    ),
    Test("vector-attributes", "assert hasattr(Vector, 'norm')\nassert Vector.__name__ == 'Vector'"),
    Answer(
        "inherit",
        "class Savings(Account):\n    rate = 0.5\n    def grow(self):\n"
        "        self.balance *= 1 + self.rate",
    ),
    Test(
        "inherit-class",
        "assert issubclass(Savings, Account)\ns = Savings('s', 10)\ns.grow()\n"
        "assert s.balance == 15",
    ),
    Answer("numbers", "def numbers(n):\n    for i in range(n):\n        yield i * i"),
    Test(
        "generator",
        "assert list(numbers(4)) == [0, 1, 4, 9]\nit = numbers(3)\n"
        "assert next(it) == 0 and next(it) == 1",
    ),
]
"""Classes, objects that go on from test to test, operators, exceptions, generators."""

ARRAYS: list[Cell] = [
    Given(
        "%matplotlib inline\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
        "from numpy.testing import assert_allclose, assert_array_equal"
    ),
    Given("np.random.seed(7)\nsample = np.random.rand(20)"),
    Given("from helper_module import double\ntable = np.loadtxt('data/table.csv', delimiter=',')"),
    Answer(
        "scale",
        "def scale(x):\n    x = np.asarray(x, dtype=float)\n    return (x - x.mean()) / x.std()",
    ),
    Test(
        "scale-close",
        "assert_allclose(scale(sample).mean(), 0, atol=1e-12)\n"
        "assert_allclose(scale(sample).std(), 1)",
        1.5,
    ),
    Test(
        "scale-shape",
        "assert scale([1, 2, 3]).shape == (3,)\nassert scale([1, 2, 3]).dtype == np.float64",
    ),
    Answer(
        "columns",
        "means = table.mean(axis=0)\nbiggest = int(np.argmax(means))\ndoubled = double(means)",
    ),
    Test(
        "columns-values",
        "assert_array_equal(means, table.mean(axis=0))\nassert doubled[0] == 2 * means[0]",
        2,
    ),
    Test(
        "columns-file", "import os\nassert os.path.exists('data/table.csv')\nassert biggest == 2", 1
    ),
    Answer("draws", "draws = np.random.rand(3)"),
    Test(
        "draws-seeded",
        "np.random.seed(7)\nnp.random.rand(20)\nassert np.allclose(draws, np.random.rand(3))",
    ),
    Answer("plot", "fig, ax = plt.subplots()\nax.plot([0, 1], [0, 2])\nax.set_xlabel('t')"),
    Test(
        "plot-axes",
        "assert ax.get_xlabel() == 't'\nline = ax.get_lines()[0]\nassert line.get_ydata()[-1] == 2",
    ),
    Answer(
        "text",
        "words = {'a': 1, 'b': [1, 2]}\nunique = {3, 1, 2}\n"
        "with open('out.txt', 'w') as file:\n    file.write('done')",
    ),
    Test(
        "text-values",
        "assert words['b'] == [1, 2] and unique == {1, 2, 3}\n"
        "assert open('out.txt').read() == 'done'",
    ),
    Test("text-warns", "import warnings\nwarnings.warn('this is shown on stderr')\nassert words"),
    Test("magic", "%time assert scale([1, 3])[1] == 1.0"),
    Test("fails-inside", "assert (lambda f: f([2, 4]))(scale)[0] == -1\nassert True"),
]
"""Arrays, seeds, modules and files of the course, figures, magics, sets, warnings."""

NOTEBOOKS = {"basics": BASICS, "classes": CLASSES, "arrays": ARRAYS, **MORE_NOTEBOOKS}

WRONG: dict[str, dict[str, dict[str, str]]] = {
    "basics": {
        "partly": {"add": "def add(a, b):\n    return a - b"},
        "raises": {"area": "radius = 2\narea = undefined_name", "small": "1/0"},
        "blank": {"small": "# later"},
        "syntax": {"add": "def add(a, b:\n    return a"},
        "exits": {"add": "import sys\nadd = lambda a, b: sys.exit(0)"},
        "types": {"area": "radius = '2'\narea = 12.566370614359172"},
    },
    "classes": {
        "partly": {
            "account": "class Account:\n    def __init__(self, owner, balance=0):\n"
            "        self.owner, self.balance = owner, balance\n"
            "    def deposit(self, amount):\n        self.balance = amount"
        },
        "vector": {
            "vector": "class Vector:\n    def __init__(self, x, y):\n"
            "        self.x, self.y = x, y\n    def norm(self):\n        return 5.0"
        },
        "list": {"numbers": "def numbers(n):\n    return [i * i for i in range(n)]"},
        "none": {"inherit": "Savings = None"},
    },
    "arrays": {
        "partly": {"scale": "def scale(x):\n    return np.asarray(x) - np.mean(x)"},
        "other": {"columns": "means = table.mean(axis=1)\nbiggest = 2\ndoubled = double(means)"},
        "figure": {"plot": "plt.plot([0, 1], [0, 2])"},
        "unseeded": {"draws": "np.random.seed(1)\ndraws = np.random.rand(3)"},
        "nofile": {"text": "words = {'a': 1, 'b': [1, 2]}\nunique = [1, 2, 3]"},
    },
    **MORE_WRONG,
}
"""Wrong answers of each notebook: student → grade id → what stands there."""

FILES = {
    **MORE_FILES,
    "helper_module.py": "def double(x):\n    return 2 * x\n",
    "data/table.csv": "1,2,9\n3,4,5\n",
}
"""What lies beside the notebooks."""
