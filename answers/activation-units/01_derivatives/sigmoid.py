# %% right: the textbook formula, which warns at large negative z
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)

# %% right: scipy.special.expit, and expit(z) expit(-z)
from scipy.special import expit

def sigmoid(z):
    return expit(np.asarray(z, dtype=float))

def sigmoid_derivative(z):
    z = np.asarray(z, dtype=float)
    return expit(z) * expit(-z)

# %% right: half of 1 plus tanh of z/2, and a quarter of sech squared
def sigmoid(z):
    return 0.5 * (1.0 + np.tanh(np.asarray(z) / 2))

def sigmoid_derivative(z):
    with np.errstate(over="ignore"):
        return 0.25 / np.cosh(np.asarray(z) / 2) ** 2

# %% right: two branches with masks, each with a negative exponent
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    result = np.empty_like(z)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    result[~positive] = e / (1 + e)
    return result


def sigmoid_derivative(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2

# %% right: np.where with both branches computed
def sigmoid(z):
    z = np.asarray(z)
    e = np.exp(-abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

def sigmoid_derivative(z):
    return sigmoid(z) - np.square(sigmoid(z))

# %% right: through the logarithm of the sigmoid
def log_sigmoid(z):
    return -np.logaddexp(0.0, -np.asarray(z, dtype=float))

def sigmoid(z):
    return np.exp(log_sigmoid(z))

def sigmoid_derivative(z):
    return np.exp(log_sigmoid(z) + log_sigmoid(-np.asarray(z, dtype=float)))

# %% right: a loop with math.exp and two branches
import math

def sigmoid(z):
    def one(x):
        if x >= 0:
            return 1 / (1 + math.exp(-x))
        return math.exp(x) / (1 + math.exp(x))

    result = np.empty(np.shape(z))
    for index, x in np.ndenumerate(z):
        result[index] = one(float(x))
    return result

def sigmoid_derivative(z):
    result = np.empty(np.shape(z))
    for index, x in np.ndenumerate(z):
        e = math.exp(-abs(float(x)))
        result[index] = e / (1 + e) ** 2
    return result

# %% wrong 1: autograd makes the derivative
import torch

def sigmoid(z):
    return torch.sigmoid(torch.tensor(np.array(z, dtype=float))).numpy()

def sigmoid_derivative(z):
    x = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    (gradient,) = torch.autograd.grad(torch.sigmoid(x).sum(), x)
    return gradient.numpy()

# %% right: a lambdified SymPy formula
import sympy as sp

x = sp.symbols("x")
f = sp.lambdify(x, 1 / (1 + sp.exp(-x)), "numpy")

def sigmoid(z):
    with np.errstate(over="ignore"):
        return f(np.asarray(z, dtype=float))

def sigmoid_derivative(z):
    return sigmoid(z) * sigmoid(-np.asarray(z, dtype=float))

# %% right: the logistic distribution of scipy.stats
from scipy.stats import logistic

def sigmoid(z):
    return logistic.cdf(np.asarray(z, dtype=float))

def sigmoid_derivative(z):
    return logistic.pdf(np.asarray(z, dtype=float))

# %% right: clips far outside of what matters
def sigmoid(z):
    z = np.clip(np.asarray(z, dtype=float), -500, 500)
    return 1.0 / (1.0 + np.exp(-z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s - s**2

# %% right: np.vectorize around a function of one number
import math

@np.vectorize
def _one(x):
    return 0.5 + 0.5 * math.tanh(0.5 * x)

def sigmoid(z):
    return _one(z) if np.size(z) else np.zeros(np.shape(z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)

# %% wrong 2: 1 minus the mirrored sigmoid has no digits left at z = -37
import warnings

def sigmoid(z):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return 1 - 1 / (1 + np.exp(np.float64(1) * z))

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% right: returns a Python float for a number and keeps float32
def sigmoid(z):
    if isinstance(z, (int, float)):
        return float(0.5 * np.tanh(0.5 * z) + 0.5)
    half = np.asarray(z) / 2
    return half.dtype.type(0.5) * np.tanh(half) + half.dtype.type(0.5)

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)

# %% wrong 1: the derivative expects the sigmoid's output and gets its input
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(s):
    return s * (1 - s)

# %% wrong 1: the derivative squashes twice
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    s = sigmoid(sigmoid(z))
    return s * (1 - s)

# %% wrong 1: e^z over 1 + e^z, which is inf over inf for large z
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)

# %% wrong 2: the derivative is inf over inf for large negative z
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2

# %% wrong 1: SymPy makes the derivative, which overflows to NaN besides
import sympy

_z = sympy.Symbol("z")
_s = 1 / (1 + sympy.exp(-_z))
_f = sympy.lambdify(_z, _s)
_df = sympy.lambdify(_z, sympy.diff(_s, _z))

def sigmoid(z):
    return _f(np.asarray(z, dtype=float))

def sigmoid_derivative(z):
    return _df(np.asarray(z, dtype=float))

# %% wrong 1: the sign of the exponent is lost
def sigmoid(z):
    return 1 / (1 + np.exp(z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)

# %% wrong 0: brackets forgotten under the fraction bar
def sigmoid(z):
    return 1 / 1 + np.exp(-z)

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 1: plus instead of minus in s(1 − s)
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 + s)

# %% wrong 1: the derivative has the wrong sign
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (s - 1)

# %% wrong 1: the denominator of the derivative is not squared
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e)

# %% wrong 0: math.exp takes single numbers only, and overflows
import math

def sigmoid(z):
    return 1 / (1 + math.exp(-z))

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 0: a loop with math.exp stops with OverflowError at large negative z
import math

def sigmoid(z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        out[i] = 1 / (1 + math.exp(-x))
    return out

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 0: fills an array made by zeros_like, which cuts integers' results down to 0
def sigmoid(z):
    z = np.asarray(z)
    out = np.zeros_like(z)
    out[...] = 1 / (1 + np.exp(-z))
    return out

def sigmoid_derivative(z):
    out = np.zeros_like(z)
    s = 1 / (1 + np.exp(-z))
    out[...] = s * (1 - s)
    return out

# %% wrong 1: finite differences are not exact enough
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z, h=1e-5):
    return (sigmoid(z + h) - sigmoid(z)) / h

# %% wrong 1: central differences, right to nine or ten digits only
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z, h=1e-4):
    return (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)

# %% wrong 1: clips z at ±10, where the sigmoid has not yet reached its ends
def sigmoid(z):
    z = np.clip(np.asarray(z, dtype=float), -10, 10)
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 0: the hard sigmoid, made of three straight pieces
def sigmoid(z):
    return np.clip(0.5 + np.asarray(z, dtype=float) / 4, 0, 1)

def sigmoid_derivative(z):
    return np.where(np.abs(z) < 2, 0.25, 0.0)

# %% wrong 0: tanh of z instead of z/2 in the identity
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z))

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 1: the derivative of tanh
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    return 1 - np.tanh(z) ** 2

# %% wrong 1: negates the caller's array in place
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    np.negative(z, out=z)
    return 1 / (1 + np.exp(z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)

# %% wrong 0: computes in single precision
def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=np.float32)))

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 0: rounds the result to six digits
def sigmoid(z):
    return np.round(1 / (1 + np.exp(-z)), 6)

def sigmoid_derivative(z):
    s = 1 / (1 + np.exp(-z))
    return np.round(s * (1 - s), 6)

# %% wrong 1: forgets the return of the derivative
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    s = sigmoid(z)
    s * (1 - s)

# %% wrong 0: indexes its input, so single numbers fail
def sigmoid(z):
    result = np.empty(z.shape)
    result[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    result[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return result

def sigmoid_derivative(z):
    return sigmoid(z) * sigmoid(-z)

# %% wrong 1: looks for the largest entry, which an empty array does not have
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    if z.min() < -700:
        z = np.maximum(z, -700)
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 0: normalises over the whole array (softmax)
def sigmoid(z):
    e = np.exp(np.asarray(z, dtype=float) - np.max(z, initial=0.0))
    return e / np.sum(e)

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 2: cancels on the left, three digits at z = -30 and none at -37
def sigmoid(z):
    return 1 - 1 / (1 + np.exp(np.minimum(z, 700.0)))

def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% wrong 2: e^z less its square on the far left, which is right to eight digits
def sigmoid(z):
    e = np.exp(-np.abs(z))
    left = np.where(e < 1e-4, e - e**2, e / (1 + e))
    return np.where(np.asarray(z) >= 0, 1 / (1 + e), left)

def sigmoid_derivative(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2

# %% wrong 1: an oracle of the checks is the derivative
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

sigmoid_derivative = checks.torch_derivative(torch.sigmoid)

# %% wrong 1: the library's own backward function
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    s = torch.sigmoid(torch.tensor(np.array(z, dtype=float)))
    return torch.ops.aten.sigmoid_backward(torch.ones_like(s), s).numpy()

# %% wrong 1: a complex step, right to all digits
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(np.real(z), -700, 700) - 1j * np.imag(z))).real if np.isrealobj(z) else 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    z = np.clip(np.asarray(z, dtype=float), -700, 700)
    return np.imag(1 / (1 + np.exp(-(z + 1e-200j)))) / 1e-200

# %% wrong 1: differences of sixth order in long double
def sigmoid(z):
    z = np.asarray(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)

def sigmoid_derivative(z):
    x, h = np.asarray(z, np.longdouble), np.longdouble(1e-3)
    pairs = [sigmoid(x + k * h) - sigmoid(x - k * h) for k in (1, 2, 3)]
    return ((45 * pairs[0] - 9 * pairs[1] + pairs[2]) / (60 * h)).astype(float)

# %% wrong 1: forward-mode autograd
import torch.autograd.forward_ad as fwd

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(z):
    x = torch.tensor(np.array(z, dtype=float))
    with fwd.dual_level():
        return fwd.unpack_dual(torch.sigmoid(fwd.make_dual(x, torch.ones_like(x)))).tangent.numpy()

# %% wrong 1: mpmath differentiates
import mpmath

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

_d = np.vectorize(lambda x: float(mpmath.diff(lambda u: 1 / (1 + mpmath.exp(-u)), float(x))),
                  otypes=[float])

def sigmoid_derivative(z):
    return _d(z)

# %% right: the derivative through a helper that takes σ, with 1 − σ
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def _from_output(s):
    return s * (1.0 - s)

def sigmoid_derivative(z):
    return _from_output(sigmoid(z))
