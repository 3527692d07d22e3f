import numpy as np

# %% right: closed form
def best_line_through_origin():
    return 2 * (np.sqrt(2) - 1), 3 - 2 * np.sqrt(2)

# %% right: the quadratic s²/4 = 1 − s by np.roots, 0-d arrays
def best_line_through_origin():
    slope = max(np.roots([1.0, 4.0, -4.0]).real)
    return np.array(slope), np.array(1 - slope)

# %% right: bisection, as a list
def best_line_through_origin():
    low, high = 0.0, 1.0
    for _ in range(200):
        s = (low + high) / 2
        if s * s / 4 < 1 - s:
            low = s
        else:
            high = s
    return [s, s * s / 4]

# %% right: minimised with SciPy on the exact largest error, as an array
from scipy.optimize import minimize_scalar

def best_line_through_origin():
    def largest(s):
        return max(abs(1 - s), s * s / 4)

    found = minimize_scalar(largest, bounds=(0, 2), method="bounded", options={"xatol": 1e-12})
    return np.array([found.x, found.fun])

# %% right: linear programming on a fine grid
from scipy.optimize import linprog

def best_line_through_origin():
    x = np.linspace(0, 1, 20001)
    A = np.vstack([np.c_[x, -np.ones_like(x)], np.c_[-x, -np.ones_like(x)]])
    s, e = linprog([0, 1], A_ub=A, b_ub=np.concatenate([x**2, -(x**2)]), bounds=(None, None)).x
    return float(s), float(e)

# %% right: with SymPy, turned into floats
import sympy

def best_line_through_origin():
    s = sympy.symbols("s", positive=True)
    (slope,) = sympy.solve(s**2 / 4 - (1 - s), s)
    return float(slope), float(1 - slope)

# %% right: squares of √2 − 1
def best_line_through_origin():
    r = 2**0.5 - 1
    return 2 * r, r**2

# %% wrong 1: the chord, slope 1
def best_line_through_origin():
    return 1.0, 0.25

# %% wrong 1: least squares, slope 3/4
def best_line_through_origin():
    return 0.75, 0.25

# %% wrong 0: least squares, error measured inside only
def best_line_through_origin():
    return 0.75, 0.75**2 / 4

# %% wrong 0: error measured at 0, ½ and 1
def best_line_through_origin():
    x = np.array([0.0, 0.5, 1.0])
    slopes = np.linspace(0, 2, 200001)
    errors = np.abs(slopes[:, None] * x - x**2).max(axis=1)
    return slopes[errors.argmin()], errors.min()

# %% wrong 0: best on ten points
def best_line_through_origin():
    x = np.linspace(0, 1, 10)
    slopes = np.linspace(0.8, 0.86, 60001)
    errors = np.abs(slopes[:, None] * x - x**2).max(axis=1)
    return slopes[errors.argmin()], errors.min()

# %% wrong 1: the greedy slope that keeps the error inside at 0.04
def best_line_through_origin():
    return 0.4, 0.6

# %% wrong 0: the greedy slope, with the error inside only
def best_line_through_origin():
    return 0.4, 0.04

# %% wrong 1: the right slope, the error of the best line with intercept
def best_line_through_origin():
    return 2 * (2**0.5 - 1), 1 / 8

# %% wrong 1: the right error, half the slope
def best_line_through_origin():
    return 2**0.5 - 1, 3 - 2 * 2**0.5

# %% wrong 1: error and slope swapped
def best_line_through_origin():
    return 3 - 2 * 2**0.5, 2 * (2**0.5 - 1)

# %% wrong 1: negative error
def best_line_through_origin():
    return 2 * (2**0.5 - 1), 2 * 2**0.5 - 3

# %% wrong 1: rounded to three digits
def best_line_through_origin():
    return 0.828, 0.172

# %% wrong 1: the other root of the quadratic
def best_line_through_origin():
    slope = -2 * (2**0.5 + 1)
    return slope, 1 - slope

# %% wrong 0: slope, intercept and error
def best_line_through_origin():
    return 2 * (2**0.5 - 1), 0.0, 3 - 2 * 2**0.5

# %% wrong 0: the slope only
def best_line_through_origin():
    return 2 * (2**0.5 - 1)

# %% wrong 0: integers
def best_line_through_origin():
    return 1, 0

# %% wrong 0: nothing is returned
def best_line_through_origin():
    slope = 2 * (2**0.5 - 1)
    error = 1 - slope

# %% wrong 0: the checks measure the error of the slope
def best_line_through_origin():
    slope = 2 * (np.sqrt(2) - 1)
    return slope, checks.line_sup_error(slope, 0.0)
