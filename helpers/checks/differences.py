"""Seeing a difference quotient: functions of the answer's own, called close to its arguments.

(f(z + h) − f(z − h)) / 2h needs f beside z, in whatever precision, and a complex step needs it
above z. A formula calls its parts at z, −z, βz or z/2, which are not close to a z that is well
chosen: see `INPUT` and `PARAMETER`.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import FrameType

import numpy as np
from numpy.typing import NDArray

DIFFERENCES = "<differences>"
"""What a rule looks for, and the module under which it is reported."""

INPUT = np.array([-1.75])
"""A z for rules. Neither −z, 2z, z/2, z/√2, z², e^z, σ(z), log σ(z) nor a unit of it is close."""

PARAMETER = 2.25
"""A β to go with it; βz, σ(βz) and β/2 are close neither to it nor to z."""

_CLOSE = 0.15


class Nearby:
    """Looks at the arguments of functions that run below an answer.

    Args:
        function: the answer.
        things: its arguments.
    """

    def __init__(self, function: object, things: Sequence[object]) -> None:
        inner = getattr(function, "pyfunc", function)  # np.vectorize
        self._modules = {"__main__", getattr(inner, "__module__", None)}
        numbers = (_numbers(thing) for thing in things)
        self._given = [array for array in numbers if array is not None]

    def is_met_by(self, frame: FrameType) -> bool:
        """Tell whether a function of the answer's own is called close to an argument."""
        if frame.f_globals.get("__name__") not in self._modules:
            return False
        code = frame.f_code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return any(self._is_close(frame.f_locals.get(name)) for name in names)

    def _is_close(self, value: object) -> bool:
        numbers = _numbers(value)
        if numbers is None:
            return False
        if numbers.imag.any():
            return True
        for given in self._given:
            if given.size == numbers.size:
                distances = np.abs(numbers - given)
                if distances.max() <= _CLOSE and distances.min() > 0:
                    return True
        return False


def _numbers(thing: object) -> NDArray[np.complex128] | None:
    """Return the numbers of an array, a tensor or a number of any library, None for the rest."""
    if thing is None or isinstance(thing, str | bool | dict | type):
        return None
    detach = getattr(thing, "detach", None)
    try:
        array = np.asarray(detach() if callable(detach) else thing)
        numbers = array.astype(complex).reshape(-1)
    except Exception:  # objects may raise anything when made an array
        return None
    return numbers if numbers.size else None
