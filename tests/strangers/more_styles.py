"""More notebooks of the strangers' course: styles that are rarer, and all of them in use."""

from __future__ import annotations

from importlib.util import find_spec

from tests.strangers.course import Answer, Cell, Given, Marked, Test

PATCHED = """\
from unittest.mock import patch
with patch('builtins.input', side_effect=['3', '4']), patch('builtins.print') as printed:
    ask()
printed.assert_called_with(7)"""

CHECKER = """\
def assert_sorted(found, values):
    assert found == sorted(values), f'{values} came out as {found}'
KNOWN = [[3, 1, 2], [], [1, 1]]"""

WORDS: list[Cell] = [
    Given("import re\nFACTOR = 3\nnames = ['Ada', 'Bob']"),
    Answer(
        "sort-first", "def smaller(values, pivot):\n    return [v for v in values if v < pivot]"
    ),
    Given("# The second half of the answer stands below."),
    Answer(
        "sort-second",
        "def quick(values):\n    if not values:\n        return []\n    first, *rest = values\n"
        "    others = [v for v in rest if v >= first]\n"
        "    return quick(smaller(rest, first)) + [first] + quick(others)",
    ),
    Test("sort-helper", CHECKER, 0),
    Test("sort-known", "for values in KNOWN:\n    assert_sorted(quick(values), values)", 2),
    Test(
        "sort-kept",
        "for values in KNOWN:\n    before = list(values)\n    quick(values)\n"
        "    assert values == before, 'the argument was changed'",
    ),
    Answer("ask", "def ask():\n    a, b = int(input('a')), int(input('b'))\n    print(a + b)"),
    Test("ask-patched", PATCHED, 1.25),
    Test(
        "ask-by-hand",
        "import builtins\nold, builtins.input = builtins.input, lambda *_: '5'\n"
        "try:\n    ask()\nfinally:\n    builtins.input = old",
        0.75,
    ),
    Answer(
        "greet",
        "def greet(name):\n    return f'Hello, {name}! You have {FACTOR * len(name)} points.'",
    ),
    Test(
        "greet-pattern",
        "for name in names:\n    assert re.match(rf'Hello,? {name}', greet(name))\n"
        "    assert re.search(r'\\b\\d+ points', greet(name), re.IGNORECASE)",
    ),
    Test(
        "greet-global",
        "FACTOR = 5\nassert '15 points' in greet('Ada'), 'the factor should be read when called'",
    ),
    Test("greet-global-after", "assert FACTOR == 5 and greet('A').endswith(' 5 points.')"),
    Answer(
        "fact",
        "def fact(n):\n    '''Return n!.\n\n    >>> fact(3)\n    6\n    >>> fact(0)\n    1\n"
        "    '''\n"
        "    return 1 if n < 2 else n * fact(n - 1)",
    ),
    Test(
        "fact-source",
        "import inspect\ntext = inspect.getsource(fact)\nassert text.count('fact(') > 1\n"
        "assert 'for ' not in text and 'math' not in text",
    ),
    Test(
        "fact-doctest",
        "import doctest\nfound = doctest.DocTestFinder().find(fact, 'fact', globs={'fact': fact})\n"
        "runner = doctest.DocTestRunner(verbose=False)\nfor one in found:\n    runner.run(one)\n"
        "assert runner.summarize(verbose=False).failed == 0\nassert found[0].examples",
    ),
    Test("fact-deep", "assert fact(20) == 2432902008176640000\nprint(fact(5))"),
    Answer("show", "for n in range(3):\n    print(n, fact(n))\nshown = [n for n in range(3)]"),
    Test("show-loop", "total = 0\nfor n in shown:\n    total += n\nassert total == 3"),
    Test("show-type", "assert type(shown) is list and all(isinstance(n, int) for n in shown)"),
]
"""Answers in two cells, helpers of tests, mocks, patterns, source, doctests, recursion."""

RUN = "%run -i other_script.py\n%load_ext autoreload\n%autoreload 2\nfiles = !ls data"

SHELL: list[Cell] = [
    Given("import asyncio\nimport numpy as np\nimport matplotlib.pyplot as plt"),
    Given(RUN, locked="run"),
    Answer("twice", "def twice(x):\n    return by_script(x)"),
    Test("twice-run", "assert twice(2) == 4\nassert list(files) == ['table.csv']"),
    Answer("wait", "async def wait(x):\n    await asyncio.sleep(0)\n    return x + 1"),
    Test("wait-await", "assert await wait(1) == 2"),
    Test("wait-gather", "both = await asyncio.gather(wait(1), wait(2))\nassert both == [2, 3]"),
    Answer("bars", "plt.bar([0, 1], [2, 3])\nplt.title('Bars');\nmine = plt.gcf()"),
    Test("bars-figure", "assert mine.axes[0].get_title() == 'Bars'\nassert len(mine.axes) == 1"),
    Test(
        "bars-again",
        "plt.close('all')\nplt.plot([1, 2]); axes = plt.gca()\n"
        "assert len(axes.lines) == 1 and plt.gcf().axes == [axes]",
    ),
    Answer("timed", "%%capture said\nprint('quiet')\nresult = twice(5)"),
    Test("timed-captured", "assert said.stdout == 'quiet\\n'\nassert result == 10"),
    Test("timed-magic", "import os\nhere = %pwd\nassert os.getcwd() == here"),
    Test(
        "rich",
        "class Points:\n    def __repr__(self):\n        return '0.5'\n"
        "    def _repr_html_(self):\n        return '<b>0.5</b>'\nassert twice(1) == 2\nPoints()",
        2,
    ),
    Test(
        "shown",
        "from IPython.display import display, HTML\ndisplay(HTML('<i>1</i>'))\n"
        "assert twice(0) == 0\n2 if result == 10 else 0",
        2,
    ),
    Test("text-value", "assert twice(1) == 2\n'all is well'"),
    Test("number-array", "np.float64(0.25) if twice(3) == 6 else 0", 0.5),
    Test("none-value", "assert twice(1) == 2\nNone"),
    Test("sum-of-parts", "sum([0.125] * (3 if result == 10 else 1))", 0.375),
]
"""Magics, a script, await, figures of pyplot, rich outputs, numbers of every kind."""

LONG = "cell-" + "0123456789abcdef" * 4

NAMED: list[Cell] = [
    Answer("cell-abc123def456", "def f(x):\n    return x * x"),
    Test("cell-abc123def456-tests", "assert f(3) == 9"),
    Test("f-hidden", "", 1, hidden="assert f(-2) == 4"),
    Answer(LONG, "value = f(4)"),
    Test(f"{LONG}-hidden", "assert value == 16"),
    Test("1", "assert value > 0"),
    Test("_under_score_", "assert isinstance(value, int)"),
    Answer("UPPER-tests", "other = value + 1"),
    Test("Upper-Tests", "assert other == 17"),
    Marked("by-hand", "by_hand = 1", 3),
    Test("after-hand", "assert by_hand == 1", 0.1),
    Test("empty", "", 1),
    Test("only-comment", "# nothing is tested", 2),
]
"""Grade ids of every legal kind, a graded cell of code for a person, tests that test nothing."""

TABLE: list[Cell] = [
    Given("import pandas as pd\nframe = pd.DataFrame({'a': [1, 2, 3], 'b': list('xyz')})"),
    Answer("pick", "picked = frame[frame.a > 1].reset_index(drop=True)"),
    Test(
        "pick-frame",
        "wanted = pd.DataFrame({'a': [2, 3], 'b': list('yz')})\n"
        "pd.testing.assert_frame_equal(picked, wanted)",
    ),
    Test(
        "pick-columns", "assert picked.shape == (2, 2)\nassert list(picked.columns) == ['a', 'b']"
    ),
]

MORE_NOTEBOOKS = {"words": WORDS, "shell commands": SHELL, "Übung 4": NAMED}
if find_spec("pandas") is not None:
    MORE_NOTEBOOKS["table"] = TABLE

MORE_WRONG: dict[str, dict[str, dict[str, str]]] = {
    "words": {
        "partly": {"sort-first": "def smaller(values, pivot):\n    return values"},
        "changes": {"sort-second": "def quick(values):\n    values.sort()\n    return values"},
        "fixed": {
            "greet": "F = FACTOR\ndef greet(name):\n    return f'Hello {name}, {F} points'",
            "ask": "def ask():\n    print(7)",
        },
        "loop": {
            "fact": "def fact(n):\n    p = 1\n    for i in range(n):\n        p *= i + 1\n"
            "    return p",
            "show": "shown = (0, 1, 2)",
        },
        "eternal": {"fact": "def fact(n):\n    return n * fact(n - 1)"},
    },
    "shell commands": {
        "partly": {"twice": "def twice(x):\n    return x + 2"},
        "sync": {"wait": "def wait(x):\n    return x + 1"},
        "bare": {"bars": "mine = plt.figure()", "timed": "result = 0"},
        "shouts": {
            "twice": "import sys\ndef twice(x):\n    print('?', file=sys.stderr)\n    return 2 * x"
        },
    },
    "Übung 4": {
        "partly": {"cell-abc123def456": "def f(x):\n    return abs(x) * 3"},
        "blank": {"by-hand": "", LONG: "value = 16.0"},
    },
}
"""Wrong answers of each notebook: student → grade id → what stands there."""

MORE_FILES = {"other_script.py": "def by_script(x):\n    return 2 * x\n"}
