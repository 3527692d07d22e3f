"""The rule "by hand": an answer may not let a machine do what the question asks for.

A rule is looked for twice. In the text of the answer's cell, where it is seen whatever the answer
would do; and in a call, where aliases, closures and helpers in other cells do not hide it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from helpers.checks.calls import calling
from helpers.checks.context import backend
from helpers.checks.differences import DIFFERENCES
from helpers.checks.failure import CheckFailed
from helpers.checks.rules import without
from helpers.checks.watching import Watched, watch
from helpers.checks.wording import name_of

_OWN = "__main__"
"""The module of everything that cells define."""


@dataclass(frozen=True)
class Tools:
    """A kind of tools that do a student's work.

    Attributes:
        names: how a text uses them: attributes and imported names.
        places: where they run, as `watching.watch` takes it.
    """

    names: tuple[str, ...]
    places: tuple[str, ...]


AUTOGRAD = Tools(
    names=(
        "autograd", "backward", "requires_grad", "requires_grad_", "grad", "vjp", "jvp", "vmap",
        "jacobian", "hessian", "jacrev", "jacfwd", "grad_and_value", "linearize", "functional_call",
        "forward_ad", "make_dual", "dual_level", "unpack_dual",
    ),
    places=(
        "torch.autograd:grad", "torch.autograd:backward", "torch.autograd.functional",
        "torch.autograd.graph:_engine_run_backward", "torch.autograd.forward_ad",
        "torch._functorch.eager_transforms", "torch._tensor:backward", "*:run_backward",
        "helpers.autodiff:backward",
        "*:_make_dual", "jax", "autograd",
    ),
)  # fmt: skip
"""Automatic differentiation, in reverse and forward mode."""

SYMBOLIC = Tools(
    names=(
        "diff", "Derivative", "fdiff", "idiff", "jacobian", "hessian", "gradient", "series",
        "limit", "Limit", "euler_equations", "as_finite_difference", "differentiate_finite",
        "derive_by_array", "Subs",
    ),
    places=(
        "*:fdiff", "sympy.core.function:diff", "sympy.series.limits:limit", "sympy.series.series",
        "sympy.calculus.finite_diff",
    ),
)  # fmt: skip
"""A computer algebra system that differentiates.

`fdiff` is the derivative of a function such as exp. SymPy differentiates polynomials unasked, for
instance to build a `Piecewise`: these do not count.
"""

NUMERIC = Tools(
    names=(
        "approx_fprime", "approx_derivative", "derivative", "differentiate", "gradient", "taylor",
        "CubicSpline", "UnivariateSpline", "imag", "view_as_real",
    ),
    places=(
        "mpmath.calculus.differentiation", "mpmath.calculus.approximation", "scipy.differentiate",
        "scipy.optimize._numdiff", "scipy.optimize:approx_fprime", "scipy._lib._finite_differences",
        "scipy.interpolate", "numpy.lib._function_base_impl:gradient", "numdifftools",
        f"{DIFFERENCES}:",
    ),
)  # fmt: skip
"""Differences, splines, series and complex steps."""

FRAMEWORKS = Tools(
    names=(
        "autograd", "requires_grad", "requires_grad_", "approx_fprime", "approx_derivative", "imag",
    ),
    places=(
        "torch", "jax", "autograd", "tensorflow", "sympy", "scipy.differentiate",
        "scipy.optimize._numdiff", "scipy.optimize:approx_fprime", "numdifftools",
    ),
)  # fmt: skip
"""Whatever differentiates, where a notebook builds a network from NumPy alone.

`backward` and `gradient` are free here: they are what the network's own methods are called.
"""

_BACKWARD = tuple(
    f"{unit}_backward"
    for unit in ("mish", "silu", "sigmoid", "softplus", "tanh", "gelu", "leaky_relu", "threshold")
)
KERNELS = Tools(names=("aten", *_BACKWARD), places=("torch._ops",))
"""The derivatives of units that PyTorch has for its own use, in its table of operators."""

_GIVEN_AWAY = ("autograd", "requires_grad", "requires_grad_", "imag", "view_as_real")
BACKPROPAGATION = Tools(
    names=_GIVEN_AWAY,
    places=(
        *(
            place
            for kind in (AUTOGRAD, SYMBOLIC, NUMERIC, KERNELS)
            for place in kind.places
            if "differences" not in place
        ),
        *(f"*:{name}" for name in _GIVEN_AWAY),
    ),
)
"""Whatever differentiates, where answers are whole chains of formulas.

Names such as `backward` may be the answer's own, and differences show by their digits.
"""


def by_hand(
    function: Callable[..., object],
    *args: object,
    tools: Sequence[Tools] = (AUTOGRAD, SYMBOLIC, NUMERIC, KERNELS),
    names: Sequence[str] = (),
    of: Callable[..., object] | None = None,
    because: str,
    **kwargs: object,
) -> None:
    """Check that an answer does its own work, in its text and in a call.

    Args:
        function: the answer.
        *args: positional arguments of the call.
        tools: the kinds of tools that it must not use.
        names: functions of libraries that it must not use either, such as `"tanh"`.
        of: the class that `function` is a method of: its cell is read, and messages name it.
        because: the rule, as the notebook states it: "here the gradients are formulas."
        **kwargs: keyword arguments of the call.

    Raises:
        CheckFailed: the answer uses one of them, or raised an exception.
    """
    places = [place for kind in tools for place in kind.places]
    places += [f"*:{name}" for name in names]
    answer = of or function
    seen = watched(function, args, kwargs, wanted=places, title=name_of(answer))
    without(answer, *(name for kind in tools for name in kind.names), *names, because=because)
    _refuse_reached(name_of(answer), seen["reached"], because)


def own_work(function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Check that an answer leaves its work to nobody: no function of `helpers.checks` runs in it.

    Args:
        function: the answer.
        *args: positional arguments of the call.
        **kwargs: keyword arguments of the call.

    Raises:
        CheckFailed: one of them does, or the answer raised an exception.
    """
    watched(function, args, kwargs)


def watched(
    function: Callable[..., object],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    *,
    wanted: Sequence[str] = (),
    title: str = "",
) -> Watched:
    """Watch a call of an answer, and refuse one below which a function of `helpers.checks` ran.

    Args:
        function: the answer.
        args: its positional arguments.
        kwargs: its keyword arguments.
        wanted: the functions to look for, as `watching.watch` takes them.
        title: what messages call the answer (default: its name).

    Returns:
        What the call has changed and reached; it comes from the answer's side and is not believed.

    Raises:
        CheckFailed: one of them did, or the answer raised an exception.
    """
    with calling(function, args, kwargs):
        seen = backend().perform(watch, function, list(args), dict(kwargs), list(wanted))
    places = _places(seen["reached"])
    if any(module.split(".")[:2] == ["helpers", "checks"] for module, _ in places):
        raise CheckFailed(
            f"{title or name_of(function)} lets the checks do its work, and `helpers.checks` is "
            "for tests only."
        )
    return seen


def _refuse_reached(name: str, reached: object, because: str) -> None:
    """Refuse an answer below which one of the watched functions ran.

    Raises:
        CheckFailed: something was reached.
    """
    for module, function in _places(reached):
        if module == _OWN:  # a function of the answer's own may have the name of a library's
            continue
        if module == DIFFERENCES:
            raise CheckFailed(
                f"{name} computes differences: it calls {function or 'a function'} close to its "
                f"argument, and {because}"
            )
        hidden = function.startswith("_") or "." in function or not function
        tool = f"`{module if hidden else f'{module}.{function}'}`"
        raise CheckFailed(f"{name} lets {tool} do the work, and {because}")


def _places(reached: object) -> list[tuple[str, str]]:
    """Return modules and functions; what comes from the answer's side is not believed."""
    found = [str(place)[:100] for place in reached] if isinstance(reached, list) else []
    return [(module, function) for module, _, function in (p.partition(":") for p in found)]
