# %% right: a sum of logarithms
def _at(v, k):
    return v if np.ndim(v) == 0 else v[k]

def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    L = len(widths) - 1
    total = math.log10(var_loss) + math.log10(_at(var_activation, layer - 1))
    for k in range(layer, L + 1):
        total += math.log10(_at(var_slope, k))
    for k in range(layer + 1, L + 1):
        total += math.log10(widths[k]) + math.log10(_at(var_weight, k))
    return total

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    log = log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation)
    return math.inf if log >= 308.2547155 else 10**log

# %% right: exact fractions
from fractions import Fraction

def _exact(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: [Fraction(float(x)) for x in np.broadcast_to(v, len(widths))]
    s, w, a = full(var_slope), full(var_weight), full(var_activation)
    n = [int(width) for width in widths]
    return (math.prod(s[layer:]) * math.prod(w[layer + 1:]) * math.prod(n[layer + 1:])
            * Fraction(float(var_loss)) * a[layer - 1])

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    try:
        return float(_exact(layer, widths, var_slope, var_weight, var_loss, var_activation))
    except OverflowError:
        return math.inf

def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    value = _exact(layer, widths, var_slope, var_weight, var_loss, var_activation)
    return math.log10(value.numerator) - math.log10(value.denominator)

# %% right: mantissas and exponents apart
def _factors(layer, widths, var_slope, var_weight, var_loss, var_activation):
    sequence = lambda v: [v] * len(widths) if np.isscalar(v) else list(v)
    slopes, weights = sequence(var_slope), sequence(var_weight)
    yield var_loss
    yield sequence(var_activation)[layer - 1]
    yield from slopes[layer:]
    for n, w in list(zip(widths, weights))[layer + 1:]:
        yield float(n)
        yield w

def _product(factors):
    mantissa, exponent = 1.0, 0
    for factor in factors:
        m, e = math.frexp(mantissa * math.frexp(factor)[0])
        mantissa, exponent = m, exponent + e + math.frexp(factor)[1]
    return mantissa, exponent

def gradient_variance(*args, **kwargs):
    try:
        return math.ldexp(*_product(_factors(*args, **kwargs)))
    except OverflowError:
        return float("inf")

def log10_gradient_variance(*args, **kwargs):
    mantissa, exponent = _product(_factors(*args, **kwargs))
    return math.log10(mantissa) + exponent * math.log10(2)

# %% right: arbitrary precision of mpmath
import mpmath

def _value(layer, widths, var_slope, var_weight, var_loss, var_activation):
    L = len(widths) - 1
    pick = lambda v, k: mpmath.mpf(float(v[k])) if hasattr(v, "__len__") else mpmath.mpf(float(v))
    value = mpmath.mpf(float(var_loss)) * pick(var_activation, layer - 1) * pick(var_slope, L)
    for k in range(L, layer, -1):
        value *= int(widths[k]) * pick(var_weight, k) * pick(var_slope, k - 1)
    return value

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return float(_value(layer, widths, var_slope, var_weight, var_loss, var_activation))

def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return float(mpmath.log10(_value(layer, widths, var_slope, var_weight, var_loss, var_activation)))

# %% right: natural logarithms, one recursion from the last layer down
def _log(layer, widths, var_slope, var_weight, var_loss, var_activation):
    widths = np.asarray(widths, dtype=np.float64)
    s, w, a = (np.log(np.ones(len(widths)) * np.asarray(v)) for v in
               (var_slope, var_weight, var_activation))
    delta = np.log(var_loss) + s[-1]
    for k in range(len(widths) - 1, layer, -1):
        delta = delta + np.log(widths[k]) + w[k] + s[k - 1]
    return delta + a[layer - 1]

def gradient_variance(*args):
    with np.errstate(over="ignore"):
        return np.exp(_log(*args))

def log10_gradient_variance(*args):
    return _log(*args) / np.log(10)

# %% right: longdouble where it has a wider exponent, else decimals
from decimal import Decimal, getcontext

def _decimal(layer, widths, var_slope, var_weight, var_loss, var_activation):
    getcontext().prec = 40
    def get(v, k):
        return Decimal(float(np.broadcast_to(np.asarray(v, float), (len(widths),))[k]))
    value = Decimal(float(var_loss)) * get(var_activation, layer - 1)
    for k in range(layer, len(widths)):
        value *= get(var_slope, k)
        if k > layer:
            value *= int(widths[k]) * get(var_weight, k)
    return value

def gradient_variance(*args):
    return float(_decimal(*args))

def log10_gradient_variance(*args):
    return float(_decimal(*args).log10())

# %% wrong 2.5: products of floats
def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.broadcast_to(np.asarray(v, dtype=float), len(widths))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return np.prod(s[layer:]) * np.prod(w[layer + 1:]) * np.prod(n[layer + 1:]) * var_loss * a[layer - 1]

def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.log10(gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 3.5: a power of Python's floats, which raises where it overflows
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return float(s[layer:].sum() + (w + n)[layer + 1:].sum() + np.log10(var_loss) + a[layer - 1])

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return 10.0 ** log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation)

# %% wrong 0: one slope too few
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return s[layer + 1:].sum() + (w + n)[layer + 1:].sum() + np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 0: one weight factor too many
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return (s + w)[layer:].sum() + n[layer + 1:].sum() + np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 1.5: the widths one layer too low
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return s[layer:].sum() + w[layer + 1:].sum() + n[layer:-1].sum() + np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 0: the fan-in of the layer itself is a factor, too
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return (s[layer:].sum() + (w + n)[layer + 1:].sum() + n[layer - 1] + np.log10(var_loss)
            + a[layer - 1])

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 3: the activation of the layer instead of the one below
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return s[layer:].sum() + (w + n)[layer + 1:].sum() + np.log10(var_loss) + a[layer]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 2: slopes read one place too low
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return s[layer - 1 : -1].sum() + (w + n)[layer + 1:].sum() + np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 1.5: numbers only
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    L = len(widths) - 1
    total = (L - layer + 1) * math.log10(var_slope) + (L - layer) * math.log10(var_weight)
    total += math.log10(var_loss) + math.log10(var_activation)
    return total + sum(math.log10(n) for n in widths[layer + 1:])

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    log = log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation)
    return math.inf if log > 308.25 else 10.0**log

# %% wrong 2: the product of the widths in NumPy's integers, which wrap around
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a = map(full, (var_slope, var_weight, var_activation))
    n = np.prod(np.asarray(widths)[layer + 1:])
    return s[layer:].sum() + w[layer + 1:].sum() + np.log10(n) + np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 3.5: the natural logarithm
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return s[layer:].sum() + (w + n)[layer + 1:].sum() + np.log(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.exp(log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 3.5: the largest float where it should be inf
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return s[layer:].sum() + (w + n)[layer + 1:].sum() + np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    log = log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation)
    return np.power(10.0, min(log, 308.0))

# %% wrong 0: the standard deviation
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a, n = map(full, (var_slope, var_weight, var_activation, widths))
    return (s[layer:].sum() + (w + n)[layer + 1:].sum() + np.log10(var_loss) + a[layer - 1]) / 2

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 0: squares what is a variance already
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: 2 * np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a = map(full, (var_slope, var_weight, var_activation))
    n = np.log10(np.asarray(widths, dtype=float))
    return s[layer:].sum() + (w + n)[layer + 1:].sum() + 2 * np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 0.5: no widths at all
def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    full = lambda v: np.log10(np.broadcast_to(np.asarray(v, dtype=float), len(widths)))
    s, w, a = map(full, (var_slope, var_weight, var_activation))
    return s[layer:].sum() + w[layer + 1:].sum() + np.log10(var_loss) + a[layer - 1]

def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    return np.power(10.0, log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation))

# %% wrong 3: divides the caller's widths and variances in place
def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    log = log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation)
    return 10.0**log if log < 308.25 else math.inf


def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    count = len(widths)
    total = 0.0
    for k in range(layer, count):
        slope = var_slope if np.ndim(var_slope) == 0 else var_slope[k]
        total += math.log10(slope)
        if k > layer:
            weight = var_weight if np.ndim(var_weight) == 0 else var_weight[k]
            total += math.log10(weight) + math.log10(widths[k])
    if np.ndim(var_activation):
        total += math.log10(var_activation[layer - 1])
        var_activation[layer - 1] = 1.0 if isinstance(var_activation, (list, np.ndarray)) else 0
    else:
        total += math.log10(var_activation)
    return total + math.log10(var_loss)
