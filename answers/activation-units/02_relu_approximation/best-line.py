import numpy as np

# %% right: by alternation, as numbers
def best_line():
    return 1.0, -0.125, 0.125

# %% right: 0-d arrays
def best_line():
    return np.array(1.0), np.array(-1 / 8), np.array(1 / 8)

# %% right: one array
def best_line():
    chord = np.array([1.0, 0.0])
    tangent = np.array([1.0, -0.25])
    slope, intercept = (chord + tangent) / 2
    return np.array([slope, intercept, -intercept])

# %% right: a list, with an integer slope
def best_line():
    return [1, -1 / 8, 1 / 8]

# %% right: three equations of equal error at 0, ½ and 1
def best_line():
    # slope·x + intercept − (±e) = x²
    A = np.array([[0.0, 1.0, 1.0], [0.5, 1.0, -1.0], [1.0, 1.0, 1.0]])
    return tuple(np.linalg.solve(A, [0.0, 0.25, 1.0]))

# %% right: linear programming on a grid that holds the midpoint
from scipy.optimize import linprog

def best_line():
    x = np.linspace(0, 1, 2001)
    ones = np.ones_like(x)
    A = np.block([[x[:, None], ones[:, None], -ones[:, None]], [-x[:, None], -ones[:, None], -ones[:, None]]])
    b = np.concatenate([x**2, -(x**2)])
    solution = linprog([0, 0, 1], A_ub=A, b_ub=b, bounds=(None, None))
    return tuple(solution.x)

# %% right: fractions turned into floats
from fractions import Fraction

def best_line():
    a = Fraction(1)
    e = Fraction(1, 2) * (a / 2) ** 2
    return float(a), float(-e), float(e)

# %% right: Chebyshev polynomials: x² without its last term
from numpy.polynomial import Chebyshev, Polynomial

def best_line():
    series = Polynomial([0, 0, 1]).convert(kind=Chebyshev, domain=[0, 1])
    line = Chebyshev(series.coef[:2], domain=[0, 1]).convert(kind=Polynomial)
    return line.coef[1], line.coef[0], abs(series.coef[2])

# %% right: a search for the slope, the intercept halfway between the extremes
from scipy.optimize import minimize_scalar

def best_line():
    def spread(s):
        points = np.array([0.0, np.clip(s / 2, 0, 1), 1.0])
        gaps = points**2 - s * points
        return gaps.max() - gaps.min(), (gaps.max() + gaps.min()) / 2

    s = minimize_scalar(lambda s: spread(s)[0], bounds=(0, 2), method="bounded", options={"xatol": 1e-10}).x
    width, middle = spread(s)
    return float(s), float(middle), float(width / 2)

# %% wrong 1: least squares, x − 1/6
def best_line():
    return 1.0, -1 / 6, 1 / 6

# %% wrong 1: least squares on a grid, with its largest error
def best_line():
    x = np.linspace(0, 1, 1001)
    slope, intercept = np.polyfit(x, x**2, 1)
    return slope, intercept, np.abs(slope * x + intercept - x**2).max()

# %% wrong 0: least squares, with its root mean square error
def best_line():
    return 1.0, -1 / 6, np.sqrt(1 / 180)

# %% wrong 1: the tangent in the middle, x − 1/4
def best_line():
    return 1.0, -0.25, 0.25

# %% wrong 1: the chord, x
def best_line():
    return 1.0, 0.0, 0.25

# %% wrong 0: the error measured at three points that miss the middle
def best_line():
    x = np.array([0.0, 0.25, 1.0])
    slope, intercept = 1.25, -0.15625 + 0.0
    return slope, intercept, np.abs(slope * x + intercept - x**2).max()

# %% wrong 0: best on ten points, with the error there
def best_line():
    x = np.linspace(0, 1, 10)
    gaps = x**2 - x
    return 1.0, gaps.min() / 2, -gaps.min() / 2

# %% wrong 1: the right line with half of its error
def best_line():
    return 1.0, -1 / 8, 1 / 16

# %% wrong 1: the right line with a negative error
def best_line():
    return 1.0, -1 / 8, -1 / 8

# %% wrong 1: the right error, but intercept and slope swapped
def best_line():
    return -1 / 8, 1.0, 1 / 8

# %% wrong 1: the intercept with the wrong sign
def best_line():
    return 1.0, 1 / 8, 1 / 8

# %% wrong 0: integer division
def best_line():
    return 1, -1 // 8, 1 // 8

# %% wrong 0: slope and intercept only
def best_line():
    return 1.0, -1 / 8

# %% wrong 0: a dictionary
def best_line():
    return {"slope": 1.0, "intercept": -0.125, "error": 0.125}

# %% wrong 0: a text
def best_line():
    return "x - 1/8"

# %% wrong 1: the mean absolute error made small instead
def best_line():
    # the L1-best line interpolates at 1/4 and 3/4
    slope, intercept = 1.0, -3 / 16
    return slope, intercept, 3 / 16

# %% wrong 1: the best line through the origin
def best_line():
    slope = 2 * (2**0.5 - 1)
    return slope, 0.0, 1 - slope

# %% wrong 0: nothing is returned
def best_line():
    slope, intercept, error = 1.0, -1 / 8, 1 / 8

# %% wrong 0: the checks measure the error of the line
def best_line():
    return 1.0, -0.125, checks.line_sup_error(1.0, -0.125)

# %% wrong 0: the checks' measure under another name, minimised
from helpers.checks.piecewise import line_sup_error as measure
from scipy.optimize import minimize

def best_line():
    found = minimize(lambda p: measure(*p), (1.0, -0.1), method="Nelder-Mead",
                     options={"xatol": 1e-9, "fatol": 1e-10})
    return float(found.x[0]), float(found.x[1]), float(found.fun)
