import numpy as np

# %% right: closed form
minimal_width = 2

def best_error(width):
    return 0.5 / (2 * width + 1) ** 2

# %% right: the width found by counting up
def best_error(width):
    width = int(width)
    return 1 / 2 / (1 + 2 * width) ** 2

minimal_width = 1
while best_error(minimal_width) > 0.04:
    minimal_width += 1

# %% right: by bisection on the length that a net can cover
import math

def best_error(width):
    low, high = 0.0, 1.0
    for _ in range(300):
        middle = (low + high) / 2
        if math.sqrt(2 * middle) * (1 + 2 * float(width)) < 1:
            low = middle
        else:
            high = middle
    return high

minimal_width = next(n for n in range(1, 100) if best_error(n) <= 0.04)

# %% right: fractions turned into floats, a NumPy integer as the width
from fractions import Fraction

minimal_width = np.int64(2)

def best_error(width):
    return float(Fraction(1, 2) * Fraction(1, 2 * int(width) + 1) ** 2)

# %% right: half of the squared length of the flat piece, as a 0-d array
minimal_width = int(np.ceil((1 / np.sqrt(2 * 0.04) - 1) / 2))

def best_error(width):
    flat = 1.0 / (2.0 * width + 1.0)
    return np.array(flat**2 / 2)

# %% right: a root of the covered length with SciPy
from scipy.optimize import brentq

minimal_width = 2

def best_error(width):
    root = brentq(lambda r: r * (1 + 2 * width) - 1, 0.0, 1.0, xtol=1e-18, rtol=1e-14)
    return root**2 / 2

# %% right: logarithms
minimal_width = len(["left kink", "right kink"])

def best_error(width):
    return float(np.exp(-np.log(2) - 2 * np.log(2 * width + 1)))

# %% wrong 1: three units, as interpolation needs
minimal_width = 3

def best_error(width):
    return 1 / (2 * (2 * width + 1) ** 2)

# %% wrong 0: interpolation with width pieces, so three units
minimal_width = 3

def best_error(width):
    return 1 / (4 * width**2)

# %% wrong 1: 1/(8d²), width pieces of equal length
minimal_width = 2

def best_error(width):
    return 1 / (8 * width**2)

# %% wrong 1: 1/(8(d+1)²), every piece free to tilt
minimal_width = 2

def best_error(width):
    return 1 / (8 * (width + 1) ** 2)

# %% wrong 2: 1/(4(d+1)²), interpolation with one piece more
minimal_width = 2

def best_error(width):
    return 1 / (4 * (width + 1) ** 2)

# %% wrong 1: no output bias
minimal_width = 2

def best_error(width):
    return 1 / (1 + 2 * 2**0.5 * width)

# %% wrong 2: best without an output bias
minimal_width = 2

def best_error(width):
    return 1 / (1 + 2 * 2**0.5 * width) ** 2

# %% wrong 1: integer division gives zero
minimal_width = 2

def best_error(width):
    return 1 // (2 * (2 * width + 1) ** 2)

# %% wrong 1: the width is a float
minimal_width = 2.0

def best_error(width):
    return 1 / (2 * (2 * width + 1) ** 2)

# %% wrong 1: the width is a truth value
minimal_width = True

def best_error(width):
    return 1 / (2 * (2 * width + 1) ** 2)

# %% wrong 1: the width is a text
minimal_width = "2"

def best_error(width):
    return 1 / (2 * (2 * width + 1) ** 2)

# %% wrong 1: minimal_width is a function
def minimal_width():
    return 2

def best_error(width):
    return 1 / (2 * (2 * width + 1) ** 2)

# %% wrong 1: the width is left blank
minimal_width = None

def best_error(width):
    return 1 / (2 * (2 * width + 1) ** 2)

# %% wrong 1: best_error prints and returns nothing
minimal_width = 2

def best_error(width):
    print(1 / (2 * (2 * width + 1) ** 2))

# %% wrong 1: error with the sign of a difference
minimal_width = 2

def best_error(width):
    return -1 / (2 * (2 * width + 1) ** 2)

# %% wrong 1: one unit with half of the needed error
minimal_width = 1

def best_error(width):
    return 1 / (2 * (2 * width + 1) ** 2)

# %% wrong 2: a table up to width 64 only, then a fit
minimal_width = 2
_table = [1 / (2 * (2 * n + 1) ** 2) for n in range(1, 65)]

def best_error(width):
    return _table[width - 1] if width <= 64 else 1 / (8 * width**2)

# %% wrong 2: 32-bit arithmetic overflows for wide nets
minimal_width = 2

def best_error(width):
    with np.errstate(all="ignore"):
        return float(1 / (2 * (2 * np.int32(width) + np.int32(1)) ** 2))

# %% wrong 1: the checks measure the error of a net, and the width is counted up
minimal_width = 2

def best_error(width):
    h = 1 / (2 * int(width) + 1)
    kinks = h * np.arange(1, 2 * int(width), 2)
    if int(width) > 200:
        return h**2 / 2
    return checks.sup_error((np.ones((int(width), 1)), -kinks, np.full((1, int(width)), 4 * h),
                             np.array([h**2 / 2])))
