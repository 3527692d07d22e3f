# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Activation units and their derivatives
#
# **Goal:** write eight activation units with their derivatives, in formulas that hold from
# $z = 10^{-8}$ to $z = 10^4$, and find out what their slopes do to the gradient of a deep chain.
#
# A unit takes the *pre-activation* $z$, a weighted sum, to the *activation* $a = f(z)$. Without it
# a stack of layers is one affine map. Training needs $f'$ as much as $f$: the gradient of the loss
# is made of products that hold one factor $f'(z)$ for every layer.
#
# **How the questions work**
#
# * Write your code where it says `# YOUR CODE HERE` and run the check below it. Silence means that
#   the check has passed; a message names the likely slip. Further, hidden checks run when this is
#   graded.
# * Every function works on each number of its argument separately. The argument `z` is a number or
#   a NumPy array of any shape, 0-d, empty and integer ones included. The result has the same shape
#   and is floating, never bool or int (a float32 array may give float32).
# * Results are finite and right for $|z| \le 10^4$. Warnings on the way cost nothing, and the
#   check points them out. Infinite and NaN inputs are not tested.
# * **Digits.** float64 has 16 digits, and a formula may lose a few. A unit's value may be wrong by
#   $10^{-13}$ of itself or by $4\cdot10^{-16}\max(1, |z|)$, whichever is more; a derivative by
#   $10^{-13}$ of itself or by $4\cdot10^{-15}\max(1, |z|)$. So $\sigma(1 - \sigma)$ will do for
#   $\sigma'$, though its right tail loses digits. Where a question asks for more or less, it says
#   so.
# * **Derivatives are formulas of your own.** No automatic, symbolic or numerical differentiation
#   and no backward function of a library, neither in the question's cell nor in what it calls.
#   `helpers.checks` is for tests only, and no answer may use it.
# * **Functions leave things alone.** They never change their arguments, nor the random generators
#   of the whole process, and they return the same result when called again.
# * NumPy, SciPy, PyTorch, SymPy and the standard library are yours to use, and so are your earlier
#   answers. A slip in one of them carries over. Names that end in `_` belong to the checks.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np
import sympy
import torch
import torch.nn.functional as F
from scipy.special import erf

from helpers import checks, plotting

# %%
left, right = plotting.new_axes(1, 2)
z = torch.linspace(-6, 6, 601)
level = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
rising = {"ReLU": F.relu, "softplus": F.softplus, "swish": F.silu, "GELU": F.gelu, "mish": F.mish}
plotting.plot_curves(left, z, {name: f(z) for name, f in level.items()},
                     xlabel="$z$", ylabel="$a = f(z)$", title="Level on both sides")
plotting.plot_curves(right, z, {name: f(z) for name, f in rising.items()},
                     xlabel="$z$", title="Level on the left only")
right.set(xlim=(-4, 3), ylim=(-0.5, 3.1));

# %% [markdown]
# **Read the picture.** Where a curve levels off its slope tends to 0, and hardly any gradient
# comes through. Two of these units do so on both sides, the others on one. The last picture
# returns to this.
#
# ## 1. ReLU · 3 points
#
# The *rectified linear unit* is the cheapest bend there is, and was for years the usual choice:
#
# $$\mathrm{ReLU}(z) = \max(z, 0), \qquad
#   \mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$$
#
# > **Careful.** Some texts say that $\mathrm{ReLU}'(0)$ is 0, others that it is 1. It does not
# > exist. A value there is a *convention*, and any number in $[0, 1]$ will do, for a reason that
# > the picture below shows. PyTorch takes 0. Say in your code which one you take.

# %% nbgrader={"grade": false, "grade_id": "relu", "locked": false, "schema_version": 3, "solution": true}
def relu(z):
    """Return max(z, 0) for each entry of z.

    z: a number or an array of any shape (0-d, empty, integers too); result: floats, same shape.
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0.0)
    ### END SOLUTION


def relu_derivative(z):
    """Return the slope of ReLU for each entry of z; at 0 anything from 0 to 1 is right."""
    ### BEGIN SOLUTION
    return np.heaviside(z, 0.0)  # 0 at the kink, as PyTorch has it
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "relu-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
checks.agrees(relu, checks.torch_function(F.relu), [-2.0, 3.0, np.array([-0.5, 0.0, 2.5])],
              slip="positive numbers stay as they are, all others become 0.")
checks.agrees(relu, checks.torch_function(F.relu), [np.array([[-1, 0], [2, 3]]), -7])
checks.is_derivative(relu_derivative, relu, [-2.0, -0.1, 0.1, 3.0])
checks.agrees(relu_derivative, lambda _: checks.Between(0.0, 1.0), [0.0],
              slip="the value at the kink must be the slope of a line between the two branches.")
checks.agrees(relu_derivative, checks.torch_derivative(F.relu), [np.array([[-1, 4], [2, 3]])])
checks.by_hand(relu_derivative, checks.INPUT, because="here derivatives are formulas of your own.")

# %% nbgrader={"grade": true, "grade_id": "relu-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("relu")
marks = checks.Marks()
with marks.part(1, "relu"):
    checks.agrees(relu, checks.torch_function(F.relu), checks.arrays(rng), slips={
        "this is the absolute value.": np.abs,
        "negative numbers pass, positive ones do not.": lambda z: np.minimum(z, 0.0)})
    checks.has_digits(relu, lambda z: max(z, 0), checks.places(rng))
    checks.is_pure(relu, rng.normal(size=(3, 4)))
with marks.part(1, "relu_derivative"):
    def slope_(z):
        return checks.Between(np.heaviside(z, 0.0), np.heaviside(z, 1.0))

    checks.agrees(relu_derivative, slope_, checks.arrays(rng), slips={
        "this is ReLU itself.": lambda z: np.maximum(z, 0.0),
        "this is the derivative of the absolute value.": np.sign})
    checks.by_hand(relu_derivative, checks.INPUT,
                   because="here derivatives are formulas of your own.")
    checks.is_pure(relu_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
axes, z = plotting.new_axes(), plotting.grid(-2, 2)
lines = {f"slope {g:g} through the kink": g * z for g in (0.0, 0.5, 1.0, 1.3)}
plotting.plot_curves(axes, z, {"ReLU": relu(z), **lines}, xlabel="$z$", ylabel="$a$",
                     title="Which lines stay below ReLU?")
axes.set(ylim=(-1.0, 2.1));

# %% [markdown]
# **Read the picture.** Which slopes $g$ give a line that touches ReLU at the kink and is nowhere
# above it? What follows for gradient descent when a pre-activation is exactly 0?
#
# <details><summary>Answer</summary>
#
# Exactly those with 0 ≤ g ≤ 1: a steeper line is above ReLU on the right, a falling one on the
# left. Such a g is called a *subgradient*. Any of them is a fair value of ReLU′(0), and the choice
# hardly matters: random weights seldom make z exactly 0. Biases of 0 behind a dead layer do, and
# there a library's convention shows.
#
# </details>
#
# ## 2. Sigmoid · 3 points
#
# The sigmoid turns any number into something like a probability, and its derivative is cheap once
# $\sigma(z)$ is known. Derive it from
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}}, \qquad
#   \sigma : \mathbb{R} \to (0, 1), \qquad \sigma(z) + \sigma(-z) = 1 .$$
#
# Equal formulas are not equal programs. $e^{z}$ overflows to `inf` above $z = 709$, and
# `inf / inf` is NaN. A program whose exponentials have arguments $\le 0$ only cannot overflow.
#
# > **Careful.** The range of $\sigma$ is the *open* interval $(0, 1)$. Floats do reach the ends:
# > at $z = 40$ the float nearest to $\sigma(z)$ is 1.0. So `log(1 - sigmoid(40.0))` is minus
# > infinity, where the truth is $-40$.

# %% nbgrader={"grade": false, "grade_id": "sigmoid", "locked": false, "schema_version": 3, "solution": true}
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape (0-d, empty, integers too); result: floats, same shape.
    digits: wrong by at most 1e-13 of the value or 1e-16, whichever is more.
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))  # in (0, 1]: no overflow
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1.0 + e)
    ### END SOLUTION


def sigmoid_derivative(z):
    """Return dσ/dz for each entry of z (not of the output σ(z)); arguments as above."""
    ### BEGIN SOLUTION
    return sigmoid(z) * sigmoid(-z)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "sigmoid-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
checks.agrees(sigmoid, checks.torch_function(torch.sigmoid), [0.0, np.linspace(-4, 4, 9)],
              slip="mind the sign in the exponent: σ rises from 0 to 1.")
checks.agrees(sigmoid, checks.torch_function(torch.sigmoid), [np.array([[-2, 0], [1, 3]]), 3])
checks.is_derivative(sigmoid_derivative, sigmoid, [-3.0, -0.5, 0.0, 1.0],
                     slip="the derivative takes z, not the output σ(z): no σ of a σ.")
checks.agrees(sigmoid_derivative, checks.torch_derivative(torch.sigmoid),
              [np.array([[-2, 0], [1, 3]])])
checks.by_hand(sigmoid_derivative, checks.INPUT,
               because="here derivatives are formulas of your own.")
for f_ in (sigmoid, sigmoid_derivative):
    checks.point_out_warnings(f_, np.array([-1e4, 1e4]))

# %% nbgrader={"grade": true, "grade_id": "sigmoid-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_
from scipy.special import expit as expit_

rng = checks.rng("sigmoid")
marks = checks.Marks()
exact_ = lambda z: 1 / (1 + mp_.exp(-z))
with marks.part(1, "sigmoid"):
    checks.agrees(sigmoid, checks.torch_function(torch.sigmoid), checks.arrays(rng), slips={
        "the exponent has the wrong sign.": lambda z: expit_(-np.asarray(z)),
        "this is tanh.": np.tanh})
    checks.has_digits(sigmoid, exact_, checks.places(rng), atol=1e-16, power=0,
                      slip="a difference of two numbers near 1 keeps few digits of σ(−30).")
    checks.is_pure(sigmoid, rng.normal(size=(3, 4)))
with marks.part(1, "sigmoid_derivative"):
    right_ = checks.torch_derivative(torch.sigmoid)
    checks.agrees(sigmoid_derivative, right_, checks.arrays(rng), slips={
        "σ is applied twice: its argument is z, not σ(z).":
            lambda z: expit_(expit_(z)) * (1 - expit_(expit_(z))),
        "z(1 − z) is right for an output z = σ(…), and here z is the input.":
            lambda z: np.asarray(z) * (1.0 - np.asarray(z)),
        "the derivative is positive everywhere, since σ rises.":
            lambda z: -expit_(z) * expit_(-np.asarray(z))})
    checks.has_digits(sigmoid_derivative, lambda z: exact_(z) * exact_(-z), checks.places(rng),
                      atol=4e-15)
    checks.by_hand(sigmoid_derivative, checks.INPUT,
                   because="here derivatives are formulas of your own.")
    checks.is_pure(sigmoid_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z, far = plotting.grid(-8, 8), plotting.grid(28, 42)
plotting.plot_curves(left, z, {"σ": sigmoid(z), "σ′": sigmoid_derivative(z)},
                     xlabel="$z$", title="A slope of ¼ at most")
gap = 1.0 - sigmoid(far)
plotting.plot_curves(right, far, {"sigmoid(-z)": sigmoid(-far),
                                  "1 - sigmoid(z)": np.where(gap > 0, gap, np.nan)},
                     xlabel="$z$", title="Equal on paper, not in floats")
right.set_yscale("log");

# %% [markdown]
# **Read the picture.** On the right one quantity, $1 - \sigma(z) = \sigma(-z)$, is computed in two
# ways. Why does one of the curves take steps from $z \approx 34$ on, and why does it end near 37?
#
# <details><summary>Answer</summary>
#
# Near 1 the floats are about 10⁻¹⁶ apart: 1.1·10⁻¹⁶ below it, 2.2·10⁻¹⁶ above. Where $e^{-z}$ is
# of that size, $1 + e^{-z}$ can take a few values only, and so can σ(z): the steps. From z = 36.7
# on $1 + e^{-z}$ is rounded to 1 and the difference is exactly 0, which a logarithmic axis cannot
# show. The other form loses nothing, since floats near 0 lie as close as you like.
#
# </details>
#
# ## 3. Tanh · 3 points
#
# The hyperbolic tangent is the sigmoid stretched to be odd, with slope 1 at 0. Its outputs lie
# around 0, and not around ½.
#
# $$\tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} = 2\,\sigma(2z) - 1, \qquad
#   \tanh : \mathbb{R} \to (-1, 1)$$
#
# Build it from exponentials. As it stands the fraction fails at $z = 1000$, so rewrite it first,
# as you did with $\sigma$. The derivative follows by the quotient rule, and can be said in terms
# of $\tanh z$ alone.
#
# > **Careful.** $\tanh'(z)$ lies in $(0, 1]$. It does reach 1, at $z = 0$ and nowhere else.

# %% nbgrader={"grade": false, "grade_id": "tanh", "locked": false, "schema_version": 3, "solution": true}
def tanh(z):
    """Return the hyperbolic tangent of each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape (0-d, empty, integers too); result: floats, same shape.
    Rule: built from exponentials. A library's own tanh is refused, under any name: `tanhshrink`
    and `tan` of an imaginary number are no way round it.
    """
    ### BEGIN SOLUTION
    shrunk = np.expm1(-2.0 * np.abs(z))  # exp(-2|z|) - 1, in (-1, 0]
    return -np.sign(z) * shrunk / (shrunk + 2.0)
    ### END SOLUTION


def tanh_derivative(z):
    """Return d tanh / dz for each entry of z; arguments and rule as above."""
    ### BEGIN SOLUTION
    return 1.0 - tanh(z) ** 2
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "tanh-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
own_ = ("tanh", "Tanh", "tanh_", "tanhshrink", "Tanhshrink", "tan", "coth")
checks.by_hand(tanh, checks.INPUT, tools=(), names=own_,
               because="here tanh is built from exponentials.")
checks.by_hand(tanh_derivative, checks.INPUT, names=own_,
               because="here derivatives are formulas of your own, built from exponentials.")
checks.agrees(tanh, checks.torch_function(torch.tanh), [0.5, np.linspace(-3, 3, 7)],
              slip="tanh is odd, has slope 1 at 0 and tends to ±1; check each sign.")
checks.agrees(tanh, checks.torch_function(torch.tanh), [np.array([[-2, 0], [1, 3]]), 1])
checks.is_derivative(tanh_derivative, tanh, [-2.0, -0.3, 0.0, 1.0])
checks.agrees(tanh_derivative, checks.torch_derivative(torch.tanh), [np.array([[-2, 0], [1, 3]])])
for f_ in (tanh, tanh_derivative):
    checks.point_out_warnings(f_, np.array([-1e4, 1e4]))

# %% nbgrader={"grade": true, "grade_id": "tanh-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_

rng = checks.rng("tanh")
marks = checks.Marks()
own_ = ("tanh", "Tanh", "tanh_", "tanhshrink", "Tanhshrink", "tan", "coth")
with marks.part(1, "tanh"):
    checks.by_hand(tanh, checks.INPUT, tools=(), names=own_,
                   because="here tanh is built from exponentials.")
    checks.agrees(tanh, checks.torch_function(torch.tanh), checks.arrays(rng), slips={
        "the sign is wrong: tanh rises.": lambda z: -np.tanh(z),
        "the exponents lack a factor 2, so that this is tanh(z/2).":
            lambda z: np.tanh(np.asarray(z) / 2)})
    checks.has_digits(tanh, mp_.tanh, checks.places(rng), power=0)
    checks.is_pure(tanh, rng.normal(size=(3, 4)))
with marks.part(1, "tanh_derivative"):
    checks.by_hand(tanh_derivative, checks.INPUT, names=own_,
                   because="here derivatives are formulas of your own, built from exponentials.")
    right_ = checks.torch_derivative(torch.tanh)
    checks.agrees(tanh_derivative, right_, checks.arrays(rng), slips={
        "tanh is not squared.": lambda z: 1 - np.tanh(z),
        "1 − z² is right for an output z = tanh(…), and here z is the input.":
            lambda z: 1.0 - np.asarray(z) ** 2.0})
    checks.has_digits(tanh_derivative, lambda z: mp_.sech(z) ** 2, checks.places(rng), atol=4e-15)
    checks.is_pure(tanh_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
axes, z = plotting.new_axes(), plotting.grid(-5, 5)
plotting.plot_curves(axes, z, {"tanh′": tanh_derivative(z), "σ′": sigmoid_derivative(z)},
                     xlabel="$z$", ylabel="slope", title="Steeper in the middle, flatter outside");

# %% [markdown]
# **Read the picture.** "tanh has the larger derivative." For which $z$? What does
# $\tanh z = 2\sigma(2z) - 1$ say about the two curves?
#
# <details><summary>Answer</summary>
#
# Only for |z| < 1.663. By the chain rule tanh′(z) = 4σ′(2z): four times as high and half as wide.
# A tanh unit passes more gradient near 0, and saturates earlier.
#
# </details>
#
# ## 4. Swish · 5 points
#
# Swish lets $z$ through a soft gate: a sigmoid of the same $z$ decides how much of it passes. The
# number $\beta$ sets how sharp the gate is, and a network can learn it, which takes the derivative
# with respect to $\beta$ too. With $\beta = 1$ it is called SiLU, and with GELU it is today's
# usual choice in large models.
#
# $$f(z; \beta) = z\,\sigma(\beta z), \qquad \frac{\partial f}{\partial z} = {?}, \qquad
#   \frac{\partial f}{\partial \beta} = {?}$$
#
# For an array $z$ all three have the shape of $z$; $\beta$ is one number, and nothing forbids
# $\beta \le 0$. (Digits: $z^2$ stands in $\partial f/\partial\beta$, which may be wrong by
# $4\cdot10^{-15}\max(1, z^2)$.)
#
# > **Careful.** At $\beta = 0$ the gate is half open, $f(z) = z/2$ and not $z$. Swish is bounded
# > below, and that is not because it tends to 0 on the left: its minimum is $-0.27846/\beta$, at
# > $z = -1.27846/\beta$, for $\beta > 0$.

# %% nbgrader={"grade": false, "grade_id": "swish", "locked": false, "schema_version": 3, "solution": true}
def swish(z, beta=1.0):
    """Return z·σ(βz) for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape (0-d, empty, integers too); beta: any real number.
    result: floats, the shape of z.
    """
    ### BEGIN SOLUTION
    return z * sigmoid(beta * z)
    ### END SOLUTION


def swish_derivative(z, beta=1.0):
    """Return ∂f/∂z for each entry of z; arguments as above."""
    ### BEGIN SOLUTION
    gate = sigmoid(beta * z)
    return gate + beta * z * gate * sigmoid(-beta * z)
    ### END SOLUTION


def swish_beta_derivative(z, beta=1.0):
    """Return ∂f/∂β for each entry of z; arguments as above, the shape is that of z."""
    ### BEGIN SOLUTION
    return z * z * sigmoid_derivative(beta * z)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "swish-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks = checks.Marks()
with marks.part(1, "swish"):
    checks.agrees(swish, checks.torch_function(F.silu), [-1.0, np.linspace(-4, 4, 9), 2])
    checks.agrees(swish, lambda z, **_: z / 2, [3.0], keywords={"beta": 0},
                  slip="σ(0) = ½, so that β = 0 gives z/2.")
    checks.point_out_warnings(swish, np.array([-1e4, 1e4]))
with marks.part(1, "both derivatives"):
    for beta_ in (1.0, 2.0, -0.5):
        checks.is_derivative(swish_derivative, swish, [-2.0, 0.0, 1.5], keywords={"beta": beta_},
                             slip="the product rule gives two terms; an inner derivative is β.")
        checks.is_derivative(swish_beta_derivative, swish, [-2.0, 0.0, 1.5],
                             keywords={"beta": beta_}, by="beta",
                             slip="now z is fixed and β moves; z stands outside σ and inside.")
    for f_ in (swish_derivative, swish_beta_derivative):
        checks.by_hand(f_, checks.INPUT, beta=checks.PARAMETER,
                       because="here derivatives are formulas of your own.")
        checks.point_out_warnings(f_, np.array([-1e4, 1e4]))
marks.total()

# %% nbgrader={"grade": true, "grade_id": "swish-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_
from scipy.special import expit as expit_

rng = checks.rng("swish")
marks = checks.Marks()
gate_ = lambda u: 1 / (1 + mp_.exp(-u))
torch_swish_ = lambda z, beta=1.0: z * torch.sigmoid(beta * z)
slope_ = lambda z, beta, inner: expit_(beta * z) * (1 + inner * z * expit_(-beta * z))
betas_ = [0, 0.5, 1.0, rng.uniform(1.4, 2.0), -rng.uniform(1.4, 2.0)]


def compare_(f, right, slips, exact, **margin):
    for beta in betas_:
        checks.agrees(f, right, checks.arrays(rng), keywords={"beta": beta}, slips=slips)
    checks.agrees(f, lambda z: right(z, beta=1.0), [rng.normal(size=5)], slip="by default β is 1.")
    for beta in betas_[2:4]:
        checks.has_digits(f, exact, checks.places(rng), keywords={"beta": beta}, **margin)
    if margin:  # a derivative
        checks.by_hand(f, checks.INPUT, beta=checks.PARAMETER,
                       because="here derivatives are formulas of your own.")
    checks.is_pure(f, rng.normal(size=(3, 4)), beta=0.7)


with marks.part(1, "swish"):
    compare_(swish, checks.torch_function(torch_swish_), {
        "β is not used.": lambda z, **_: z * expit_(z),
        "the exponent has the wrong sign.": lambda z, beta: z * expit_(-beta * z)},
        lambda z, beta: z * gate_(beta * z))
with marks.part(1, "swish_derivative"):
    compare_(swish_derivative, checks.torch_derivative(torch_swish_), {
        "an inner derivative β is missing.": lambda z, beta: slope_(z, beta, 1.0),
        "the product rule's second term is missing.": lambda z, beta: slope_(z, beta, 0.0),
        "β is not used.": lambda z, **_: slope_(z, 1.0, 1.0)},
        lambda z, beta: gate_(beta * z) * (1 + beta * z * gate_(-beta * z)), atol=4e-15)
with marks.part(1, "swish_beta_derivative"):
    compare_(swish_beta_derivative, checks.torch_derivative(torch_swish_, of="beta"), {
        "one factor z is missing.": lambda z, beta: z * expit_(beta * z) * expit_(-beta * z),
        "β is not used.": lambda z, **_: z * z * expit_(z) * expit_(-z)},
        lambda z, beta: z * z * gate_(beta * z) * gate_(-beta * z), atol=4e-15, power=2)
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z, betas = plotting.grid(-5, 5), (0.0, 0.5, 1.0, 4.0, -1.0)
plotting.plot_curves(left, z, {f"β = {beta:g}": swish(z, beta) for beta in betas},
                     xlabel="$z$", ylabel="swish", title="From a line to nearly ReLU")
plotting.plot_curves(right, z, {f"β = {beta:g}": swish_derivative(z, beta) for beta in betas},
                     xlabel="$z$", ylabel="slope", title="Slopes below 0 and above 1")
right.get_legend().remove()  # the lines are those of the left panel

# %% [markdown]
# **Read the picture.** Each slope with $\beta \ne 0$ reaches the same highest and lowest value.
# Why? And what does a unit with a learned $\beta = -1$ compute?
#
# <details><summary>Answer</summary>
#
# With u = βz the slope is σ(u) + uσ(u)σ(−u), a function of u alone: β only rescales the axis (and
# turns it round when negative). The extremes are −0.0998 and 1.0998, at u = ∓2.399. And f(z; −β) =
# −f(−z; β): negative β mirrors the unit, so that it passes negative numbers. Nothing keeps
# training from ending there.
#
# </details>
#
# ## 5. Leaky ReLU and PReLU · 4 points
#
# A ReLU whose input is negative for every sample has slope 0 for all of them. Its weights get no
# gradient, and it stays dead unless the layers below move its inputs. A small slope on the left
# keeps it alive. *Leaky ReLU* fixes that slope; *PReLU* learns it, one slope shared by many units:
#
# $$f(z; s) = \begin{cases} z & z > 0 \\ s\,z & z \le 0 \end{cases} \qquad
#   \frac{\partial L}{\partial s} =
#   \sum_i \frac{\partial L}{\partial a_i}\,\frac{\partial a_i}{\partial s},
#   \quad a_i = f(z_i; s)$$
#
# The sum runs over every place where the slope is used, so the gradient of *one* slope is *one*
# number. The array $\partial L/\partial a$, with the shape of $z$, is called `upstream`: it comes
# from the layers above.
#
# > **Careful.** $\max(s z, z)$ is this unit for $0 \le s \le 1$ only. Here $s$ may be any real
# > number.

# %% nbgrader={"grade": false, "grade_id": "leaky-relu", "locked": false, "schema_version": 3, "solution": true}
def leaky_relu(z, slope=0.01):
    """Return z where z > 0 and slope·z elsewhere; slope: any real number, also < 0 or > 1.

    z: a number or an array of any shape (0-d, empty, integers too); result: floats, same shape.
    """
    ### BEGIN SOLUTION
    return leaky_relu_derivative(z, slope) * z
    ### END SOLUTION


def leaky_relu_derivative(z, slope=0.01):
    """Return ∂f/∂z for each entry of z; at 0 anything between slope and 1 is right."""
    ### BEGIN SOLUTION
    return np.where(np.asarray(z) > 0, 1.0, slope)
    ### END SOLUTION


def prelu_slope_gradient(z, upstream):
    """Return ∂L/∂slope, one float, for one slope shared by all of z; upstream = ∂L/∂a, like z."""
    ### BEGIN SOLUTION
    return np.sum(upstream * np.minimum(z, 0.0))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "leaky-relu-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
torch_leaky_ = checks.torch_function(lambda z, slope: F.leaky_relu(z, slope))
inputs_ = [-2.0, np.array([[-3, 0], [1, 2]])]
for s_ in (0.01, 0.3):
    checks.agrees(leaky_relu, torch_leaky_, inputs_, keywords={"slope": s_},
                  slip="negative numbers are multiplied by the slope, the others stay.")
    checks.is_derivative(leaky_relu_derivative, leaky_relu, [-2.0, 0.5], keywords={"slope": s_})
    checks.agrees(leaky_relu_derivative, lambda _, slope: checks.Between(slope, 1.0), [0.0],
                  keywords={"slope": s_}, slip="at 0: a number between slope and 1.")
z_, upstream_ = np.array([[-2.0, 1.0], [0.5, -1.0]]), np.array([[1.0, 5.0], [7.0, 3.0]])
checks.agrees(prelu_slope_gradient,  # Σ upstream·a is linear in the slope, so a difference will do
              lambda z, g: np.sum(g * (torch_leaky_(z, slope=1.0) - torch_leaky_(z, slope=0.0))),
              [(z_, upstream_)], slip="only entries z < 0 depend on the slope, and all are summed.")
rule_ = "here derivatives are formulas of your own."
checks.by_hand(leaky_relu_derivative, checks.INPUT, because=rule_)
checks.by_hand(prelu_slope_gradient, checks.INPUT, np.array([4.0]), because=rule_)

# %% nbgrader={"grade": true, "grade_id": "leaky-relu-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("leaky-relu")
marks = checks.Marks()
rule_ = "here derivatives are formulas of your own."
slopes_ = [0.01, 0.0, 1.0, *rng.uniform((0.1, 1.2, -2.0), (0.9, 3.0, -0.2))]
torch_leaky_ = checks.torch_function(lambda z, slope=0.01: F.leaky_relu(z, slope))


def one_sided_(z, slope=0.01):
    left, right = (np.where(above(z, 0), 1.0, slope) for above in (np.greater, np.greater_equal))
    return checks.Between(np.minimum(left, right), np.maximum(left, right))


def gradient_(z, upstream):  # the loss is linear in the slope
    return np.sum(upstream * (torch_leaky_(z, slope=1.0) - torch_leaky_(z, slope=0.0)))


def compare_(f, right, slips):
    for s in slopes_:
        checks.agrees(f, right, checks.arrays(rng), keywords={"slope": s}, slips=slips)
    checks.agrees(f, right, [rng.normal(size=9)], slip="by default the slope is 0.01.")
    checks.is_pure(f, rng.normal(size=(3, 4)), slope=0.2)


with marks.part(1, "leaky_relu"):
    compare_(leaky_relu, torch_leaky_, {"max(slope·z, z) is right for slopes from 0 to 1 only.":
                                        lambda z, slope: np.maximum(slope * z, z)})
    checks.has_digits(leaky_relu, lambda z: z if z > 0 else 0.01 * z, checks.places(rng))
with marks.part(1, "leaky_relu_derivative"):
    compare_(leaky_relu_derivative, one_sided_, {
        "1 and slope are exchanged.": lambda z, slope: np.where(np.greater(z, 0), slope, 1.0)})
    checks.by_hand(leaky_relu_derivative, checks.INPUT, because=rule_)
with marks.part(1, "prelu_slope_gradient"):
    pairs_ = [(z, rng.normal(size=np.shape(z))) for z in checks.arrays(rng)]
    checks.agrees(prelu_slope_gradient, gradient_, pairs_, slips={
        "entries z ≥ 0 do not depend on the slope.": lambda z, g: np.sum(g * z),
        "upstream is missing.": lambda z, _: np.sum(np.minimum(z, 0.0)),
        "a sum is due, not a mean.": lambda z, g: np.mean(g * np.minimum(z, 0.0))})
    checks.by_hand(prelu_slope_gradient, checks.INPUT, np.array([4.0]), because=rule_)
    checks.is_pure(prelu_slope_gradient, rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
axes, z = plotting.new_axes(), plotting.grid(-2, 2)
plotting.plot_curves(axes, z, {"slope 0.2": leaky_relu(z, 0.2), "slope 1.5": leaky_relu(z, 1.5),
                               "max(1.5 z, z)": np.maximum(1.5 * z, z)},
                     xlabel="$z$", ylabel="$a$", title="Where the maximum goes wrong");

# %% [markdown]
# **Read the picture.** Which of the three bends is *concave*, and why can no maximum of two lines
# draw it?
#
# <details><summary>Answer</summary>
#
# Slope 1.5: it is steep on the left and flatter on the right, which is min(1.5 z, z). A maximum of
# straight lines is always convex, so it bends upwards only.
#
# </details>
#
# ## 6. Softplus · 3 points
#
# Softplus rounds ReLU's corner off. It is a smooth function whose slope is a unit that you know
# already; find out which. A larger $\beta > 0$ makes the corner sharper:
#
# $$f(z; \beta) = \frac{1}{\beta}\,\ln\!\left(1 + e^{\beta z}\right), \qquad
#   0 < f(z; \beta) - \mathrm{ReLU}(z) \le \frac{\ln 2}{\beta}$$
#
# The trap is the same as with $\sigma$: at $\beta z = 710$ the exponential is gone, though
# $f(z) \approx z$ is harmless. Pull the larger of the two summands out of the logarithm, or look
# for a function of NumPy that does.

# %% nbgrader={"grade": false, "grade_id": "softplus", "locked": false, "schema_version": 3, "solution": true}
def softplus(z, beta=1.0):
    """Return ln(1 + exp(βz)) / β for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape (0-d, empty, integers too); beta: a number > 0.
    result: floats, the shape of z. From βz = 20 to 40 nine digits will do, since PyTorch's own
    softplus gives no more there.
    """
    ### BEGIN SOLUTION
    return np.logaddexp(0.0, beta * z) / beta
    ### END SOLUTION


def softplus_derivative(z, beta=1.0):
    """Return ∂f/∂z for each entry of z; arguments as above."""
    ### BEGIN SOLUTION
    return sigmoid(beta * z)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "softplus-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
torch_softplus_ = checks.torch_function(lambda z, beta: F.softplus(z, beta, threshold=40))
for beta_ in (1.0, 2.0, 0.5):
    checks.agrees(softplus, torch_softplus_, [0.0, np.array([[-3, 0], [1, 2]])],
                  keywords={"beta": beta_}, slip="the logarithm is divided by β.")
    checks.is_derivative(softplus_derivative, softplus, [-2.0, 0.0, 0.7], keywords={"beta": beta_},
                         slip="the inner derivative β cancels against 1/β.")
checks.agrees(softplus_derivative, checks.torch_derivative(F.softplus),
              [np.array([[-2, 0], [1, 3]])])
checks.by_hand(softplus_derivative, checks.INPUT, beta=checks.PARAMETER,
               because="here derivatives are formulas of your own.")
for f_ in (softplus, softplus_derivative):
    checks.point_out_warnings(f_, np.array([-1e4, 1e4]))

# %% nbgrader={"grade": true, "grade_id": "softplus-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_
from scipy.special import expit as expit_

rng = checks.rng("softplus")
marks = checks.Marks()
betas_ = [1.0, 2, rng.uniform(0.3, 0.6), rng.uniform(1.4, 2.0)]
# torch goes over to z at βz = threshold; at 40 the two agree to the last digit.
torch_softplus_ = lambda z, beta=1.0: F.softplus(z, beta, threshold=40)


def compare_(f, right, slips, exact, atol=4e-16):
    for beta in betas_:
        inputs = checks.arrays(rng, scale=2.0)
        checks.agrees(f, right, inputs, keywords={"beta": beta}, slips=slips)
    checks.agrees(f, right, [rng.normal(size=7)], slip="by default β is 1.")
    for beta in (1.0, 0.125):  # at no place is βz between 20 and 36
        checks.has_digits(f, exact, checks.places(rng), keywords={"beta": beta}, atol=atol)
    checks.is_pure(f, rng.normal(size=(3, 4)), beta=0.7)


with marks.part(1, "softplus"):
    compare_(softplus, checks.torch_function(torch_softplus_), {
        "the division by β is missing.": lambda z, beta: np.logaddexp(0.0, beta * z),
        "β is not used.": lambda z, **_: np.logaddexp(0.0, z)},
        lambda z, beta: mp_.log1p(mp_.exp(beta * z)) / beta)
with marks.part(1, "softplus_derivative"):
    compare_(softplus_derivative, checks.torch_derivative(torch_softplus_), {
        "the factor 1/β is forgotten.": lambda z, beta: beta * expit_(beta * z),
        "β is not used.": lambda z, **_: expit_(z)},
        lambda z, beta: 1 / (1 + mp_.exp(-beta * z)), atol=4e-15)
    checks.by_hand(softplus_derivative, checks.INPUT, beta=checks.PARAMETER,
                   because="here derivatives are formulas of your own.")
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z, betas = plotting.grid(-4, 4), (0.5, 1.0, 4.0)
soft = {f"β = {beta:g}": softplus(z, beta) for beta in betas}
plotting.plot_curves(left, z, {**soft, "ReLU": relu(z)}, xlabel="$z$", title="A rounded corner")
plotting.plot_curves(right, z, {label: a - relu(z) for label, a in soft.items()},
                     xlabel="$z$", title="Softplus minus ReLU");

# %% [markdown]
# **Read the picture.** Read the gap at $z = 0$ off for each $\beta$. What is it, and what is the
# gap's area?
#
# <details><summary>Answer</summary>
#
# ln 2/β: 1.386, 0.693, 0.173. The area is π²/(6β²), since the gap at z is ln(1 + exp(−β|z|))/β;
# doubling β quarters it. Softplus tends to ReLU as β grows, uniformly.
#
# </details>
#
# ## 7. GELU · 3 points
#
# Swish's gate is a sigmoid. The *Gaussian error linear unit* takes the normal distribution
# instead: $z$ passes with the weight $\Phi(z)$, the probability that a standard normal variable is
# below $z$. With $\varphi = \Phi'$:
#
# $$f(z) = z\,\Phi(z), \qquad
#   \Phi(z) = \tfrac12\left(1 + \operatorname{erf}\frac{z}{\sqrt 2}\right), \qquad
#   \varphi(z) = \frac{1}{\sqrt{2\pi}}\,e^{-z^2/2}$$
#
# `erf` is imported above and takes arrays.
#
# > **Careful.** Two functions go by this name. The other one replaces $\Phi$ by an expression with
# > tanh, and differs from the exact one by up to $4.7\cdot10^{-4}$: nothing for training,
# > everything for a comparison. Here GELU is exact.

# %% nbgrader={"grade": false, "grade_id": "gelu", "locked": false, "schema_version": 3, "solution": true}
def gelu(z):
    """Return z·Φ(z) for each entry of z, exactly (with erf); right for abs(z) <= 1e4.

    z: a number or an array of any shape (0-d, empty, integers too); result: floats, same shape.
    """
    ### BEGIN SOLUTION
    return z * 0.5 * (1.0 + erf(z / np.sqrt(2.0)))
    ### END SOLUTION


def gelu_derivative(z):
    """Return df/dz for each entry of z; arguments as above."""
    ### BEGIN SOLUTION
    density = np.exp(-0.5 * np.square(z)) / np.sqrt(2.0 * np.pi)
    return 0.5 * (1.0 + erf(z / np.sqrt(2.0))) + z * density
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "gelu-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
checks.agrees(gelu, checks.torch_function(F.gelu), [-1.0, np.linspace(-3, 3, 7), 2],
              slips={"this is the tanh approximation, and the exact function is due.":
                     checks.torch_function(lambda z: F.gelu(z, approximate="tanh"))})
checks.agrees(gelu, checks.torch_function(F.gelu), [np.array([[-2, 0], [1, 3]])])
checks.is_derivative(gelu_derivative, gelu, [-2.0, 0.0, 0.8],
                     slip="the product rule gives two terms; φ has the factor 1/√(2π).")
checks.agrees(gelu_derivative, checks.torch_derivative(F.gelu), [np.array([[-2, 0], [1, 3]])])
checks.by_hand(gelu_derivative, checks.INPUT,
               because="here derivatives are formulas of your own.")
for f_ in (gelu, gelu_derivative):
    checks.point_out_warnings(f_, np.array([-1e4, 1e4]))

# %% nbgrader={"grade": true, "grade_id": "gelu-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_
from scipy.special import ndtr as ndtr_

rng = checks.rng("gelu")
marks = checks.Marks()
weight_ = lambda z: mp_.erfc(-z / mp_.sqrt(2)) / 2
exact_ = lambda z: z * weight_(z)
slope_ = lambda z: weight_(z) + z * mp_.exp(-z * z / 2) / mp_.sqrt(2 * mp_.pi)
approximate_ = lambda z: F.gelu(z, approximate="tanh")
with marks.part(1, "gelu"):
    checks.agrees(gelu, checks.torch_function(F.gelu), checks.arrays(rng), slips={
        "this is the tanh approximation, not exact.": checks.torch_function(approximate_),
        "this is σ(1.702 z)·z, a rougher approximation.": lambda z: z / (1 + np.exp(-1.702 * z)),
        "the argument of erf is z/√2.": lambda z: z * (1 + erf(z)) / 2})
    checks.has_digits(gelu, exact_, checks.places(rng))
    checks.is_pure(gelu, rng.normal(size=(3, 4)))
with marks.part(1, "gelu_derivative"):
    checks.agrees(gelu_derivative, checks.torch_derivative(F.gelu), checks.arrays(rng), slips={
        "φ lacks its factor 1/√(2π).": lambda z: ndtr_(z) + z * np.exp(-0.5 * np.square(z)),
        "the second term of the product rule is missing.": ndtr_,
        "this is the derivative of the tanh approximation.": checks.torch_derivative(approximate_)})
    checks.has_digits(gelu_derivative, slope_, checks.places(rng), atol=4e-15)
    checks.by_hand(gelu_derivative, checks.INPUT,
                   because="here derivatives are formulas of your own.")
    checks.is_pure(gelu_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z = plotting.grid(-5, 5)
tanh_form = F.gelu(torch.from_numpy(z), approximate="tanh").numpy()
close = {"tanh form": tanh_form, "z·σ(1.702 z)": swish(z, 1.702)}
plotting.plot_curves(left, z, {"GELU": gelu(z), **close}, xlabel="$z$", title="Three curves?")
plotting.plot_curves(right, z, {name: np.abs(a - gelu(z)) for name, a in close.items()},
                     xlabel="$z$", ylabel="distance from GELU", title="Three curves.")
right.set(yscale="log", ylim=(1e-7, 0.1));

# %% [markdown]
# **Read the picture.** How far are the two approximations from GELU at worst? Why do both errors
# have deep notches?
#
# <details><summary>Answer</summary>
#
# 4.7·10⁻⁴ (at |z| = 2.70) and 0.020. Each notch is a place where the approximation crosses GELU:
# the error changes its sign, and the logarithm of its absolute value falls to −∞ there. All of
# them agree at z = 0.
#
# </details>
#
# ## 8. Mish · 3 points
#
# Mish is again $z$ times a gate, this one a tanh of softplus. It has a dip on the left like swish
# and GELU, and is smooth everywhere. Its derivative is the chain rule three times over; a
# derivative of a part is often a function that you wrote above.
#
# $$f(z) = z \tanh(\operatorname{softplus}(z)), \qquad \operatorname{softplus}(z) = \ln(1 + e^{z})$$
#
# > **Careful.** Some texts write the first term of $f'(z)$ as $f(z)/z$. In floats that is 0/0 at
# > $z = 0$, where $f'(0) = 3/5$. Write the gate itself. (A library's tanh is welcome from here
# > on.)

# %% nbgrader={"grade": false, "grade_id": "mish", "locked": false, "schema_version": 3, "solution": true}
def mish(z):
    """Return z·tanh(softplus(z)) for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape (0-d, empty, integers too); result: floats, same shape.
    """
    ### BEGIN SOLUTION
    return z * np.tanh(np.logaddexp(0.0, z))
    ### END SOLUTION


def mish_derivative(z):
    """Return df/dz for each entry of z, 3/5 at z = 0; arguments as above."""
    ### BEGIN SOLUTION
    gate = np.tanh(np.logaddexp(0.0, z))
    return gate + z * sigmoid(z) * (1.0 - gate**2)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "mish-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
checks.agrees(mish, checks.torch_function(F.mish), [-1.0, np.linspace(-4, 4, 9), 2],
              slip="the gate is tanh of softplus of z, with β = 1.")
checks.agrees(mish, checks.torch_function(F.mish), [np.array([[-2, 0], [1, 3]])])
checks.is_derivative(mish_derivative, mish, [-2.0, 0.0, 0.8],
                     slip="product rule; then the chain rule: tanh′ at softplus(z), and softplus′.")
checks.agrees(mish_derivative, checks.torch_derivative(F.mish), [np.array([[-2, 0], [1, 3]])])
checks.by_hand(mish_derivative, checks.INPUT,
               because="here derivatives are formulas of your own.")
for f_ in (mish, mish_derivative):
    checks.point_out_warnings(f_, np.array([-1e4, 1e4]))

# %% nbgrader={"grade": true, "grade_id": "mish-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_
from scipy.special import expit as expit_

rng = checks.rng("mish")
marks = checks.Marks()
soft_ = lambda z: mp_.log1p(mp_.exp(z))
exact_ = lambda z: z * mp_.tanh(soft_(z))
slope_ = lambda z: mp_.tanh(soft_(z)) + z / (1 + mp_.exp(-z)) * mp_.sech(soft_(z)) ** 2
gate_ = lambda z: np.tanh(np.logaddexp(0.0, z))
with marks.part(1, "mish"):
    checks.agrees(mish, checks.torch_function(F.mish), checks.arrays(rng), slips={
        "this is swish.": lambda z: z * expit_(z),
        "softplus is missing inside of tanh.": lambda z: z * np.tanh(z),
        "the factor z is missing.": gate_})
    checks.has_digits(mish, exact_, checks.places(rng))
    checks.is_pure(mish, rng.normal(size=(3, 4)))
with marks.part(1, "mish_derivative"):
    checks.agrees(mish_derivative, checks.torch_derivative(F.mish), checks.arrays(rng), slips={
        "the derivative of softplus is missing.": lambda z: gate_(z) + z * (1 - gate_(z) ** 2),
        "the second term of the product rule is missing.": gate_,
        "tanh is not squared in tanh′.": lambda z: gate_(z) + z * expit_(z) * (1 - gate_(z))})
    checks.has_digits(mish_derivative, slope_, checks.places(rng), atol=4e-15)
    checks.by_hand(mish_derivative, checks.INPUT,
                   because="here derivatives are formulas of your own.")
    checks.is_pure(mish_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z = plotting.grid(-4.5, 4.5)
bends = {"ReLU": relu(z), "swish": swish(z), "GELU": gelu(z), "mish": mish(z)}
plotting.plot_curves(left, z, bends, xlabel="$z$", ylabel="$a$",
                     title="A dip instead of a corner")
plotting.plot_curves(right, z, {"ReLU": relu_derivative(z), "swish": swish_derivative(z),
                                "GELU": gelu_derivative(z), "mish": mish_derivative(z)},
                     xlabel="$z$", ylabel="slope", title="Slopes overshoot 1")
left.set(xlim=(-4.5, 1.5), ylim=(-0.4, 1.6));

# %% [markdown]
# **Read the picture.** Which of these units has a gradient for negative $z$? Which one has the
# deepest dip? Would you call any of them "better" after looking at this?
#
# <details><summary>Answer</summary>
#
# All but ReLU; the tails die out fastest with GELU. The minima are −0.309 (mish, at −1.19), −0.278
# (swish, at −1.28) and −0.170 (GELU, at −0.75). Curves alone decide nothing: rankings come from
# training runs over several seeds, and they change with the learning rate.
#
# </details>
#
# ## 9. By hand · 5 points
#
# A formula on paper is worth a check by machine. Derive the five derivatives by hand, then type
# them in as SymPy expressions. Any form counts that has the right value everywhere:
# $1 - \tanh^2 z$ is as good as $1/\cosh^2 z$. For each unit the two expressions are evaluated to
# 30 digits at many points, with positive and negative $\beta$.

# %% nbgrader={"grade": false, "grade_id": "symbolic", "locked": false, "schema_version": 3, "solution": true}
def symbolic_derivatives(z, beta):
    """Return a dict of the derivatives with respect to z, as SymPy expressions in z and beta.

    z, beta: real SymPy symbols; use these, and make no others. beta is the β of swish only.
    keys: "relu", "sigmoid", "tanh", "swish", "mish". relu's value at z = 0 is free.
    Rule: derived by hand. Everything that differentiates is refused, here and in what you call:
    `diff`, `Derivative`, `fdiff`, `idiff`, `jacobian`, `series`, `limit` and their like.
    """
    ### BEGIN SOLUTION
    def sigma(u):
        return 1 / (1 + sympy.exp(-u))

    gate = sympy.tanh(sympy.log(1 + sympy.exp(z)))
    return {
        "relu": sympy.Piecewise((1, z > 0), (0, True)),
        "sigmoid": sigma(z) * sigma(-z),
        "tanh": 1 - sympy.tanh(z) ** 2,
        "swish": sigma(beta * z) + beta * z * sigma(beta * z) * sigma(-beta * z),
        "mish": gate + z * sigma(z) * (1 - gate**2),
    }
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "symbolic-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
handles_ = [checks.remote(sympy.Symbol, name, real=True) for name in ("z", "beta")]
checks.by_hand(symbolic_derivatives, *handles_, because="here the derivatives are derived by hand.")
marks = checks.Marks()
trees_ = checks.describe(checks.call(symbolic_derivatives, *handles_))
z_, beta_ = sympy.symbols("z beta", real=True)
units_ = {"sigmoid": 1 / (1 + sympy.exp(-z_)), "tanh": sympy.sinh(z_) / sympy.cosh(z_),
          "swish": z_ / (1 + sympy.exp(-beta_ * z_))}
points_ = [{"z": z0, "beta": beta0} for z0 in (-1.5, 0.5, 2.0) for beta0 in (1.0, 2.0)]


def compare_(name):
    checks.is_true(name in trees_, f"The dict has no entry {name!r}.")
    checks.same_expression(trees_[name], units_[name], {"z": z_, "beta": beta_}, points_, name,
                           by="z")


with marks.part(1, "sigmoid and tanh"):
    compare_("sigmoid")
    compare_("tanh")
with marks.part(1, "swish"):
    compare_("swish")
marks.total()

# %% nbgrader={"grade": true, "grade_id": "symbolic-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import functools as functools_

rng = checks.rng("symbolic")
marks = checks.Marks()
z_, beta_ = sympy.symbols("z beta", real=True)
sigma_ = lambda u: 1 / (1 + sympy.exp(-u))
softplus_z_ = sympy.log(1 + sympy.exp(z_))
betas_ = [0.0, 1.0, rng.uniform(0.3, 3.0), -rng.uniform(0.5, 2.0)]
points_ = [{"z": sign * size, "beta": beta0} for beta0 in betas_  # other sizes for each β
           for size in rng.uniform(0.2, 4.0, 2) for sign in (1.0, -1.0)]
units_ = {"relu": sympy.Max(z_, 0), "sigmoid": sigma_(z_), "tanh": 2 * sigma_(2 * z_) - 1,
          "swish": z_ * sigma_(beta_ * z_), "mish": z_ * sympy.tanh(softplus_z_)}
slips_ = {"swish": {"an inner derivative β is missing.":
                    sigma_(beta_ * z_) * (1 + z_ * sigma_(-beta_ * z_)),
                    "β is not used.": sigma_(z_) * (1 + z_ * sigma_(-z_)),
                    "this is ∂f/∂β.": z_**2 * sigma_(beta_ * z_) * sigma_(-beta_ * z_)},
          "mish": {"the derivative of softplus is missing.":
                   sympy.tanh(softplus_z_) + z_ * sympy.sech(softplus_z_) ** 2}}


@functools_.cache  # one answer for all parts; where it raises something, each part asks anew
def trees_():
    handles = [checks.remote(sympy.Symbol, name, real=True) for name in ("z", "beta")]
    checks.by_hand(symbolic_derivatives, *handles,
                   because="here the derivatives are derived by hand.")
    return checks.describe(checks.call(symbolic_derivatives, *handles))


def compare_(*names):
    for name in names:
        checks.is_true(name in trees_(), f"The dict has no entry {name!r}.")
        checks.same_expression(trees_()[name], units_[name], {"z": z_, "beta": beta_}, points_,
                               name, by="z", slips=slips_.get(name))


for names_ in (("relu", "sigmoid", "tanh"), ("swish",), ("mish",)):
    with marks.part(1, ", ".join(names_)):
        compare_(*names_)
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 10. One picture for every unit · 3 points
#
# Unit and slope belong into one picture: where the curve is level, where it is steep, where the
# slope leaves $[0, 1]$. Write the function that draws it, on axes that the caller hands over. Draw
# with `axes.plot(…)`, not with `plt.plot(…)`, which draws wherever Matplotlib drew last.
# `plotting.plot_curves` is welcome.

# %% nbgrader={"grade": false, "grade_id": "plot", "locked": false, "schema_version": 3, "solution": true}
def plot_activation(axes, f, derivative, name):
    """Draw f and derivative on the given Matplotlib axes, over z of both signs.

    f, derivative: functions of an array of any shape; name: the unit's name, a string.
    Each curve has a label that says which of the two it is (the line's label or a text of the
    legend), and `name` stands in a label or the title; capitals do not matter. Further lines are
    free, and so is the range of z, as long as the bend around 0 can be seen: -5 <= z <= 5 holds ten
    points or more of each curve, and takes up a fiftieth of the picture's width or more.
    """
    ### BEGIN SOLUTION
    z = plotting.grid()
    curves = {"$f(z)$": f(z), "$f'(z)$": derivative(z)}
    plotting.plot_curves(axes, z, curves, xlabel="$z$", title=name)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "plot-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
axes_ = checks.remote(checks.new_axes)
checks.call(plot_activation, axes_, np.sin, np.cos, "sine unit")
picture_ = checks.describe(axes_)
for f_, curve_ in ((np.sin, "f"), (np.cos, "the derivative")):
    line_ = checks.find_line(picture_, f_)
    checks.is_true(line_ is not None, f"No line on the given axes draws {curve_}.",
                   slip="`plt.plot` draws elsewhere; the points are (z, f(z)), ten or more.")
    checks.is_true(bool(line_["label"]), f"{curve_} has no label.",
                   slip="give `axes.plot` a `label=`; two lines of one look cannot be told apart.")
checks.is_true(checks.can_be_read(picture_, "sine unit"), "The unit's name is nowhere to be read.",
               slip="it goes into the title or a label.")

# %% nbgrader={"grade": true, "grade_id": "plot-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import functools as functools_

rng = checks.rng("plot")
marks = checks.Marks()
a_, b_ = rng.uniform(0.5, 2.0, 2)


softsign_ = lambda z: a_ * np.asarray(z) / (1.0 + np.abs(z))
bell_ = lambda z: b_ * np.exp(-np.square(z))  # not its derivative: what is given is drawn


@functools_.cache
def drawn_(f, derivative):
    axes = checks.remote(checks.new_axes)
    checks.call(plot_activation, axes, f, derivative, "Softsign 7")
    picture = checks.describe(axes)
    lines = [checks.find_line(picture, curve) for curve in (f, derivative)]
    checks.is_true(None not in [line and 1 for line in lines], "A curve is missing.",
                   slip="both are drawn as they are given, on the given axes.")
    return picture, lines


with marks.part(1, "both curves, around 0"):
    for picture_, lines_ in (drawn_(softsign_, bell_), drawn_(bell_, softsign_)):
        for x_ in (line["x"] for line in lines_):
            checks.is_true(x_.min() < 0 < x_.max(), "z is not of both signs.")
            near_, width_ = np.unique(x_[np.abs(x_) <= 5]).size, np.ptp(picture_["xlim"])
            checks.is_true(near_ >= 10 and width_ <= 500, "The bend around 0 cannot be seen.",
                           slip="the range of z is too wide, or its points are too far apart.")
with marks.part(1, "labels and name"):
    picture_, lines_ = drawn_(softsign_, bell_)
    of_f_, of_slope_ = (line["label"] for line in lines_)
    checks.is_true(of_f_ and of_slope_ and of_f_ != of_slope_, "A curve has no label of its own.")
    checks.is_true(checks.means_slope(of_slope_) or not checks.means_slope(of_f_),
                   "The labels of the two curves are exchanged.", got=(of_f_, of_slope_))
    checks.is_true(checks.can_be_read(picture_, "Softsign 7"), "The unit's name is not written.")
marks.total()
### END HIDDEN TESTS

# %%
gallery = plotting.new_axes(2, 4, width=3.2, height=2.6)
units = {"ReLU": (relu, relu_derivative), "sigmoid": (sigmoid, sigmoid_derivative),
         "tanh": (tanh, tanh_derivative), "swish": (swish, swish_derivative),
         "leaky ReLU": (leaky_relu, leaky_relu_derivative), "GELU": (gelu, gelu_derivative),
         "softplus": (softplus, softplus_derivative), "mish": (mish, mish_derivative)}
for axes, name in zip(gallery, units, strict=True):
    plot_activation(axes, *units[name], name)
    axes.set(ylim=(-1.2, 2.2), xlim=(-5, 5))

# %% [markdown]
# ## 11. A bound for the chain · 3 points
#
# The simplest deep network is a chain: one unit per layer, $a_0$ the input, and
#
# $$a_k = \sigma(z_k), \quad z_k = w_k\,a_{k-1} + b_k, \qquad
#   \frac{\partial a_n}{\partial a_0} = \prod_{k=1}^{n} w_k\,\sigma'(z_k) \qquad (k = 1 \dots n)$$
#
# All weights have the same absolute value $|w|$; the biases are free. How large can
# $\left|\partial a_n/\partial a_0\right|$ be? Find the largest value of one factor, then say
# whether all of them can have it at once.
#
# > **Careful.** "All slopes are at most 1, so the gradient vanishes" is no proof; you know a unit
# > that refutes it. Besides, the factors are $w_k\sigma'(z_k)$: weights count as much as slopes.

# %% nbgrader={"grade": false, "grade_id": "chain-bound", "locked": false, "schema_version": 3, "solution": true}
def sigmoid_chain_bound(depth, weight=1.0):
    """Return the largest possible |∂a_n/∂a_0| of a chain of n = depth sigmoid units, a float.

    depth: an int >= 0, where 0 is the empty chain, a_n = a_0.
    weight: every unit is preceded by a weight of absolute value abs(weight); any real number.
    The biases are free. The result is right to nine digits.
    """
    ### BEGIN SOLUTION
    return (abs(weight) / 4.0) ** depth
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "chain-bound-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
def best_of_many_chains_(depth, weight=1.0):
    """Measure the derivative of random chains of depth 1 or 2; return the largest."""
    b = torch.linspace(-4, 4, 81, dtype=torch.float64)  # the biases to try
    a = x = torch.zeros(81, 81, dtype=torch.float64, requires_grad=True)
    for bias in (b[:, None], b - weight / 2)[:depth]:
        a = torch.sigmoid(weight * a + bias)
    a.sum().backward()
    return x.grad.abs().max().item()


for weight_ in (1.0, 3.0):
    checks.agrees(sigmoid_chain_bound, best_of_many_chains_, [1, 2], keywords={"weight": weight_},
                  slip="each unit gives one factor |w|·σ′(z), and σ′ is largest at z = 0.")
checks.agrees(sigmoid_chain_bound, best_of_many_chains_, [2], slip="the weight is 1 by default.")

# %% nbgrader={"grade": true, "grade_id": "chain-bound-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
from fractions import Fraction as Fraction_

rng = checks.rng("chain-bound")
marks = checks.Marks()


def exact_(depth, weight=1.0):
    return float((abs(Fraction_(weight)) / 4) ** depth)


depths_ = [1, 2, int(rng.integers(3, 12)), int(rng.integers(20, 61))]
weights_ = [rng.uniform(0.1, 3.0), -rng.uniform(0.5, 9.0), rng.uniform(5.0, 12.0), 4, 0.0]
slips_ = {
    "the sign of the weight does not matter.": lambda depth, weight: (weight / 4) ** depth,
    "each unit has its weight, the power takes in both.":
        lambda depth, weight: abs(weight) / 4**depth,
    "large weights can make the product grow: no limit of 1.":
        lambda depth, weight: min(1.0, exact_(depth, weight))}
with marks.part(1, "weight 1"):
    checks.agrees(sigmoid_chain_bound, exact_, depths_, rtol=1e-9, atol=0.0)
    checks.is_pure(sigmoid_chain_bound, 3, weight=-2.0)
with marks.part(1, "any weight"):
    for w_ in weights_:
        checks.agrees(sigmoid_chain_bound, exact_, depths_, keywords={"weight": w_}, rtol=1e-9,
                      atol=0.0, slips=slips_)
        checks.is_true(checks.call(sigmoid_chain_bound, 0, weight=w_) == 1,
                       "A chain of depth 0 is the identity: its derivative is 1.")
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 12. What the slopes do to a deep chain
#
# Now measure, on 500 random chains of each unit: a random input, the same weight everywhere,
# random biases of standard deviation ½. The picture shows $\left|\partial a_n/\partial a_0\right|$
# against the depth $n$: the median over the chains as a line, the range from the 10th to the 90th
# percentile as a band. A chain of ReLU units gives $w^n$ or exactly 0. A zero has no place on a
# logarithmic axis, so the legend says how many chains have a derivative other than 0 at depth 30,
# and the curves show these.
#
# **Predict, then run.** With $w = 4$ the bound for $\sigma$ is 1 at every depth. Will the gradient
# of the sigmoid chain stay near 1?

# %%
def chain_slopes(f, derivative, weight, depth=30, chains=500):
    """Return |∂a_n/∂a_0| for n = 1 … depth in random chains; shape (chains, depth)."""
    rng = np.random.default_rng(0)
    a, slope, slopes = rng.normal(size=chains), np.ones(chains), []
    for _ in range(depth):
        z = weight * a + rng.normal(0.0, 0.5, size=chains)
        a, slope = f(z), slope * np.abs(weight * derivative(z))
        slopes.append(slope)
    return np.array(slopes).T


depths, panels = np.arange(1, 31), plotting.new_axes(1, 2, height=4.2)
for axes, weight in zip(panels, (1.0, 4.0), strict=True):
    runs = {}
    for name in ("softplus", "sigmoid", "tanh", "ReLU"):
        slopes = chain_slopes(*units[name], weight)
        alive = slopes[:, -1] > 0
        runs[f"{name} ({alive.mean():.0%})"] = slopes[alive]
    bound = [sigmoid_chain_bound(int(n), weight) for n in depths]
    axes.plot(depths, bound, "o", color="black", markersize=3, label="bound for σ")
    axes.set_yscale("log")
    plotting.plot_spread(axes, depths, runs, xlabel="depth $n$", title=f"Weight {weight:g}",
                         ylabel=r"$|\partial a_n / \partial a_0|$")

# %% [markdown] nbgrader={"grade": true, "grade_id": "vanishing", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## 13. Why do gradients vanish more with sigmoid-like units? · 4 points
#
# You have all the pieces now: the slopes, the bound, and a measurement that neither of them
# predicts alone. Put them together in about ten sentences, with numbers from the last picture.
#
# * What are the factors of the product, and how large can each be for $\sigma$ and for $\tanh$?
# * How do units of the ReLU kind differ, and what is the price that the legend shows?
# * What can the weights do, and why does weight 4 not save the sigmoid although its bound is 1?
# * When does the gradient *not* vanish? Name a case with slopes of at most 1, and one where it
#   grows.
#
# (Notebook 04 comes back to this product, with matrices in the place of numbers.)
#
# <!-- BEGIN SOLUTION -->
# The derivative of a chain is a product with one factor $w_k f'(z_k)$ for each layer. For $\sigma$
# the slope is at most ¼, reached at $z = 0$ only, and it falls off exponentially on *both* sides:
# the unit saturates. With weight 1 the product is therefore at most $4^{-n}$, which is $10^{-18}$
# at depth 30; the measured median is $7\cdot10^{-21}$ (10th to 90th percentile: $10^{-21}$ to
# $2\cdot10^{-20}$). $\tanh$ has slope 1 at 0 and less everywhere else, so it loses less, but
# without limit: the median is $7\cdot10^{-7}$ at depth 30, with a wide spread.
#
# ReLU has slope exactly 1 on a half-line, and softplus, swish, GELU and mish come close to 1
# there; only one side is flat. A factor of 1 costs nothing at any depth. The price: one negative
# pre-activation makes the whole product 0, and only 15 % of the ReLU chains with weight 1 get
# through 30 layers. (In a wide layer other units carry the gradient.)
#
# Weights count as much as slopes. To make up for ¼, an absolute value of at least 4 is needed. But
# a large weight also drives $z$ away from 0, where $\sigma'$ is far below ¼. So the bound of 1 is
# not attained: with weight 4 the median is $5\cdot10^{-33}$, *less* than with weight 1, and for
# $\tanh$ it is $10^{-67}$. Only biases that put every $z_k$ at 0 attain it. The same weight makes
# the gradients of softplus and ReLU explode, up to $4^{30} = 10^{18}$.
#
# So nothing vanishes *because* slopes are at most 1: the identity and a live ReLU chain have
# slopes of at most 1, and with weight 1 their product is 1. Nor does it always vanish with
# $\sigma$: not in a shallow network, and not with $|w| = 4$ and centred units.
#
# **Rubric.** 1 point: the gradient is a product over the layers, with the largest slopes ¼
# (sigmoid) and 1 (tanh, at 0 only). 1 point: saturation on both sides against slope 1 (or nearly)
# on a half-line; zeros of ReLU named. 1 point: the weights are factors too, $(|w|/4)^n$, and large
# ones lead to saturation, so that the bound is not attained. 1 point: not always; an example
# (identity, live ReLU, centred units, small depth), and growth with large weights. No point is
# lost for other numbers that the picture supports; "slopes ≤ 1, so it vanishes" loses the fourth.
#
# *Typical wrong answers.* "All slopes of the sigmoid are below 1, and a product of numbers below
# 1 goes to 0; ReLU has slope 1, so nothing vanishes": 1 or 2 points. The first half is no proof
# (tanh and ReLU have slopes of at most 1, too), the weights are missing, and so are ReLU's zeros.
# "With weight 4 the bound is 1, so a sigmoid net with larger weights trains well": at most 2
# points, as the bound is taken for the value, and saturation is not seen.
# <!-- END SOLUTION -->
