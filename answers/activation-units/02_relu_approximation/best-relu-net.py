import numpy as np

# %% right: closed form, vectorised
def best_relu_net(width):
    h = 1.0 / (2 * width + 1)
    t = h * (2 * np.arange(width) + 1)
    return np.ones((width, 1)), -t, np.full((1, width), 4 * h), np.array([h * h / 2])

# %% right: a loop, piece by piece
def best_relu_net(width):
    e = 1 / (2 * (2 * width + 1) ** 2)
    W1, b1, W2 = np.zeros((width, 1)), np.zeros(width), np.zeros((1, width))
    left, slope = np.sqrt(2 * e), 0.0
    for k in range(width):
        right = left + np.sqrt(8 * e)
        W1[k, 0], b1[k] = 1.0, -left
        W2[0, k] = (left + right) - slope
        slope = left + right
        left = right
    return W1, b1, W2, np.array([e])

# %% right: interpolation of x² − e at the kinks, slopes by np.diff
def best_relu_net(width):
    e = 0.5 / (2 * width + 1) ** 2
    kinks = np.append(np.arange(1, 2 * width, 2) / (2 * width + 1), 1.0)
    values = kinks**2 - e
    slopes = np.concatenate([[0.0], np.diff(values) / np.diff(kinks)])
    return np.ones((width, 1)), -kinks[:-1], np.diff(slopes)[None], np.array([e])

# %% right: redundant scales, 1e3 and 1e-3
def best_relu_net(width):
    h = 1.0 / (2 * width + 1)
    t = np.linspace(h, 1 - 2 * h, width)
    return np.full((width, 1), 1e3), -1e3 * t, np.full((1, width), 4e-3 * h), np.array([h**2 / 2])

# %% right: the length of a piece by bisection
def best_relu_net(width):
    low, high = 0.0, 1.0
    for _ in range(100):
        e = (low + high) / 2
        reach = (2 * e) ** 0.5 + width * (8 * e) ** 0.5
        low, high = (e, high) if reach < 1 else (low, e)
    first, length = (2 * e) ** 0.5, (8 * e) ** 0.5
    kinks = np.array([first + k * length for k in range(width)])
    jumps = np.full((1, width), 2 * length)
    return np.ones((width, 1)), -kinks, jumps, np.array([e])

# %% right: SciPy's root finder on the position of the last piece's end
from scipy.optimize import brentq

def best_relu_net(width):
    def end(e):
        return np.sqrt(2 * e) + width * np.sqrt(8 * e) - 1

    e = brentq(end, 1e-12, 1.0, xtol=1e-16)
    kinks = np.sqrt(2 * e) + np.sqrt(8 * e) * np.arange(width)
    return np.ones((width, 1)), -kinks, np.full((1, width), 2 * np.sqrt(8 * e)), np.array([e])

# %% right: jumps by linear programming at kinks k·h, the largest error minimised on their extremes
from scipy.optimize import linprog

def best_relu_net(width):
    h = 1 / (2 * width + 1)
    kinks = h * np.arange(1, 2 * width, 2)
    x = np.arange(2 * width + 2) * h
    design = np.column_stack([np.maximum(x[:, None] - kinks, 0), np.ones_like(x)])
    cap = -np.ones((x.size, 1))
    A = np.block([[design, cap], [-design, cap]])
    c = np.zeros(width + 2)
    c[-1] = 1
    solution = linprog(c, A, np.concatenate([x**2, -(x**2)]), bounds=(None, None)).x
    return np.ones((width, 1)), -kinks, solution[:width][None], solution[width : width + 1]

# %% right: fractions, units in a shuffled order
from fractions import Fraction
import random

def best_relu_net(width):
    width = int(width)
    h = Fraction(1, 2 * width + 1)
    kinks = [(2 * k + 1) * h for k in range(width)]
    random.Random(3).shuffle(kinks)
    b1 = np.array([float(-t) for t in kinks])
    return np.ones((width, 1)), b1, np.full((1, width), float(4 * h)), np.array([float(h * h / 2)])

# %% right: every unit has its own scale
def best_relu_net(width):
    h = 1 / (2 * width + 1)
    scale = np.arange(1, width + 1) * 0.5
    kinks = h * (2 * np.arange(width) + 1)
    return scale[:, None], -scale * kinks, (4 * h / scale)[None, :], np.array([h**2 / 2])

# %% wrong 2: interpolation at equally spaced points, one-sided
def best_relu_net(width):
    t = np.arange(width) / width
    jumps = np.full(width, 2 / width)
    jumps[0] = 1 / width
    return np.ones((width, 1)), -t, jumps[None, :], np.zeros(1)

# %% wrong 2: interpolation moved down by half, but with width pieces of equal length
def best_relu_net(width):
    t = np.arange(width) / width
    jumps = np.full(width, 2 / width)
    jumps[0] = 1 / width
    return np.ones((width, 1)), -t, jumps[None, :], np.array([-1 / (8 * width**2)])

# %% wrong 0: uses width + 1 units
def best_relu_net(width):
    h = 1 / (2 * width + 1)
    t = np.append(h * np.arange(1, 2 * width, 2), 0.9)
    W2 = np.append(np.full(width, 4 * h), 0.0)
    return np.ones((width + 1, 1)), -t, W2[None, :], np.array([h**2 / 2])

# %% wrong 0: one unit too few, the best net of width − 1
def best_relu_net(width):
    n = width - 1
    h = 1 / (2 * n + 1)
    t = h * np.arange(1, 2 * n, 2)
    return np.ones((n, 1)), -t, np.full((1, n), 4 * h), np.array([h**2 / 2])

# %% wrong 0: hard-coded to two units
def best_relu_net(width):
    return np.ones((2, 1)), np.array([-0.2, -0.6]), np.array([[0.8, 0.8]]), np.array([0.02])

# %% wrong 2: the net of two units, padded with idle ones
def best_relu_net(width):
    if width == 1:
        return np.ones((1, 1)), np.array([-1 / 3]), np.array([[4 / 3]]), np.array([1 / 18])
    b1 = np.concatenate([[-0.2, -0.6], np.full(width - 2, -1.0)])
    W2 = np.concatenate([[0.8, 0.8], np.zeros(width - 2)])
    return np.ones((width, 1)), b1, W2[None, :], np.array([0.02])

# %% wrong 4: best up to width 10, interpolation from there
def best_relu_net(width):
    if width <= 10:
        h = 1 / (2 * width + 1)
        t = h * np.arange(1, 2 * width, 2)
        return np.ones((width, 1)), -t, np.full((1, width), 4 * h), np.array([h**2 / 2])
    t = np.arange(width) / width
    jumps = np.full(width, 2 / width)
    jumps[0] = 1 / width
    return np.ones((width, 1)), -t, jumps[None, :], np.zeros(1)

# %% wrong 4: a line where a single unit is asked for
def best_relu_net(width):
    if width == 1:
        return np.ones((1, 1)), np.zeros(1), np.ones((1, 1)), np.array([-1 / 8])
    h = 1 / (2 * width + 1)
    t = h * np.arange(1, 2 * width, 2)
    return np.ones((width, 1)), -t, np.full((1, width), 4 * h), np.array([h**2 / 2])

# %% wrong 5: refuses NumPy's integers
def best_relu_net(width):
    if not isinstance(width, int):
        raise TypeError("width must be an int")
    h = 1 / (2 * width + 1)
    t = h * np.arange(1, 2 * width, 2)
    return np.ones((width, 1)), -t, np.full((1, width), 4 * h), np.array([h**2 / 2])

# %% wrong 1: integer division makes the step zero
def best_relu_net(width):
    h = 1 // (2 * width + 1)
    t = h * np.arange(1.0, 2 * width, 2)
    return np.ones((width, 1)), -t, np.full((1, width), 4.0 * h), np.array([h**2 / 2.0])

# %% wrong 0: float32
def best_relu_net(width):
    h = 1 / (2 * width + 1)
    t = h * np.arange(1, 2 * width, 2)
    net = np.ones((width, 1)), -t, np.full((1, width), 4 * h), np.array([h**2 / 2])
    return tuple(array.astype(np.float32) for array in net)

# %% wrong 2: the output bias is left out
def best_relu_net(width):
    h = 1 / (2 * width + 1)
    t = h * np.arange(1, 2 * width, 2)
    return np.ones((width, 1)), -t, np.full((1, width), 4 * h), np.zeros(1)

# %% wrong 2: best among the nets without output bias
def best_relu_net(width):
    r = 1 / (1 + 2 * 2**0.5 * width)
    length = 2 * 2**0.5 * r
    kinks = r + length * np.arange(width)
    slopes = kinks + kinks + length
    slopes[0] = 2 * r + length
    return np.ones((width, 1)), -kinks, np.diff(slopes, prepend=0.0)[None, :], np.zeros(1)

# %% wrong 1: width + 1 pieces of equal length, the first one flat
def best_relu_net(width):
    h = 1 / (width + 1)
    kinks = h * np.arange(1, width + 1)
    slopes = 2 * kinks + h
    e = h**2 / 2
    return np.ones((width, 1)), -kinks, np.diff(slopes, prepend=0.0)[None, :], np.array([e])

# %% wrong 1: rounds the kinks to two digits
def best_relu_net(width):
    h = 1 / (2 * width + 1)
    t = np.round(h * np.arange(1, 2 * width, 2), 2)
    return np.ones((width, 1)), -t, np.full((1, width), 4 * h), np.array([h**2 / 2])

# %% wrong 1: b1 with the wrong sign
def best_relu_net(width):
    h = 1 / (2 * width + 1)
    t = h * np.arange(1, 2 * width, 2)
    return np.ones((width, 1)), t, np.full((1, width), 4 * h), np.array([h**2 / 2])

# %% wrong 0: W1 is a row, W2 a column
def best_relu_net(width):
    h = 1 / (2 * width + 1)
    t = h * np.arange(1, 2 * width, 2)
    return np.ones((1, width)), -t, np.full((width, 1), 4 * h), np.array([h**2 / 2])

# %% wrong 1: random features by least squares, far from the best
def best_relu_net(width):
    rng = np.random.default_rng(0)
    W1, b1 = rng.normal(size=(width, 1)), rng.normal(size=width)
    x = np.linspace(0, 1, 200)
    design = np.c_[np.maximum(x[:, None] * W1[:, 0] + b1, 0), np.ones(200)]
    fit = np.linalg.lstsq(design, x**2, rcond=None)[0]
    return W1, b1, fit[None, :-1], fit[-1:]

# %% wrong 3: the checks measure the error of nets with longer and longer pieces
def best_relu_net(width):
    best = None
    for h in (1 / (2 * int(width)), 1 / (2 * int(width) + 1), 1 / (2 * int(width) + 2)):
        kinks = h * np.arange(1, 2 * int(width), 2)
        net = (np.ones((int(width), 1)), -kinks, np.full((1, int(width)), 4 * h),
               np.array([h**2 / 2]))
        if best is None or checks.sup_error(net) < checks.sup_error(best):
            best = net
    return best
