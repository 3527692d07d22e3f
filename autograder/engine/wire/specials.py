"""Special methods: by which names Python's operations go, on both sides.

A class of the answer's tells which of them it has (`answer_side.operations`), and its stand-in in
the test gets just these (`test_side.likenesses`): what is no container here is none there.
"""

from __future__ import annotations

BINARY = (
    "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift",
    "rshift", "and", "xor", "or",
)  # fmt: skip
"""Operators with two operands: `__add__`, and `__radd__` and `__iadd__` with it."""

IN_PLACE = tuple(name for name in BINARY if name != "divmod")
UNARY = ("neg", "pos", "abs", "invert", "round", "trunc", "floor", "ceil")
CONVERSIONS = ("float", "int", "complex", "index", "len")
ORDER = ("lt", "le", "gt", "ge")
OTHERS = ("getitem", "setitem", "delitem", "contains", "iter", "next", "reversed", "call",
          "enter", "exit")  # fmt: skip

ALL = frozenset(
    f"__{name}__"
    for name in (
        *(prefix + name for prefix in ("", "r") for name in BINARY),
        *("i" + name for name in IN_PLACE),
        *UNARY, *CONVERSIONS, *ORDER, *OTHERS,
        "eq", "ne", "hash", "bool", "str", "repr", "format",
    )
)  # fmt: skip
"""All names of special methods that a class may tell of."""
