"""Oracles: PyTorch's own functions and derivatives, as NumPy functions in float64.

They are independent of every answer: another library's formula, and its automatic derivative.
torch is imported at the first call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from torch import Tensor

Oracle = Callable[..., NDArray[np.float64]]
TensorFunction = Callable[..., "Tensor"]


def torch_function(f: TensorFunction) -> Oracle:
    """Return a function of tensors as a function of numbers and arrays.

    Args:
        f: takes tensors and, by keyword, plain numbers.

    Returns:
        The same function: positional arguments (numbers, arrays of any dtype) become float64
        tensors, keyword arguments are passed on unchanged, and the result is a float64 array.

    Example:
        >>> import torch
        >>> float(torch_function(torch.sigmoid)(0))
        0.5
    """

    def oracle(*args: ArrayLike, **kwargs: object) -> NDArray[np.float64]:
        result: NDArray[np.float64] = f(*map(_tensor, args), **kwargs).detach().numpy()
        return result

    return oracle


def torch_derivative(f: TensorFunction, of: int | str = 0) -> Oracle:
    """Return the derivative of an elementwise function of tensors, by automatic differentiation.

    Args:
        f: as in `torch_function`; entry i of its result depends on entry i of its arguments.
        of: the argument to differentiate with respect to: a position, or the name of a keyword
            argument that every call passes.

    Returns:
        A function called like `f`; its result has the shape of the first argument.
    """

    def oracle(*args: ArrayLike, **kwargs: object) -> NDArray[np.float64]:
        import torch

        tensors, named = [_tensor(arg) for arg in args], dict(kwargs)
        if isinstance(of, str):
            number = np.asarray(named[of], dtype=float).item()
            # One entry for each entry of the result: the gradient keeps them apart.
            variable = named[of] = torch.full_like(tensors[0], number)
        else:
            variable = tensors[of]
        variable.requires_grad_()
        f(*tensors, **named).sum().backward()  # type: ignore[no-untyped-call]
        assert variable.grad is not None, "the function must depend on what it is differentiated by"
        result: NDArray[np.float64] = variable.grad.numpy()
        return result

    return oracle


def _tensor(value: ArrayLike) -> Tensor:
    import torch

    # A copy in C order: torch accepts no negative strides, and the caller's array must not change.
    return torch.from_numpy(np.array(value, dtype=np.float64, order="C"))
