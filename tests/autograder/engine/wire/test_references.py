"""References: public names of the scientific libraries, and nothing that lies behind them."""

from __future__ import annotations

import builtins
import functools
import math
import os
import subprocess
import sys
import types
from typing import Any

import numpy as np
import pytest
import scipy.special
import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from autograder.engine.wire.frames import PeerError
from autograder.engine.wire.references import PACKAGES, reference_to, resolve
from helpers import checks
from helpers.checks import acting

HANDED_OVER = [
    np.tanh, np.maximum, np.where, np.float64, np.random.default_rng, np.linalg.norm, np.sum,
    torch.tanh, torch.relu, torch.zeros, torch.tensor, torch.where, torch.clamp, torch.manual_seed,
    torch.Tensor, torch.Tensor.relu, torch.float64, torch.bfloat16, torch.Generator,
    torch.special.erf, torch.autograd.grad,
    functional.relu, functional.softplus, functional.gelu, functional.cross_entropy,
    nn.Linear, nn.ReLU, nn.Sequential, nn.Parameter, nn.init.kaiming_normal_, torch.optim.SGD,
    scipy.special.expit, scipy.special.erf,
    sympy.Symbol, sympy.exp, sympy.diff, sympy.symbols,
    math.tanh, math.exp, checks.new_axes, acting.act, acting.define,
]  # fmt: skip


@pytest.mark.parametrize(
    "thing", HANDED_OVER, ids=lambda thing: getattr(thing, "__name__", type(thing).__name__)
)
def test_what_tests_hand_over_arrives(thing: Any) -> None:
    reference = reference_to(thing)
    assert reference is not None
    tag, module, name = reference
    assert tag == "reference"
    assert resolve(module, name) is thing


class Own:
    """A class of a test's own."""

    def method(self) -> None:
        """Do nothing."""


Own.__module__ = "numpy"


@pytest.mark.parametrize(
    "thing",
    [
        *(np, os, torch.nn, sys, os.system, subprocess.run, eval, exec, open, print, abs, float),
        *(lambda z: z, functools.partial(np.tanh), Own, Own(), Own().method, checks.agrees),
        *(types.FunctionType, 3.0, "numpy", None, [], np.zeros(3), torch.zeros(3)),
        *(np.random.default_rng(0), sympy.Symbol("z"), nn.ReLU(), pytest.raises),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_nothing_else_is_a_reference(thing: Any) -> None:
    assert reference_to(thing) is None


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("subprocess", "run"),
        ("posix", "system"),
        ("numpyx", "tanh"),
        (".numpy", "tanh"),
        ("", "tanh"),
        ("helpers.checks.calls", "use"),
        ("helpers.checks.descriptions", "np"),
        ("helpers.checks.descriptions", "np.load"),
        ("helpers.checks.descriptions", "new_axes.__globals__"),
        ("autograder.engine.wire.references", "resolve"),
        ("numpy", "os"),
        ("numpy", "os.system"),
        ("numpy._core._methods", "os"),
        ("numpy._core._methods", "os.system"),
        ("numpy", "__builtins__"),
        ("numpy", "__builtins__.eval"),
        ("numpy", "__loader__"),
        ("numpy", "_core"),
        ("numpy", "linalg"),
        ("numpy", "linalg.norm"),
        ("numpy", "f2py"),
        ("numpy", "f2py.compile"),
        ("numpy", "tanh.__class__"),
        ("numpy", "ndarray.__class__"),
        ("numpy", "ndarray.__subclasses__"),
        ("numpy", "add.reduce"),
        ("numpy", "tanh."),
        ("numpy", ".tanh"),
        ("numpy", "a b"),
        ("numpy", ""),
        ("numpy", "pi"),
        ("torch", "os"),
        ("torch", "sys"),
        ("torch", "sys.modules"),
        ("torch", "builtins"),
        ("torch", "ctypes"),
        ("torch", "ops"),
        ("torch", "classes"),
        ("torch", "functional"),
        ("torch.serialization", "pickle"),
        ("torch.serialization", "os.system"),
        ("torch.serialization", "Any"),
        ("torch.nn.functional", "Callable"),
        ("torch.nn.functional", "importlib"),
        ("sympy", "os"),
        ("scipy.special", "os"),
        ("math", "__loader__"),
        ("math", "__spec__"),
        ("math", "pi"),
        (None, "tanh"),
        ("numpy", None),
        (["numpy"], "tanh"),
        ({}, {}),
        (b"numpy", b"tanh"),
    ],
)
def test_what_lies_behind_a_library_is_not_reached(module: Any, name: Any) -> None:
    with pytest.raises(PeerError):
        resolve(module, name)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_no_attribute_of_any_module_leads_out_of_the_libraries() -> None:
    """Every name of every module that is loaded now: 40 000 and more."""
    forbidden = {id(thing) for thing in vars(builtins).values()} | {
        id(thing)
        for module in (os, sys, subprocess)
        for thing in vars(module).values()
        if callable(thing)
    }
    reached = 0
    for module_name, module in list(sys.modules.items()):
        if module_name.split(".")[0] not in PACKAGES or not isinstance(module, types.ModuleType):
            continue
        for name in list(vars(module)):
            try:
                found = resolve(module_name, name)
            except PeerError:
                continue
            reached += 1
            assert not issubclass(type(found), types.ModuleType), (module_name, name)
            assert id(found) not in forbidden, (module_name, name)
            assert not name.startswith("_")
    assert reached > 1000


def test_looking_up_imports_nothing() -> None:
    code = (
        "import sys, numpy, scipy\n"
        "from autograder.engine.wire.references import resolve\n"
        "before = set(sys.modules)\n"
        "for module, name in (('scipy', 'stats'), ('scipy.special', 'expit'), ('torch', 'tanh'),\n"
        "                     ('numpy.f2py', 'compile'), ('numpy', 'f2py')):\n"
        "    try:\n        resolve(module, name)\n    except Exception as error:\n"
        "        print(type(error).__name__)\n"
        "print(set(sys.modules) - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout.split("\n") == ["PeerError"] * 5 + ["set()", ""]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["numpy", "torch", "os", "sympy.core", "math"]) | st.text(max_size=12),
    st.text("abmostyn_.", max_size=12) | st.text(max_size=12),
)
def test_any_words_give_a_library_name_or_a_refusal(module: str, name: str) -> None:
    try:
        found = resolve(module, name)
    except PeerError:
        return
    owner = getattr(found, "__objclass__", found)
    home = getattr(owner, "__module__", None) or type(owner).__module__
    assert home.split(".")[0] in PACKAGES
