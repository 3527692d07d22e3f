# %% right: the textbook formulas with scipy's expit
from scipy.special import expit


def swish(z, beta=1.0):
    return z * expit(beta * np.asarray(z, dtype=float))


def swish_derivative(z, beta=1.0):
    s = expit(beta * np.asarray(z, dtype=float))
    return s + beta * z * s * (1 - s)


def swish_beta_derivative(z, beta=1.0):
    s = expit(beta * np.asarray(z, dtype=float))
    return np.square(z) * s * (1 - s)

# %% right: the derivative in terms of swish itself
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    f = swish(z, beta)
    return beta * f + _sigmoid(beta * z) * (1 - beta * f)

def swish_beta_derivative(z, beta=1.0):
    f = swish(z, beta)
    return f * (z - f)

# %% right: z over 1 + e^{−βz}, with overflow kept silent
def swish(z, beta=1.0):
    with np.errstate(over="ignore"):
        return z / (1 + np.exp(-beta * z))

def swish_derivative(z, beta=1.0):
    with np.errstate(over="ignore"):
        s = 1 / (1 + np.exp(-beta * z))
    return s * (1 + beta * z * (1 - s))

def swish_beta_derivative(z, beta=1.0):
    with np.errstate(over="ignore"):
        s = 1 / (1 + np.exp(-beta * z))
    return z**2 * (s - s**2)

# %% right: half of z times 1 plus tanh
def swish(z, beta=1.0):
    z = np.asarray(z, dtype=np.float64)
    return z / 2 * (1 + np.tanh(beta * z / 2))

def swish_derivative(z, beta=1.0):
    z = np.asarray(z, dtype=np.float64)
    t = np.tanh(beta * z / 2)
    return (1 + t) / 2 + beta * z * (1 - t**2) / 4

def swish_beta_derivative(z, beta=1.0):
    z = np.asarray(z, dtype=np.float64)
    return z**2 * (1 - np.tanh(beta * z / 2) ** 2) / 4

# %% right: through logaddexp
def _log_gate(z, beta):
    return -np.logaddexp(0.0, -beta * np.asarray(z, dtype=float))

def swish(z, beta=1.0):
    return z * np.exp(_log_gate(z, beta))

def swish_derivative(z, beta=1.0):
    gate, other = np.exp(_log_gate(z, beta)), np.exp(_log_gate(z, -beta))
    return gate + beta * np.asarray(z) * gate * other

def swish_beta_derivative(z, beta=1.0):
    return np.square(z) * np.exp(_log_gate(z, beta) + _log_gate(z, -beta))

# %% wrong 2: autograd makes both derivatives
import torch

def _tensors(z, beta):
    z = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    b = torch.full_like(z, float(beta)).requires_grad_()
    return z, b, z * torch.sigmoid(b * z)

def swish(z, beta=1.0):
    return _tensors(z, beta)[2].detach().numpy()

def swish_derivative(z, beta=1.0):
    z, b, f = _tensors(z, beta)
    return torch.autograd.grad(f.sum(), z)[0].numpy()

def swish_beta_derivative(z, beta=1.0):
    z, b, f = _tensors(z, beta)
    return torch.autograd.grad(f.sum(), b)[0].numpy()

# %% right: a loop with math and branches
import math

def _gate(x):
    if x < 0:
        e = math.exp(x)
        return e / (1 + e)
    return 1 / (1 + math.exp(-x))

def _each(rule, z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        out[i] = rule(float(x))
    return out

def swish(z, beta=1.0):
    return _each(lambda x: x * _gate(beta * x), z)

def swish_derivative(z, beta=1.0):
    return _each(lambda x: _gate(beta * x) * (1 + beta * x * _gate(-beta * x)), z)

def swish_beta_derivative(z, beta=1.0):
    return _each(lambda x: x * x * _gate(beta * x) * _gate(-beta * x), z)

# %% right: np.vectorize over both arguments
import math

def _sigma(x):
    return 0.5 * (1 + math.tanh(x / 2))

swish = np.vectorize(lambda z, beta=1.0: z * _sigma(beta * z), otypes=[float])
swish_derivative = np.vectorize(
    lambda z, beta=1.0: _sigma(beta * z) + beta * z * _sigma(beta * z) * _sigma(-beta * z),
    otypes=[float],
)
swish_beta_derivative = np.vectorize(
    lambda z, beta=1.0: z * z * _sigma(beta * z) * _sigma(-beta * z), otypes=[float]
)

# %% right: SymPy expressions in the gate, lambdified
import sympy

_z, _b, _s = sympy.symbols("z beta s")
_f = sympy.lambdify((_z, _s), _z * _s)
_fz = sympy.lambdify((_z, _b, _s), _s + _b * _z * _s * (1 - _s))
_fb = sympy.lambdify((_z, _s), _z**2 * _s * (1 - _s))

def _gate(z, beta):
    return np.exp(-np.logaddexp(0, -beta * z))

def swish(z, beta=1.0):
    return _f(z, _gate(z, beta))

def swish_derivative(z, beta=1.0):
    return _fz(z, beta, _gate(z, beta))

def swish_beta_derivative(z, beta=1.0):
    return _fb(z, _gate(z, beta))

# %% right: a class that holds β
class Swish:
    def __init__(self, beta):
        self.beta = beta

    def gate(self, z):
        e = np.exp(-np.abs(self.beta * z))
        return np.where(self.beta * z >= 0, 1, e) / (1 + e)

    def slope_of_gate(self, z):
        e = np.exp(-np.abs(self.beta * z))
        return e / (1 + e) ** 2

def swish(z, beta=1.0):
    return z * Swish(beta).gate(np.asarray(z))

def swish_derivative(z, beta=1.0):
    unit, z = Swish(beta), np.asarray(z)
    return unit.gate(z) + beta * z * unit.slope_of_gate(z)

def swish_beta_derivative(z, beta=1.0):
    z = np.asarray(z)
    return z * z * Swish(beta).slope_of_gate(z)

# %% right: a closed form with both signs of the exponent treated
def swish(z, beta=1.0):
    return z / (1 + np.exp(-np.clip(beta * z, -600, 600)))

def swish_derivative(z, beta=1.0):
    a = beta * np.asarray(z, dtype=float)
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1 + e + a * e, e * (e + 1 + a)) / (1 + e) ** 2

def swish_beta_derivative(z, beta=1.0, *, power=2):
    e = np.exp(-np.abs(beta * np.asarray(z, dtype=float)))
    return np.asarray(z, dtype=float) ** power * e / (1 + e) ** 2

# %% wrong 3: β is forgotten in the second term of the derivative
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s * (1 + z * (1 - s))

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 0: β is hard-coded to one half
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    beta = 0.5
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    beta = 0.5
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    beta = 0.5
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 0: β is ignored everywhere
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(z)
    return s + z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(z)
    return z**2 * s * (1 - s)

# %% wrong 1: e^{βz} instead of e^{−βz}
def swish(z, beta=1.0):
    return z / (1 + np.exp(beta * z))

def swish_derivative(z, beta=1.0):
    s = 1 / (1 + np.exp(beta * z))
    return s - beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = 1 / (1 + np.exp(beta * z))
    return -(z**2) * s * (1 - s)

# %% wrong 3: one factor z is missing in the derivative with respect to β
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z * s * (1 - s)

# %% wrong 3: the derivative with respect to β has a factor β too many
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return beta * z**2 * s * (1 - s)

# %% wrong 4: the derivative with respect to β is summed over the array
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return np.sum(z**2 * s * (1 - s))

# %% wrong 3: the derivative with respect to β is that of z times β z
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    return z * swish_derivative(z, beta)

# %% wrong 3: the product rule's second term is missing
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    return _sigmoid(beta * z)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 3: minus in place of plus in the product rule
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s - beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 3: the recursion uses f where β f is due and drops the bracket
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    f = swish(z, beta)
    return beta * f + _sigmoid(beta * z) * 1 - beta * f

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 3: f + σ(1 − f), the recursion without β
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    f = swish(z, beta)
    return f + _sigmoid(beta * z) * (1 - f)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 4: the closed form of the derivative is NaN where e^{−βz} overflows
def swish(z, beta=1.0):
    return z / (1 + np.exp(-beta * z))

def swish_derivative(z, beta=1.0):
    e = np.exp(-beta * z)
    return (1 + e + beta * z * e) / (1 + e) ** 2

def swish_beta_derivative(z, beta=1.0):
    s = 1 / (1 + np.exp(-beta * z))
    return z**2 * s * (1 - s)

# %% wrong 4: the derivative with respect to β from e^{−βz} over a square is NaN at the far end
def swish(z, beta=1.0):
    return z / (1 + np.exp(-beta * z))

def swish_derivative(z, beta=1.0):
    s = 1 / (1 + np.exp(-beta * z))
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    e = np.exp(-beta * z)
    return z**2 * e / (1 + e) ** 2

# %% wrong 3: divides by β, which may be 0
import torch

def swish(z, beta=1.0):
    x = torch.tensor(np.array(z, dtype=float))
    return (torch.nn.functional.silu(beta * x) / beta).numpy()

def swish_derivative(z, beta=1.0):
    s = 1 / (1 + np.exp(-beta * z))
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = 1 / (1 + np.exp(-beta * z))
    return z**2 * s * (1 - s)

# %% wrong 1: takes β = 0 for a missing β
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    beta = beta or 1.0
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    beta = beta or 1.0
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    beta = beta or 1.0
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 1: stabilised with the sign of z only, wrong for negative β
def _gate(z, beta):
    z = np.asarray(z, dtype=float)
    e = np.exp(-abs(beta) * np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

def swish(z, beta=1.0):
    return z * _gate(z, beta)

def swish_derivative(z, beta=1.0):
    s = _gate(z, beta)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _gate(z, beta)
    return np.square(z) * s * (1 - s) * np.sign(beta)

# %% wrong 1: multiplies by β in front, too
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=2.0):
    return beta * z * _sigmoid(beta * z)

def swish_derivative(z, beta=2.0):
    s = _sigmoid(beta * z)
    return beta * s + beta**2 * z * s * (1 - s)

def swish_beta_derivative(z, beta=2.0):
    s = _sigmoid(beta * z)
    return z * s + beta * z**2 * s * (1 - s)

# %% wrong 2: β multiplies the result instead of the gate's argument
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return beta * z * _sigmoid(z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 0: the parameter is called b, so beta=… is refused
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, b=1.0):
    return z * _sigmoid(b * z)

def swish_derivative(z, b=1.0):
    s = _sigmoid(b * z)
    return s + b * z * s * (1 - s)

def swish_beta_derivative(z, b=1.0):
    s = _sigmoid(b * z)
    return z**2 * s * (1 - s)

# %% wrong 0: β has no default
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 2: finite differences for both derivatives
def swish(z, beta=1.0):
    return z / (1 + np.exp(-beta * z))

def swish_derivative(z, beta=1.0):
    h = 1e-5
    return (swish(z + h, beta) - swish(z - h, beta)) / (2 * h)

def swish_beta_derivative(z, beta=1.0):
    h = 1e-5
    return (swish(z, beta + h) - swish(z, beta - h)) / (2 * h)

# %% wrong 2: multiplies the caller's array by β in place
def _gate(z, beta):
    z *= beta
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    return np.array(z) * _gate(z, beta)

def swish_derivative(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    before = np.array(z)
    s = _gate(z, beta)
    return s + beta * before * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    before = np.array(z)
    s = _gate(z, beta)
    return before**2 * s * (1 - s)

# %% wrong 3: the gate is stored in an array of the input's dtype
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    out = np.zeros_like(z)
    out[...] = z * _sigmoid(beta * z)
    return out

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

def swish_beta_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return z**2 * s * (1 - s)

# %% wrong 1: ReLU, the limit of swish for large β
def swish(z, beta=1.0):
    return np.maximum(z, 0.0)

def swish_derivative(z, beta=1.0):
    return np.heaviside(z, 0.5)

def swish_beta_derivative(z, beta=1.0):
    return np.zeros(np.shape(z))

# %% wrong 3: the derivative with respect to β was left out
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))

def swish(z, beta=1.0):
    return z * _sigmoid(beta * z)

def swish_derivative(z, beta=1.0):
    s = _sigmoid(beta * z)
    return s + beta * z * s * (1 - s)

# %% wrong 2: oracles of the checks are the derivatives
from scipy.special import expit

def swish(z, beta=1.0):
    return z * expit(beta * z)

def swish_derivative(z, beta=1.0):
    return checks.torch_derivative(lambda x: x * torch.sigmoid(beta * x))(z)

def swish_beta_derivative(z, beta=1.0):
    right = checks.torch_derivative(lambda x, beta: x * torch.sigmoid(beta * x), of="beta")
    return right(z, beta=beta)

# %% wrong 2: a complex step in β, in a cell that holds both derivatives
from scipy.special import expit

def swish(z, beta=1.0):
    return z * expit(beta * z)

def swish_derivative(z, beta=1.0):
    s = expit(beta * z)
    return s + beta * z * s * expit(-beta * z)

def _gated(z, beta):
    return z / (1 + np.exp(-beta * np.clip(z, -300, 300)))

def swish_beta_derivative(z, beta=1.0):
    near = _gated(np.asarray(z, dtype=float), beta + 1e-200j)
    return near.imag / 1e-200

# %% wrong 4: the gate cancels on the left, times z
from scipy.special import expit

def swish(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    return z * (1 - 1 / (1 + np.exp(np.clip(beta * z, -700, 700)) * (1 + 1e-12)))

def swish_derivative(z, beta=1.0):
    s = expit(beta * z)
    return s + beta * z * s * expit(-beta * z)

def swish_beta_derivative(z, beta=1.0):
    return z * z * expit(beta * z) * expit(-beta * z)
