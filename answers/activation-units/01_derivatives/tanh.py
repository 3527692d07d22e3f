# %% right: 1 minus 2 over e^{2z} + 1
def tanh(z):
    return 1 - 2 / (np.exp(2 * np.asarray(z, dtype=float)) + 1)


def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% right: the sign times a fraction with negative exponents only
def tanh(z):
    """Hyperbolic tangent, the same as np.tanh."""
    e = np.exp(-2 * np.abs(z))   # np.tanh(z) would be refused
    return np.sign(z) * (1 - e) / (1 + e)

def tanh_derivative(z):
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2

# %% right: expm1 keeps the digits near 0
def tanh(z):
    t = -np.expm1(-2 * np.abs(z))
    return np.copysign(t / (2 - t), z)

def tanh_derivative(z):
    t = tanh(z)
    return (1 - t) * (1 + t)

# %% right: twice a sigmoid minus 1, with a helper
def _sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def tanh(z):
    return 2 * _sigmoid(2 * z) - 1

def tanh_derivative(z):
    return 4 * _sigmoid(2 * z) * (1 - _sigmoid(2 * z))

# %% right: scipy's expit, imported inside
def tanh(z):
    from scipy.special import expit

    return 2.0 * expit(2.0 * np.asarray(z)) - 1.0

def tanh_derivative(z):
    from scipy.special import expit

    w = 2.0 * np.asarray(z)
    return 4.0 * expit(w) * expit(-w)

# %% right: two branches with masks
def tanh(z):
    z = np.array(z, dtype=float)
    tanh_z = np.zeros(z.shape)
    right = z >= 0
    e = np.exp(-2 * z[right])
    tanh_z[right] = (1 - e) / (1 + e)
    e = np.exp(2 * z[~right])
    tanh_z[~right] = (e - 1) / (e + 1)
    return tanh_z

def tanh_derivative(z):
    return 1.0 - np.square(tanh(z))

# %% right: a loop with math.exp, clipped where tanh is 1 to all digits
import math

def tanh(z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        x = max(-50.0, min(50.0, float(x)))
        up, down = math.exp(x), math.exp(-x)
        out[i] = (up - down) / (up + down)
    return out

def tanh_derivative(z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        x = max(-50.0, min(50.0, float(x)))
        out[i] = (2 / (math.exp(x) + math.exp(-x))) ** 2
    return out

# %% right: torch's exponential
import torch

def tanh(z):
    x = torch.tensor(np.array(z, dtype=float))
    return (1 - 2 / (torch.exp(2 * x) + 1)).numpy()

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% right: a lambdified SymPy formula
import sympy

_z = sympy.Symbol("z")
_tanh = sympy.lambdify(_z, 2 / (1 + sympy.exp(-2 * _z)) - 1, "numpy")

def tanh(z):
    return _tanh(np.asarray(z, dtype=float))

def tanh_derivative(z):
    return 1 - _tanh(np.asarray(z, dtype=float)) ** 2

# %% right: lambdas
tanh = lambda z: np.sign(z) * (2 / (1 + np.exp(-2 * np.abs(z))) - 1)
tanh_derivative = lambda z: 1 - tanh(z) ** 2

# %% right: functions kept as static methods of a class of the student's own
class Hyperbolic:
    name = "tanh"

    @staticmethod
    def tanh(z):
        return 1 - 2 / (1 + np.exp(2.0 * np.asarray(z)))

    @classmethod
    def slope(cls, z):
        return 1 - cls.tanh(z) ** 2

def tanh(z):
    return Hyperbolic.tanh(z)

def tanh_derivative(z):
    return Hyperbolic.slope(z)

# %% right: np.vectorize, with a short variable name and a builtin shadowed
import math

def _one(x):
    abs = x if x > 0 else -x
    t = math.exp(-2 * abs)
    f = (1 - t) / (1 + t)
    return f if x > 0 else -f

tanh = np.vectorize(_one, otypes=[float])

def tanh_derivative(z):
    t = tanh(z)
    return 1 - t * t

# %% right: sinh over cosh, each built from exponentials of a clipped argument
def sinh(z):
    return (np.exp(z) - np.exp(-z)) / 2

def cosh(z):
    return (np.exp(z) + np.exp(-z)) / 2

def tanh(z):
    z = np.clip(z, -300.0, 300.0)
    return sinh(z) / cosh(z)

def tanh_derivative(z):
    z = np.clip(z, -300.0, 300.0)
    return 1 / cosh(z) ** 2

# %% right: np.where on the sign of z, with an assertion and type hints
def tanh(z: np.ndarray) -> np.ndarray:
    z = np.asarray(z)
    small = np.exp(-2.0 * abs(z))
    assert np.all(small <= 1)
    return np.where(z > 0, (1 - small) / (1 + small), (small - 1) / (small + 1))

def tanh_derivative(z: np.ndarray) -> np.ndarray:
    f = tanh(z)
    return 1 - f * f

# %% wrong 0: calls np.tanh
def tanh(z):
    return np.tanh(np.asarray(z, dtype=float))

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: binds np.tanh to the name
tanh = np.tanh

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: calls torch.tanh
import torch

def tanh(z):
    return torch.tanh(torch.tensor(np.array(z, dtype=float))).numpy()

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: calls a tensor's own method
import torch

def tanh(z):
    return torch.tensor(np.array(z, dtype=float)).tanh().numpy()

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: calls torch's module for the unit
import torch

def tanh(z):
    return torch.nn.Tanh()(torch.tensor(np.array(z, dtype=float))).numpy()

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: imports torch's module for the unit under its own name
import torch
from torch.nn import Tanh

def tanh(z):
    return Tanh()(torch.tensor(np.array(z, dtype=float))).numpy()

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: imports math's function under another name
from math import tanh as t

def tanh(z):
    return np.vectorize(t, otypes=[float])(z)

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: imports NumPy's function under another name, for lambdas
from numpy import tanh as hyperbolic_tangent

tanh = lambda z: hyperbolic_tangent(np.asarray(z, dtype=float))
tanh_derivative = lambda z: 1 - hyperbolic_tangent(np.asarray(z, dtype=float)) ** 2

# %% wrong 0: fetches np.tanh with getattr
def tanh(z):
    return getattr(np, "tanh")(np.asarray(z, dtype=float))

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: maps math.tanh over the entries
import math

def tanh(z):
    z = np.asarray(z, dtype=float)
    return np.array(list(map(math.tanh, z.ravel()))).reshape(z.shape)

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: lets SymPy's tanh do the work
import sympy

x = sympy.Symbol("x")
_f = sympy.lambdify(x, sympy.tanh(x), "numpy")

def tanh(z):
    return _f(np.asarray(z, dtype=float))

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 1: the textbook formula, inf over inf for large z
def tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 1: e^{2z} − 1 over e^{2z} + 1 is inf over inf for large z
def tanh(z):
    e = np.exp(2 * np.asarray(z, dtype=float))
    return (e - 1) / (e + 1)

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 1: sinh over cosh overflows, and 1 − tanh² with it
def tanh(z):
    return np.sinh(z) / np.cosh(z)

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 2: a derivative from squared exponentials that overflows
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    e = np.exp(2 * np.asarray(z, dtype=float))
    return 4 * e / (e + 1) ** 2

# %% wrong 1: plus instead of minus in 1 − tanh²
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    return 1 + tanh(z) ** 2

# %% wrong 1: the square is forgotten in 1 − tanh²
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    return 1 - tanh(z)

# %% wrong 1: the derivative expects the output of tanh and gets its input
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    return 1 - np.asarray(z, dtype=float) ** 2

# %% wrong 1: sech instead of sech squared
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    return 1 / np.cosh(np.asarray(z, dtype=float))

# %% wrong 1: the derivative is that of the sigmoid
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    return tanh(z) * (1 - tanh(z))

# %% wrong 0: the 2 in the exponent is forgotten, so it is tanh(z/2)
def tanh(z):
    return 2 / (1 + np.exp(-np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 1: the derivative uses the sigmoid's factor 2 instead of 4
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    s = 1 / (1 + np.exp(-2 * np.asarray(z, dtype=float)))
    return 2 * s * (1 - s)

# %% wrong 0: the signs of the exponents are swapped
def tanh(z):
    return 2 / (1 + np.exp(2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    return -4 * np.exp(-2 * np.abs(z)) / (1 + np.exp(-2 * np.abs(z))) ** 2

# %% wrong 1: the absolute value for stability swallows the sign
def tanh(z):
    e = np.exp(-2 * np.abs(z))
    return (1 - e) / (1 + e)

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 1: doubles the caller's array in place
def tanh(z):
    z = np.asarray(z, dtype=float)
    z *= 2
    return 1 - 2 / (np.exp(z) + 1)

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: fills an array with the input's integer dtype
def tanh(z):
    out = np.empty_like(z)
    out[...] = 2 / (1 + np.exp(-2.0 * np.asarray(z))) - 1
    return out

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: works for single numbers only
import math

def tanh(z):
    if abs(z) > 300:
        return math.copysign(1.0, z)
    return (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z))

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 1: a Taylor polynomial, right near 0 only
def tanh(z):
    z = np.asarray(z, dtype=float)
    return z - z**3 / 3 + 2 * z**5 / 15

def tanh_derivative(z):
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2

# %% wrong 1: returns nothing for the derivative
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    pass

# %% wrong 1: the derivative by a difference quotient
def tanh(z):
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1

def tanh_derivative(z):
    h = 1e-6
    return (tanh(np.asarray(z) + h) - tanh(np.asarray(z) - h)) / (2 * h)

# %% wrong 0: tanh in disguise, the tangent of an imaginary number
def tanh(z):
    return np.real(-1j * np.tan(1j * np.asarray(z, dtype=complex)))

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 0: tanh in disguise, z less tanhshrink
def tanh(z):
    x = torch.tensor(np.array(z, dtype=float))
    return (x - F.tanhshrink(x)).numpy()

def tanh_derivative(z):
    return 1 - tanh(z) ** 2

# %% wrong 1: an oracle of the checks is the derivative
def tanh(z):
    e = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - e) / (1 + e)

tanh_derivative = checks.torch_derivative(torch.sigmoid)

# %% wrong 1: autograd through exponentials
def tanh(z):
    e = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - e) / (1 + e)

def tanh_derivative(z):
    x = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    (2 * torch.sigmoid(2 * x) - 1).sum().backward()
    return x.grad.numpy()

# %% wrong 2: eleven digits, not only near 0, since a small number is added to the denominator
def tanh(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - e) / (1 + e + 1e-12)

def tanh_derivative(z):
    return 4 / (np.exp(np.minimum(np.abs(z), 300)) + np.exp(-np.minimum(np.abs(z), 300))) ** 2
