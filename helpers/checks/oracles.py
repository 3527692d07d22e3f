"""Oracles: PyTorch's own functions and derivatives, as NumPy functions in float64.

They are independent of every answer: another library's formula, and its automatic derivative.
torch is imported at the first call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Oracle = Callable[..., NDArray[np.float64]]


def torch_function(f: Callable[..., Any]) -> Oracle:
    """Return a function of tensors as a function of numbers and arrays.

    Args:
        f: takes tensors and, by keyword, plain numbers.

    Returns:
        The same function: its positional arguments (numbers, arrays of any dtype) are made
        float64 tensors, keyword arguments pass as they are, the result is a float64 array.

    Example:
        >>> import torch
        >>> float(torch_function(torch.sigmoid)(0))
        0.5
    """

    def oracle(*args: Any, **kwargs: Any) -> NDArray[np.float64]:
        result: NDArray[np.float64] = f(*map(_tensor, args), **kwargs).detach().numpy()
        return result

    return oracle


def torch_derivative(f: Callable[..., Any], of: int | str = 0) -> Oracle:
    """Return the derivative of an elementwise function of tensors, by automatic differentiation.

    Args:
        f: as in `torch_function`; entry i of its result depends on entry i of its arguments.
        of: the argument to differentiate by: a position, or the name of a keyword argument that
            every call passes.

    Returns:
        A function called like `f`; its result has the shape of the first argument.
    """

    def oracle(*args: Any, **kwargs: Any) -> NDArray[np.float64]:
        import torch

        tensors, named = [_tensor(arg) for arg in args], dict(kwargs)
        if isinstance(of, str):
            named[of] = torch.full_like(tensors[0], float(named[of]))
        variable = named[of] if isinstance(of, str) else tensors[of]
        variable.requires_grad_()
        f(*tensors, **named).sum().backward()
        result: NDArray[np.float64] = variable.grad.numpy()
        return result

    return oracle


def _tensor(value: Any) -> Any:
    import torch

    # A copy in C order: torch takes no negative strides, and the caller's array stays as it is.
    return torch.from_numpy(np.array(value, dtype=np.float64, order="C"))
