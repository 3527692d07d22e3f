# %% right: the formulas as they stand in the text
import sympy


def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    softplus = sympy.log(1 + sympy.exp(z))
    return {
        "relu": sympy.Piecewise((1, z > 0), (0, True)),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate + beta * z * gate * (1 - gate),
        "mish": sympy.tanh(softplus) + z * sigma * (1 - sympy.tanh(softplus) ** 2),
    }

# %% right: everything in exponentials, Heaviside for the step
from sympy import Heaviside, exp

def symbolic_derivatives(z, beta):
    d = dict()
    d["relu"] = Heaviside(z)
    d["sigmoid"] = exp(-z) / (1 + exp(-z)) ** 2
    d["tanh"] = 4 / (exp(z) + exp(-z)) ** 2
    e = exp(-beta * z)
    d["swish"] = (1 + e + beta * z * e) / (1 + e) ** 2
    omega = 4 * (z + 1) + 4 * exp(2 * z) + exp(3 * z) + exp(z) * (4 * z + 6)
    delta = 2 * exp(z) + exp(2 * z) + 2
    d["mish"] = exp(z) * omega / delta**2
    return d

# %% right: hyperbolic functions, the step from the sign
import sympy as sp

def symbolic_derivatives(z, beta):
    """ReLU' is one half at 0 here."""
    t = sp.tanh(beta * z / 2)
    u = sp.log(1 + sp.exp(z))
    return dict(
        relu=(1 + sp.sign(z)) / 2,
        sigmoid=sp.sech(z / 2) ** 2 / 4,
        tanh=sp.sech(z) ** 2,
        swish=(1 + t) / 2 + beta * z * (1 - t**2) / 4,
        mish=sp.tanh(u) + z / (1 + sp.exp(-z)) * sp.sech(u) ** 2,
    )

# %% right: decimal fractions, the recursion of swish, and the step by Heaviside(z, 1/2)
import sympy

def symbolic_derivatives(z, beta):
    def s(x):
        return 1.0 / (1.0 + sympy.exp(-x))

    f = z * s(beta * z)
    w = (1 + sympy.exp(z)) ** 2
    return {
        "relu": sympy.Heaviside(z, sympy.Rational(1, 2)),
        "sigmoid": s(z) - s(z) ** 2,
        "tanh": 1.0 / sympy.cosh(z) ** 2,
        "swish": beta * f + s(beta * z) * (1 - beta * f),
        "mish": (w - 1) / (w + 1) + 4.0 * z * w / (w + 1) ** 2 * s(z),
    }

# %% right: parsed from strings, with further entries
import sympy

def symbolic_derivatives(z, beta):
    formulas = {
        "relu": "Max(0, sign(z))",
        "sigmoid": "1/(2 + exp(z) + exp(-z))",
        "tanh": "(1 - tanh(z))*(1 + tanh(z))",
        "swish": "(1 + (1 + beta*z)*exp(-beta*z))/(1 + exp(-beta*z))**2",
        "mish": "tanh(log(1 + exp(z))) + z*exp(z)/((1 + exp(z))*cosh(log(1 + exp(z)))**2)",
        "softplus": "1/(1 + exp(-z))",
    }
    names = {"z": z, "beta": beta}
    return {key: sympy.sympify(text, locals=names) for key, text in formulas.items()}

# %% right: unevaluated, simplified and factored forms
import sympy
from sympy import S, Symbol, exp

def symbolic_derivatives(z, beta):
    sigma = exp(z) / (exp(z) + 1)
    gate = exp(beta * z) / (exp(beta * z) + 1)
    tau = 1 - 2 / ((1 + exp(z)) ** 2 + 1)
    result = {}
    result["sigmoid"] = sympy.Mul(sigma, S.One - sigma, evaluate=False)
    result["tanh"] = sympy.simplify(1 - ((exp(z) - exp(-z)) / (exp(z) + exp(-z))) ** 2)
    result["swish"] = sympy.factor(gate * (1 + beta * z * (1 - gate)))
    result["mish"] = sympy.together(tau + z * sigma * (1 - tau**2))
    result["relu"] = sympy.Piecewise((S.Zero, z < 0), (S.Half, sympy.Eq(z, 0)), (S.One, z > 0))
    return result

# %% right: made with symbols of the student's own, then substituted
import sympy

_x, _b = sympy.symbols("x b")
_sig = 1 / (1 + sympy.exp(-_x))
_t = sympy.tanh(sympy.log(1 + sympy.exp(_x)))
TABLE = {
    "relu": (_x + sympy.Abs(_x)) / (2 * _x),
    "sigmoid": _sig * (1 - _sig),
    "tanh": 1 - sympy.tanh(_x) ** 2,
    "swish": _sig.subs(_x, _b * _x) * (1 + _b * _x * (1 - _sig.subs(_x, _b * _x))),
    "mish": _t + _x * _sig * (1 - _t**2),
}

def symbolic_derivatives(z, beta):
    return {name: formula.subs({_x: z, _b: beta}, simultaneous=True) for name, formula in TABLE.items()}

# %% right: a lambda, and quotients with the sign of z
from sympy import *

symbolic_derivatives = lambda z, beta: {
    "relu": Piecewise((0, z <= 0), (1, z > 0)),
    "sigmoid": 1 / (exp(z / 2) + exp(-z / 2)) ** 2,
    "tanh": (2 / (exp(z) + exp(-z))) ** 2,
    "swish": (exp(-beta * z) * (beta * z + 1) + 1) / (exp(-beta * z) + 1) ** 2,
    "mish": tanh(log(exp(z) + 1)) + z * (1 - tanh(log(exp(z) + 1)) ** 2) * exp(z) / (exp(z) + 1),
}

# %% wrong 0: lets SymPy differentiate
import sympy

def symbolic_derivatives(z, beta):
    functions = {
        "relu": sympy.Piecewise((z, z > 0), (0, True)),
        "sigmoid": 1 / (1 + sympy.exp(-z)),
        "tanh": sympy.tanh(z),
        "swish": z / (1 + sympy.exp(-beta * z)),
        "mish": z * sympy.tanh(sympy.log(1 + sympy.exp(z))),
    }
    return {name: sympy.diff(f, z) for name, f in functions.items()}

# %% wrong 0: lets SymPy differentiate, by the expressions' own method
import sympy

def symbolic_derivatives(z, beta):
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": (1 / (1 + sympy.exp(-z))).diff(z),
        "tanh": sympy.tanh(z).diff(z),
        "swish": (z / (1 + sympy.exp(-beta * z))).diff(z),
        "mish": (z * sympy.tanh(sympy.log(1 + sympy.exp(z)))).diff(z),
    }

# %% wrong 0: lets SymPy differentiate, by Derivative(…).doit()
from sympy import Derivative, Heaviside, exp, log, tanh

def symbolic_derivatives(z, beta):
    return {
        "relu": Heaviside(z),
        "sigmoid": Derivative(1 / (1 + exp(-z)), z).doit(),
        "tanh": Derivative(tanh(z), z).doit(),
        "swish": Derivative(z / (1 + exp(-beta * z)), z).doit(),
        "mish": Derivative(z * tanh(log(1 + exp(z))), z).doit(),
    }

# %% wrong 0: lets SymPy differentiate, imported under another name
from sympy import Heaviside, exp, log, tanh
from sympy import diff as slope

def symbolic_derivatives(z, beta):
    return {
        "relu": Heaviside(z),
        "sigmoid": slope(1 / (1 + exp(-z)), z),
        "tanh": slope(tanh(z), z),
        "swish": slope(z / (1 + exp(-beta * z)), z),
        "mish": slope(z * tanh(log(1 + exp(z))), z),
    }

# %% wrong 3: β is missing before z, right for β = 1 only
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + z * (1 - gate)),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 3: swish is differentiated with respect to β
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": z**2 * gate * (1 - gate),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 4: mish lacks the inner derivative σ
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": t + z * (1 - t**2),
    }

# %% wrong 4: Misra's closed form with a typing slip, 3z² where e^{3z} belongs
import sympy
from sympy import exp

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + exp(-z))
    gate = 1 / (1 + exp(-beta * z))
    omega = 4 * (z + 1) + 4 * exp(2 * z) + 3 * z**2 + exp(z) * (4 * z + 6)
    delta = 2 * exp(z) + exp(2 * z) + 2
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": exp(z) * omega / delta**2,
    }

# %% wrong 3: tanh′ loses its square
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z),
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 3: sigmoid′ has the wrong sign
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": -sympy.exp(-z) / (1 + sympy.exp(-z)) ** 2,
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 4: ReLU′ is the sign, −1 on the left
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.sign(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 0: gives the functions, not their derivatives
import sympy

def symbolic_derivatives(z, beta):
    return {
        "relu": sympy.Max(0, z),
        "sigmoid": 1 / (1 + sympy.exp(-z)),
        "tanh": sympy.tanh(z),
        "swish": z / (1 + sympy.exp(-beta * z)),
        "mish": z * sympy.tanh(sympy.log(1 + sympy.exp(z))),
    }

# %% wrong 4: mish is missing from the dict
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
    }

# %% wrong 0: the keys are capitalised
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "ReLU": sympy.Heaviside(z),
        "Sigmoid": sigma * (1 - sigma),
        "Tanh": 1 - sympy.tanh(z) ** 2,
        "Swish": gate * (1 + beta * z * (1 - gate)),
        "Mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 0: writes in a symbol x of its own, which nobody asked for
import sympy

def symbolic_derivatives(z, beta):
    x = sympy.Symbol("x")
    sigma = 1 / (1 + sympy.exp(-x))
    gate = 1 / (1 + sympy.exp(-beta * x))
    t = sympy.tanh(sympy.log(1 + sympy.exp(x)))
    return {
        "relu": sympy.Heaviside(x),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(x) ** 2,
        "swish": gate * (1 + beta * x * (1 - gate)),
        "mish": t + x * sigma * (1 - t**2),
    }

# %% wrong 0: texts instead of expressions
def symbolic_derivatives(z, beta):
    return {
        "relu": "Heaviside(z)",
        "sigmoid": "exp(-z)/(1 + exp(-z))**2",
        "tanh": "1 - tanh(z)**2",
        "swish": "(1 + exp(-beta*z) + beta*z*exp(-beta*z))/(1 + exp(-beta*z))**2",
        "mish": "tanh(log(1 + exp(z))) + z*(1 - tanh(log(1 + exp(z)))**2)/(1 + exp(-z))",
    }

# %% wrong 0: a list without names
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return [
        sympy.Heaviside(z),
        sigma * (1 - sigma),
        1 - sympy.tanh(z) ** 2,
        gate * (1 + beta * z * (1 - gate)),
        t + z * sigma * (1 - t**2),
    ]

# %% wrong 0: NumPy's exponential on a symbol
def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + np.exp(-z))
    gate = 1 / (1 + np.exp(-beta * z))
    t = np.tanh(np.log(1 + np.exp(z)))
    return {
        "relu": np.heaviside(z, 0.5),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - np.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 0: sets β to 1 and z to the sign of itself in a slip of one line
import sympy

def symbolic_derivatives(z, beta):
    beta, z = 1, sympy.sign(z)
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.Rational(1, 3),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 4: gives mish′ in decimal digits rounded to three places
import sympy

def symbolic_derivatives(z, beta):
    sigma = 1 / (1 + sympy.exp(-z))
    gate = 1 / (1 + sympy.exp(-beta * z))
    t = sympy.tanh(sympy.log(1 + sympy.Float(2.718) ** z))
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": sigma * (1 - sigma),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": gate * (1 + beta * z * (1 - gate)),
        "mish": t + z * sigma * (1 - t**2),
    }

# %% wrong 0: the machine differentiates, by Matrix.jacobian
def symbolic_derivatives(z, beta):
    by = lambda f: sympy.Matrix([f]).jacobian([z])[0]
    return {
        "relu": sympy.Piecewise((1, z > 0), (0, True)),
        "sigmoid": by(1 / (1 + sympy.exp(-z))),
        "tanh": by(sympy.tanh(z)),
        "swish": by(z / (1 + sympy.exp(-beta * z))),
        "mish": by(z * sympy.tanh(sympy.log(1 + sympy.exp(z)))),
    }

# %% wrong 0: the machine differentiates, by implicit differentiation
def symbolic_derivatives(z, beta):
    y = sympy.Symbol("y")
    by = lambda f: sympy.idiff(y - f, y, z)
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": by(1 / (1 + sympy.exp(-z))),
        "tanh": by(sympy.tanh(z)),
        "swish": by(z / (1 + sympy.exp(-beta * z))),
        "mish": by(z * sympy.tanh(sympy.log(1 + sympy.exp(z)))),
    }

# %% wrong 0: the machine differentiates, with the method's name put together
def symbolic_derivatives(z, beta):
    by = lambda f: getattr(f, "di" + "ff")(z)
    return {
        "relu": sympy.Heaviside(z),
        "sigmoid": by(1 / (1 + sympy.exp(-z))),
        "tanh": by(sympy.tanh(z)),
        "swish": by(z / (1 + sympy.exp(-beta * z))),
        "mish": by(z * sympy.tanh(sympy.log(1 + sympy.exp(z)))),
    }
