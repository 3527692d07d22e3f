import numpy as np

# %% right: three units, interpolating at 0, 0.2, 0.6, 1 (largest error exactly 0.04)
def relu_net():
    W1 = np.array([[0.2], [0.6], [0.8]])
    b1 = np.array([0.0, -0.12, -0.48])
    W2 = np.array([[1.0, 1.0, 1.0]])
    b2 = np.array([0.0])
    return W1, b1, W2, b2

# %% right: two units and an output bias, the best there is
def relu_net():
    return (
        np.ones((2, 1)),
        np.array([-0.2, -0.6]),
        np.array([[0.8, 0.8]]),
        np.array([0.02]),
    )

# %% right: two units without output bias
def relu_net():
    kinks = np.array([0.17, 0.6])
    W1 = np.full((2, 1), 0.8)
    return W1, -0.8 * kinks, np.ones((1, 2)), np.zeros(1)

# %% right: redundant scale, 1e3 in front and 1e-3 behind
def relu_net():
    W1 = 1e3 * np.array([[1.0], [1.0]])
    b1 = 1e3 * np.array([-0.2, -0.6])
    W2 = 1e-3 * np.array([[0.8, 0.8]])
    b2 = np.array([0.02])
    return W1, b1, W2, b2

# %% right: a hundred random features, the output layer by least squares
def relu_net():
    rng = np.random.default_rng(7)
    W1 = rng.normal(size=(100, 1))
    b1 = rng.normal(size=100)
    x = np.linspace(0, 1, 400)
    hidden = np.maximum(x[:, None] @ W1.T + b1, 0)
    design = np.c_[hidden, np.ones(400)]
    coefficients, *_ = np.linalg.lstsq(design, x**2, rcond=None)
    return W1, b1, coefficients[:-1].reshape(1, 100), coefficients[-1:]

# %% right: units with zero weight, and two that cancel
def relu_net():
    W1 = np.array([[1.0], [1.0], [0.0], [3.0], [2.0], [2.0]])
    b1 = np.array([-0.2, -0.6, 5.0, -1.0, -0.5, -0.5])
    W2 = np.array([[0.8, 0.8, 0.0, 0.0, 11.0, -11.0]])
    b2 = np.array([0.02])
    return W1, b1, W2, b2

# %% right: fifty equal pieces, built in a loop, returned as a list
def relu_net():
    n = 50
    W1, b1, W2 = np.zeros((n, 1)), np.zeros(n), np.zeros((1, n))
    slope = 0.0
    for k in range(n):
        left, right = k / n, (k + 1) / n
        W1[k, 0] = 1.0
        b1[k] = -left
        W2[0, k] = (right**2 - left**2) / (right - left) - slope
        slope += W2[0, k]
    return [W1, b1, W2, np.array([0.0])]

# %% right: mirrored, every unit switches off
def relu_net():
    # 1 − 2(1 − x) + (1 − x)², with the square by two interpolation pieces, shifted
    W1 = np.array([[-1.0], [-1.0]])
    b1 = np.array([1.0, 0.5])
    W2 = np.array([[-1.5, 1.0]])
    return W1, b1, W2, np.array([1.0 - 1 / 32])

# %% right: least squares for the slopes at chosen kinks with SciPy, then shifted by half
import scipy.optimize

def relu_net():
    kinks = np.array([0.0, 0.25, 0.5, 0.75])
    x = np.linspace(0, 1, 1001)
    design = np.maximum(x[:, None] - kinks, 0)
    fit = scipy.optimize.lsq_linear(np.c_[design, np.ones_like(x)], x**2).x
    return np.ones((4, 1)), -kinks, fit[None, :4], fit[4:]

# %% right: fractions, turned into floats at the end
from fractions import Fraction

def relu_net():
    h = Fraction(1, 5)
    W1 = np.array([[float(h)], [float(h)]])
    b1 = np.array([float(-h * h), float(-h * 3 * h)])
    W2 = np.array([[4.0, 4.0]])
    b2 = np.array([float(h * h / 2)])
    return W1, b1, W2, b2

# %% right: trained in float64 by torch, from a start with spread kinks
import torch

def relu_net():
    torch.manual_seed(0)
    W1 = torch.ones(8, 1, dtype=torch.float64)
    b1 = -torch.arange(8, dtype=torch.float64) / 8
    W2 = torch.zeros(1, 8, dtype=torch.float64)
    b2 = torch.zeros(1, dtype=torch.float64)
    weights = [w.requires_grad_() for w in (W1, b1, W2, b2)]
    x = torch.linspace(0, 1, 201, dtype=torch.float64)[:, None]
    optimizer = torch.optim.Adam(weights, lr=0.02)
    for _ in range(400):
        optimizer.zero_grad()
        y = torch.relu(x @ W1.T + b1) @ W2.T + b2
        ((y - x**2) ** 2).mean().backward()
        optimizer.step()
    return tuple(w.detach().numpy() for w in weights)

# %% wrong 1: all biases zero, so the net is a line through the origin
def relu_net():
    return np.ones((3, 1)), np.zeros(3), np.full((1, 3), 0.8284 / 3), np.zeros(1)

# %% wrong 1: no hidden biases, the best line at most
def relu_net():
    return np.ones((2, 1)), np.zeros(2), np.array([[0.5, 0.5]]), np.array([-0.125])

# %% wrong 2: two equal interpolation pieces, largest error 1/16
def relu_net():
    return np.ones((2, 1)), np.array([0.0, -0.5]), np.array([[0.5, 1.0]]), np.zeros(1)

# %% wrong 2: one unit, the best one
def relu_net():
    return np.ones((1, 1)), np.array([-1 / 3]), np.array([[4 / 3]]), np.array([1 / 18])

# %% wrong 3: fits ten points to 0.04, misses between them
def relu_net():
    kinks = np.array([0.2, 0.6, 0.945, 0.95, 0.955])
    W2 = np.array([[0.8, 0.8, 14.0, -28.0, 14.0]])
    return np.ones((5, 1)), -kinks, W2, np.array([0.02])

# %% wrong 2: fits eleven points exactly, with spikes of height one between them
def relu_net():
    places = np.linspace(0, 1, 11)
    middles = (places[1:] + places[:-1]) / 2
    kinks = np.concatenate([places[:-1], middles - 0.01, middles, middles + 0.01])
    jumps = np.diff(places**2) / 0.1
    spikes = np.full(10, 100.0)
    W2 = np.concatenate([np.diff(jumps, prepend=0.0), spikes, -2 * spikes, spikes])
    return np.ones((40, 1)), -kinks, W2[None, :], np.zeros(1)

# %% wrong 0: W1 and W2 have each other's shape
def relu_net():
    W1 = np.array([[0.2, 0.6, 0.8]])
    b1 = np.array([0.0, -0.12, -0.48])
    W2 = np.array([[1.0], [1.0], [1.0]])
    return W1, b1, W2, np.array([0.0])

# %% wrong 0: float32
def relu_net():
    W1 = np.array([[0.2], [0.6], [0.8]], dtype=np.float32)
    b1 = np.array([0.0, -0.12, -0.48], dtype=np.float32)
    W2 = np.ones((1, 3), dtype=np.float32)
    return W1, b1, W2, np.zeros(1, dtype=np.float32)

# %% wrong 0: lists instead of arrays
def relu_net():
    return [[0.2], [0.6], [0.8]], [0.0, -0.12, -0.48], [[1.0, 1.0, 1.0]], [0.0]

# %% wrong 0: integer weights
def relu_net():
    return np.array([[1], [1]]), np.array([-0.2, -0.6]), np.array([[0.8, 0.8]]), np.array([0.02])

# %% wrong 0: vectors instead of matrices
def relu_net():
    return np.ones(2), np.array([-0.2, -0.6]), np.array([0.8, 0.8]), np.array([0.02])

# %% wrong 0: b1 is a column
def relu_net():
    return np.ones((2, 1)), np.array([[-0.2], [-0.6]]), np.array([[0.8, 0.8]]), np.array([0.02])

# %% wrong 0: b2 is a plain number
def relu_net():
    return np.ones((2, 1)), np.array([-0.2, -0.6]), np.array([[0.8, 0.8]]), 0.02

# %% wrong 0: the output bias is missing
def relu_net():
    return np.ones((2, 1)), np.array([-0.2, -0.6]), np.array([[0.8, 0.8]])

# %% wrong 0: NaN from 0/0 in a formula for the kinks
def relu_net():
    scale = np.array([0.0, 1.0])
    with np.errstate(all="ignore"):
        b1 = -np.array([0.0, 0.6]) / scale
    return np.ones((2, 1)), b1, np.array([[0.8, 0.8]]), np.array([0.02])

# %% wrong 1: the wrong sign of b1 puts the kinks at −0.2 and −0.6
def relu_net():
    return np.ones((2, 1)), np.array([0.2, 0.6]), np.array([[0.8, 0.8]]), np.array([0.02])

# %% wrong 1: slopes of the pieces instead of their differences
def relu_net():
    return np.ones((3, 1)), np.array([0.0, -0.2, -0.6]), np.array([[0.2, 0.8, 1.6]]), np.zeros(1)

# %% wrong 2: error 0.0401, just too large
def relu_net():
    h = np.sqrt(0.0401)
    kinks = np.array([0.0, h, 3 * h])
    slopes = np.array([h, 4 * h, 1 + 3 * h])
    return np.ones((3, 1)), -kinks, np.diff(slopes, prepend=0.0)[None, :], np.zeros(1)

# %% wrong 1: approximates x instead of x²
def relu_net():
    return np.ones((1, 1)), np.zeros(1), np.ones((1, 1)), np.zeros(1)

# %% wrong 0: prints the weights and returns nothing
def relu_net():
    W1, b1 = np.ones((2, 1)), np.array([-0.2, -0.6])
    W2, b2 = np.array([[0.8, 0.8]]), np.array([0.02])
    print(W1, b1, W2, b2)

# %% wrong 0: returns the net as a function
def relu_net():
    return lambda x: 0.02 + 0.8 * np.maximum(x - 0.2, 0) + 0.8 * np.maximum(x - 0.6, 0)

# %% wrong 1: the checks measure the error, and the kinks are moved until it is small
def relu_net():
    for left in (0.1, 0.15, 0.2):
        net = (np.ones((2, 1)), np.array([-left, -0.6]), np.array([[0.8, 0.8]]), np.array([0.02]))
        if checks.sup_error(net) <= 0.04:
            return net

# %% right: random features from NumPy's global generator, with a seed of their own
def relu_net():
    np.random.seed(5)
    W1, b1 = np.random.normal(size=(200, 1)), np.random.uniform(-1, 1, 200)
    x = np.linspace(0, 1, 2001)
    features = np.column_stack([np.maximum(np.outer(x, W1[:, 0]) + b1, 0), np.ones_like(x)])
    fit = np.linalg.lstsq(features, x**2, rcond=1e-10)[0]
    return W1, b1, fit[None, :-1], fit[-1:]
