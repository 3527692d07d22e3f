"""Cells before a test in the free style: run tolerantly, without IPython's commands."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.engine.test_side.free_cells import FreeFixtures, compiled, run_tolerantly
from tests.support.free import attacked, free_result


def names_of(*cells: str, tests: tuple[int, ...] = ()) -> dict[str, Any]:
    """Return the names that cells define, without those that every notebook has."""
    names = FreeFixtures().names(cells, tests, 1)
    return {name: value for name, value in names.items() if not name.startswith("__")}


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("a = 1\n1 / 0\nb = 2", {"a": 1, "b": 2}),
        ("a = nothing\nb = 2", {"b": 2}),
        ("import nowhere_at_all\nb = 2", {"b": 2}),
        ("raise SystemExit\nb = 2", {"b": 2}),
        ("def f(:\nb = 2", {}),
        ("%matplotlib inline\nb = 2", {"b": 2}),
        ("%load_ext nothing\n!pip install nothing\nb = 2", {"b": 2}),
        ("!ls\n?print\nprint?\nb = 2", {"b": 2}),
        ("files = !ls\nb = 2", {"b": 2}),
        ("%%time\nb = 2", {"b": 2}),
        ("%%capture out\nb = 2", {"b": 2}),
        ("%%bash\nb=2", {}),
        ("%%writefile x.py\nb = 2", {}),
        ("if True:\n    %timeit 1\n    b = 2", {"b": 2}),
        ("get_ipython().run_line_magic('x', '')\nb = 2", {"b": 2}),
        ("%time b = 2", {"b": 2}),
        ("%time b = (", {}),
        ("for a in range(3):\n    b = a", {"a": 2, "b": 2}),
        ("b = 1\nassert b == 2\nb = 3", {"b": 3}),
        ("a, b = nothing(1), 2", {"b": 2}),
        ("[b, a] = (2, nothing)", {"b": 2}),
        ("(a, (b, c)), d = (nothing, (1, 2)), 3", {"d": 3}),
        ("a, b = 1, 2\na, b = b, a", {"a": 2, "b": 1}),
        ("a, *b = nothing, 2", {}),
        ("a, b = 1, 2, 3", {}),
        ("display(1)\nb = 2", {"b": 2}),
    ],
)
def test_a_statement_that_fails_is_passed_over(cell: str, values: dict[str, int]) -> None:
    assert {name: value for name, value in names_of(cell).items() if name != "display"} == values


def test_of_an_earlier_test_only_definitions_are_taken() -> None:
    cell = (
        "import math\na = 1\nb: int = 2\ndef f(): pass\nclass C: pass\n"
        "print(a)\nassert f\nif a: c = 3\nd = nothing()"
    )
    names = names_of("a = 0", cell, tests=(1,))
    assert set(names) == {"display", "math", "a", "b", "f", "C"}
    assert names["a"] == 1


def test_cells_before_a_test_show_nothing_and_warn_of_nothing(capsys: Any) -> None:
    names_of("import sys, warnings\nprint(1)\nprint(2, file=sys.stderr)\nwarnings.warn('x')")
    assert capsys.readouterr() == ("", "")


def test_each_cell_is_run_once() -> None:
    fixtures = FreeFixtures()
    first = fixtures.names(("log = [1]",), (), 1)
    second = fixtures.names(("log = [1]", "log.append(2)"), (), 1)
    assert second["log"] is first["log"] and second["log"] == [1, 2]
    assert fixtures.names(("log = [5]",), (), 1)["log"] == [5]


def test_no_figure_stays_open() -> None:
    names = names_of(
        "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nn = plt.get_fignums()"
    )
    assert names["n"] == [1]
    assert names["plt"].get_fignums() == []


def test_what_a_cell_does_to_the_tests_names_is_its_own() -> None:
    assert run_tolerantly("x = 1", names := {}, is_test=False) == set()
    assert names["x"] == 1


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("lamp = Lamp()", {"lamp"}),
        ("a, (b, c.d) = Lamp(), 2", {"a", "b"}),
        ("a, b = Lamp(), 5", {"a"}),
        ("class Torch(Lamp):\n    size = 1", {"Torch"}),
        ("width: int = Lamp.width", {"width"}),
        ("from no_such_library import check", set()),
        ("Lamp()", set()),
        ("lamp = (", set()),
    ],
)
def test_what_a_cell_cannot_make_without_the_answer_is_named_and_no_library(
    source: str, missing: set[str]
) -> None:
    assert run_tolerantly(source, {}, is_test=False) == missing


@pytest.mark.parametrize("source", ["def f(:", "x = = 1"])
def test_a_test_that_is_not_python_says_so(source: str) -> None:
    with pytest.raises(SyntaxError):
        compiled(source)
    assert free_result("", source).error == "SyntaxError"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("%matplotlib inline\n3", "3"), ("%%time\n3", "3"), ("x = 3\nx", "3"), ("!ls", None),
        ("3;", "3"), ("", None), ("def f(): return 3\nf()", "3"),
    ],
)  # fmt: skip
def test_a_test_may_hold_commands(source: str, value: str | None) -> None:
    result = free_result("", source)
    assert (result.value, result.error) == (value, "")


FIXTURE = "limit = 7\ndef helper(x):\n    return x + limit\nresult = f(2)\nimport math"


def test_a_test_sees_fixtures_answers_and_helpers_together() -> None:
    answer = "def f(x): return 2 * x\nlimit = 8\n"
    names = ("f", "limit", "missing")
    source = "helper(1), limit, f(1), 'missing' in globals(), 'helper' in dir(), math.pi > 3"
    result = free_result(answer, source, fixtures=(FIXTURE,), names=names)
    assert result.value == "(8, 8, 2, False, True, True)"


def test_a_test_that_changes_a_name_changes_it_for_no_other_test() -> None:
    fixtures = ("values = 1",)
    for _ in range(2):
        assert free_result("", "values += 1\nvalues", fixtures=fixtures).value == "2"


DRAWING = """
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
def draw():
    plt.title("here")
"""


@pytest.mark.parametrize(
    "source",
    [
        "draw()\nplt.gca().get_title()",
        "draw()\nplt.gcf().axes[0].get_title()",
        "import matplotlib.pyplot as plt\ndraw()\nplt.gca().get_title()",
        "from matplotlib import pyplot as p\ndraw()\np.gca().get_title()",
        "from matplotlib import pyplot\ndraw()\npyplot.gca().get_title()",
    ],
)
@pytest.mark.parametrize("fixtures", [(), ("import matplotlib.pyplot as plt",)])
def test_figures_are_those_of_the_answer(source: str, fixtures: tuple[str, ...]) -> None:
    result = attacked(DRAWING, source, fixtures=fixtures, names=("draw", "plt"))
    assert (result.value, result.error) == ("'here'", "")


def test_figures_are_those_of_the_answer_where_only_a_fixture_names_them() -> None:
    fixtures = ("import matplotlib.pyplot as plt\nimport numpy as np",)
    source = "draw()\nplt.gca().get_title(), np.pi > 3"
    result = attacked(DRAWING, source, fixtures=fixtures, names=("draw",))
    assert (result.value, result.error) == ("('here', True)", "")


def test_sources_are_read_from_the_submissions_file() -> None:
    function = "@functools.cache\ndef f(x):\n    return x\n"
    kind = "class C:\n    def m(self): pass\n"
    answer = f"import functools\n{function}{kind}"
    source = "import inspect\nprint(inspect.getsource(f))\nprint(inspect.getsource(C))"
    result = free_result(answer, source)
    assert result.printed == f"{function}\n{kind}\n"
    assert free_result(answer, source, sources=()).error == "OSError"
    assert (
        free_result("", "import inspect\nassert inspect.getsource(inspect.getsource)").error == ""
    )


def test_a_patched_builtin_is_put_back() -> None:
    before = issubclass
    free_result("class C: pass", "assert issubclass(C, object)")
    assert issubclass is before


def test_a_failure_of_pytest_is_a_failure() -> None:
    source = "import pytest\nwith pytest.raises(ValueError):\n    f()"
    assert free_result("def f(): pass", source).error == "Failed"
