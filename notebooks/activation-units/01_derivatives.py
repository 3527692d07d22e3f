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
# Take a chain of thirty sigmoid neurons with weights of 1. Change its input a little, and its
# output changes about $10^{20}$ times less: hardly anything is left to learn from. Why does this
# happen, why less with tanh, and does it happen with ReLU at all? In this notebook we write
# activation units and their slopes, find out what a chain of them can pass on, and measure what it
# does.

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
level = {"Sigmoid": torch.sigmoid, "Tanh": torch.tanh}
rising = {"ReLU": F.relu, "Swish": F.silu, "Mish": F.mish, "GELU": F.gelu, "Softplus": F.softplus}
plotting.plot_curves(left, z, {name: f(z) for name, f in level.items()},
                     xlabel="$z$", ylabel="$a = f(z)$", title="Flat on both sides")
plotting.plot_curves(right, z, {name: f(z) for name, f in rising.items()},
                     xlabel="$z$", ylabel="$a = f(z)$", title="Flat on the left only")
right.set(xlim=(-4, 3), ylim=(-0.5, 3.1));

# %% [markdown]
# **Look at the picture.** A unit turns the *pre-activation* $z$, a weighted sum, into the
# *activation* $a = f(z)$. Where its curve is flat, its slope is close to 0. Two of these units are
# flat on both sides, the others on one side only. Training multiplies slopes, one for each layer,
# so you can already guess which units will pass more gradient. We will see how far this guess
# holds.
#
# **About 4 hours** (the ★ questions: 1½ more) · the cells run in about 15 seconds at
# `quick` and at `normal`.
#
# **You need** the product rule and the chain rule, NumPy arrays, and the pictures of
# [The note](00_note.ipynb), sections 1 to 4.
#
# **Afterwards you can**
#
# * write activation units and their slopes so that they hold from $z = 10^{-8}$ to $z = 10^4$;
# * bound the gradient of a deep chain, and say when the bound is reached;
# * explain why gradients vanish, and which popular explanations are wrong;
# * spot a formula that is right on paper and fails in floating point.
#
# **How the questions work**
#
# * Write your code where it says `# YOUR CODE HERE`, then run the check below it. It ends in a
#   verdict (✓ 1 of 1, ◐ 1 of 2 or ✗ 0 of 1) and names the likely slip. Additional hidden checks run
#   during grading.
# * Every function works on each entry of its argument separately. The argument `z` is a number or a
#   NumPy array of any shape: 0-d, empty and integer arrays too. The result has the same shape and
#   is floating-point, never bool or int. A float32 array may give float32.
# * Results must be finite and right for $|z| \le 10^4$. Warnings on the way cost no points, but the
#   check points them out. Infinite and NaN inputs are not tested.
# * Derivatives are formulas of your own. Automatic, symbolic and numerical differentiation are not
#   allowed, and neither are a library's backward functions. `helpers.checks` is for tests only.
# * Functions must not modify their arguments or the global random generators, and they return the
#   same result when called again.
# * You may use NumPy, SciPy, PyTorch, SymPy, the standard library and your earlier answers. A
#   mistake there affects later answers. Names that end in `_` belong to the checks.
#
# <details><summary>How exact do the results have to be?</summary>
#
# float64 has 16 digits, and a formula may lose a few. A unit's value may be wrong by $10^{-13}$ of
# itself or by $4\cdot10^{-16}\max(1, |z|)$, whichever is larger; a derivative by $10^{-13}$ of
# itself or by $4\cdot10^{-15}\max(1, |z|)$. So $\sigma(1 - \sigma)$ is good enough for $\sigma'$,
# although its right tail loses digits. Where a question asks for more or less, it says so.
#
# </details>
#
# **Notation.** $z$: pre-activation · $a = f(z)$: activation, $f$ is any unit and $f'$ its slope ·
# $\sigma$: the sigmoid · $\mathcal L$: the loss · $L$, $\ell$: number of layers, index of a layer ·
# $w$, $b$: weight, bias · $\beta$: the parameter of Swish and softplus · $s$: slope of leaky ReLU
# and PReLU on the left.
#
# ## 1. ReLU · 3 points
#
# The *rectified linear unit* is the simplest bend there is. It made deep networks much easier to
# train ([Glorot, Bordes and Bengio, 2011](https://proceedings.mlr.press/v15/glorot11a.html)), and
# it is where we begin:
#
# $$\mathrm{ReLU}(z) = \max(z, 0), \qquad
#   \mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$$
#
# > **Careful.** Some texts say that $\mathrm{ReLU}'(0)$ is 0, others that it is 1. It does not
# > exist. A value there is a *convention*, and any number in $[0, 1]$ will do; the picture below
# > shows why. PyTorch takes 0. State your choice in a comment.

# %% nbgrader={"grade": false, "grade_id": "relu", "locked": false, "schema_version": 3, "solution": true}
def relu(z):
    """Return max(z, 0) for each entry of z.

    z: a number or an array of any shape, integers too; result: floats of the same shape.
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0.0)
    ### END SOLUTION


def relu_derivative(z):
    """Return the slope of ReLU for each entry of z; at 0 anything from 0 to 1 is right."""
    ### BEGIN SOLUTION
    return np.heaviside(z, 0.0)  # 0 at the kink, as PyTorch has it
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "pair-check", "locked": true, "schema_version": 3, "solution": false}
INTEGERS_ = np.array([[-2, 0], [1, 3]])
BY_HAND_ = "in this notebook derivatives are formulas of your own."


def check_pair_(f, derivative, right, slip, slips=None, slope_slip="", at=INTEGERS_):
    """Check a unit and its slope: values, integers, formulas of one's own, large arguments."""
    unit, slope = checks.torch_function(right), checks.torch_derivative(right)
    checks.agrees(f, unit, [0.5, np.linspace(-4, 4, 9), -7], slip=slip, slips=slips)
    checks.agrees(f, unit, [INTEGERS_], slip=slip)
    checks.is_derivative(derivative, f, [-2.0, -0.3, 0.4, 1.5], slip=slope_slip)
    checks.agrees(derivative, slope, [at], slip=slope_slip)
    checks.by_hand(derivative, checks.INPUT, because=BY_HAND_)
    for function in (f, derivative):
        checks.point_out_warnings(function, np.array([-1e4, 1e4]))

# %% nbgrader={"grade": true, "grade_id": "relu-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "ReLU and its slope"):
    check_pair_(relu, relu_derivative, F.relu, at=np.array([[-1, 4], [2, 3]]),
                slip="positive numbers are left alone, all others become 0.",
                slope_slip="the slope is 1 on the right and 0 on the left.")
    checks.agrees(relu_derivative, lambda _: checks.Between(0.0, 1.0), [0.0],
                  slip="at the kink, choose the slope of a line between the two branches.")
marks_.total()

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
                   because="derivatives here are formulas of your own.")
    checks.is_pure(relu_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
axes, z = plotting.new_axes(), plotting.grid(-2, 2)
lines = {f"slope {slope:g} through the kink": slope * z for slope in (0.0, 0.5, 1.0, 1.3)}
plotting.plot_curves(axes, z, {"ReLU": relu(z), **lines}, xlabel="$z$", ylabel="$a$",
                     title="Which lines stay below ReLU?")
axes.set(ylim=(-1.0, 2.1));

# %% [markdown]
# **Read the picture.** Which slopes give a line that touches ReLU at the kink and is never above
# it? What does this mean for gradient descent when a pre-activation is exactly 0?
#
# <details><summary>Answer</summary>
#
# Exactly the slopes from 0 to 1. A steeper line is above ReLU on the right, a falling one on the
# left. Each of these slopes is called a *subgradient*, and any of them is a fair value of
# $\mathrm{ReLU}'(0)$. The choice rarely matters, because random weights hardly ever make $z$
# exactly
# 0. Behind a dead layer with biases of 0, however, every $z$ is 0, and there a library's convention
#    shows.
#
# </details>
#
# ## 2. Sigmoid · 3 points
#
# The sigmoid turns any number into something like a probability. Once you know $\sigma(z)$, its
# derivative costs almost nothing. Derive it from
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}}, \qquad
#   \sigma : \mathbb{R} \to (0, 1), \qquad \sigma(z) + \sigma(-z) = 1 .$$
#
# Equal formulas are not equal programs. $e^{z}$ overflows to `inf` above $z = 709$, and `inf / inf`
# is NaN. If all your exponentials have arguments $\le 0$, nothing can overflow.
#
# > **Careful.** The range of $\sigma$ is the *open* interval $(0, 1)$, but floats do reach the
# > ends: at $z = 40$ the float nearest to $\sigma(z)$ is 1.0. So `log(1 - sigmoid(40.0))` is minus
# > infinity, while the true value is $-40$.

# %% nbgrader={"grade": false, "grade_id": "sigmoid", "locked": false, "schema_version": 3, "solution": true}
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape, integers too; result: floats of the same shape.
    digits: wrong by at most 1e-13 of the value or 1e-16, whichever is larger.
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))  # in (0, 1]: no overflow
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1.0 + e)
    ### END SOLUTION


def sigmoid_derivative(z):
    """Return dσ/dz for each entry of z (not of the output σ(z)); z as above."""
    ### BEGIN SOLUTION
    return sigmoid(z) * sigmoid(-z)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "sigmoid-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "the sigmoid and its slope"):
    check_pair_(sigmoid, sigmoid_derivative, torch.sigmoid,
                slip="check the sign in the exponent: σ rises from 0 to 1.",
                slope_slip="the derivative takes z, not the output σ(z): no σ of a σ.")
marks_.total()

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
                   because="derivatives here are formulas of your own.")
    checks.is_pure(sigmoid_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z, far = plotting.grid(-8, 8), plotting.grid(28, 42)
plotting.plot_curves(left, z, {"$σ(z)$": sigmoid(z), "$σ'(z)$": sigmoid_derivative(z)},
                     xlabel="$z$", title="The slope is at most ¼")
gap = 1.0 - sigmoid(far)
plotting.plot_curves(right, far, {"sigmoid(-z)": sigmoid(-far),
                                  "1 - sigmoid(z)": np.where(gap > 0, gap, np.nan)},
                     xlabel="$z$", title="Equal on paper, not in floats")
right.set_yscale("log");

# %% [markdown]
# **Read the picture.** The right panel computes one quantity, $1 - \sigma(z) = \sigma(-z)$, in two
# ways. Why does one of the curves turn into steps from $z \approx 34$ on, and why does it end near
# 37?
#
# <details><summary>Answer</summary>
#
# Near 1, floats are about $10^{-16}$ apart: $1.1\cdot10^{-16}$ below 1 and $2.2\cdot10^{-16}$
# above. Where $e^{-z}$ is that small, $1 + e^{-z}$ can take only a few values, and so can
# $\sigma(z)$: these are the steps. From $z = 36.7$ on, $1 + e^{-z}$ is rounded to 1, and the
# difference is exactly 0, which a logarithmic axis cannot show. The other form loses nothing,
# because floats lie much closer together near 0.
#
# </details>
#
# ## 3. Tanh · 3 points
#
# The hyperbolic tangent is a stretched and shifted sigmoid: it is odd, with slope 1 at 0, so its
# outputs lie around 0 and not around ½.
#
# $$\tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} = 2\,\sigma(2z) - 1, \qquad
#   \tanh : \mathbb{R} \to (-1, 1)$$
#
# Build it from exponentials. As written, the fraction fails at $z = 1000$, so rewrite it first, as
# you did with $\sigma$. The derivative follows from the quotient rule and can be written in terms
# of $\tanh z$ alone.
#
# > **Careful.** $\tanh'(z)$ lies in $(0, 1]$. It does reach 1, but only at $z = 0$.

# %% nbgrader={"grade": false, "grade_id": "tanh", "locked": false, "schema_version": 3, "solution": true}
def tanh(z):
    """Return the hyperbolic tangent of each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape, integers too; result: floats of the same shape.
    Rule: build it from exponentials. A library's own tanh is refused under any name, and so are
    detours such as `tanhshrink` or `tan` of an imaginary number.
    """
    ### BEGIN SOLUTION
    shrunk = np.expm1(-2.0 * np.abs(z))  # exp(-2|z|) - 1, in (-1, 0]
    return -np.sign(z) * shrunk / (shrunk + 2.0)
    ### END SOLUTION


def tanh_derivative(z):
    """Return d tanh / dz for each entry of z; z and the rule as above."""
    ### BEGIN SOLUTION
    return 1.0 - tanh(z) ** 2
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "tanh-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
own_ = ("tanh", "Tanh", "tanh_", "tanhshrink", "Tanhshrink", "tan", "coth")
marks_ = checks.Marks()
with marks_.part(1, "tanh and its slope"):
    checks.by_hand(tanh, checks.INPUT, tools=(), names=own_,
                   because="here you build tanh from exponentials.")
    checks.by_hand(tanh_derivative, checks.INPUT, names=own_,
                   because="derivatives here are formulas of your own, built from exponentials.")
    check_pair_(tanh, tanh_derivative, torch.tanh,
                slip="tanh is odd, has slope 1 at 0 and tends to ±1; check each sign.",
                slope_slip="tanh is squared in its slope, which takes z and not tanh z.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "tanh-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_

rng = checks.rng("tanh")
marks = checks.Marks()
own_ = ("tanh", "Tanh", "tanh_", "tanhshrink", "Tanhshrink", "tan", "coth")
with marks.part(1, "tanh"):
    checks.by_hand(tanh, checks.INPUT, tools=(), names=own_,
                   because="here you build tanh from exponentials.")
    checks.agrees(tanh, checks.torch_function(torch.tanh), checks.arrays(rng), slips={
        "the sign is wrong: tanh rises.": lambda z: -np.tanh(z),
        "the exponents lack a factor 2, so that this is tanh(z/2).":
            lambda z: np.tanh(np.asarray(z) / 2)})
    checks.has_digits(tanh, mp_.tanh, checks.places(rng), power=0)
    checks.is_pure(tanh, rng.normal(size=(3, 4)))
with marks.part(1, "tanh_derivative"):
    checks.by_hand(tanh_derivative, checks.INPUT, names=own_,
                   because="derivatives here are formulas of your own, built from exponentials.")
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
plotting.plot_curves(axes, z, {"Tanh": tanh_derivative(z), "Sigmoid": sigmoid_derivative(z)},
                     xlabel="$z$", ylabel="slope $f'(z)$",
                     title="Steeper in the middle, flatter outside");

# %% [markdown]
# **Read the picture.** "tanh has the larger derivative." For which $z$ is this true? What does
# $\tanh z = 2\sigma(2z) - 1$ tell you about the two curves?
#
# <details><summary>Answer</summary>
#
# Only for $|z| < 1.663$. By the chain rule, $\tanh'(z) = 4\sigma'(2z)$: four times as high and half
# as wide. A tanh unit passes more gradient near 0 and saturates earlier.
#
# </details>
#
# ## 4. A bound for the chain · 3 points
#
# Three units are enough for the question that we started with. The simplest deep network is a
# chain: one neuron in each of $L$ layers. Its input is $a^0$, and
#
# $$z^\ell = w^\ell a^{\ell-1} + b^\ell, \quad a^\ell = \sigma(z^\ell), \qquad
#   \frac{\partial a^L}{\partial a^0} = \prod_{\ell=1}^{L} w^\ell\,\sigma'(z^\ell) .$$
#
# All weights have the same absolute value $|w|$, and you may choose the biases. How large can
# $\left|\partial a^L/\partial a^0\right|$ be? Find the largest value of one factor. Then ask
# whether all factors can have it at once.
#
# > **Careful.** "All slopes are at most 1, so the gradient vanishes" is not a proof; you know a
# > unit that refutes it. Besides, the factors are $w^\ell\sigma'(z^\ell)$: weights count as much as
# > slopes.

# %% nbgrader={"grade": false, "grade_id": "chain-bound", "locked": false, "schema_version": 3, "solution": true}
def sigmoid_chain_bound(depth, weight=1.0):
    """Return the largest possible |∂a^L/∂a^0| of a chain of L = depth sigmoid units, a float.

    depth: an int >= 0, where 0 is the empty chain: its output is its input.
    weight: any real number; a weight of absolute value abs(weight) stands before every unit.
    The biases are free. The result is right to nine digits.
    """
    ### BEGIN SOLUTION
    return (abs(weight) / 4.0) ** depth
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "chain-bound-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
def best_of_many_chains_(depth, weight=1.0):
    """Measure the derivative of many chains of depth 1 or 2; return the largest."""
    b = torch.linspace(-4, 4, 81, dtype=torch.float64)  # the biases to try
    a = x = torch.zeros(81, 81, dtype=torch.float64, requires_grad=True)
    for bias in (b[:, None], b - weight / 2)[:depth]:
        a = torch.sigmoid(weight * a + bias)
    a.sum().backward()
    return x.grad.abs().max().item()


marks_ = checks.Marks()
with marks_.part(1, "chains of one and two units"):
    for weight_ in (1.0, 3.0):
        checks.agrees(sigmoid_chain_bound, best_of_many_chains_, [1, 2],
                      keywords={"weight": weight_},
                      slip="each unit gives one factor |w|·σ′(z), and σ′ is largest at z = 0.")
    checks.agrees(sigmoid_chain_bound, best_of_many_chains_, [2],
                  slip="the weight is 1 by default.")
marks_.total()

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
    "each unit has its own weight, so the weight is raised to the power too.":
        lambda depth, weight: abs(weight) / 4**depth,
    "large weights can make the product grow: 1 is not a limit.":
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
# ## 5. What the slopes do to a deep chain
#
# Now let us measure. We take 500 random chains of each unit: a random input, the same weight
# everywhere, random biases of standard deviation ½. The picture shows $\left|\partial a^L/\partial
# a^0\right|$ against the depth $L$: a line for the median over the chains, a band from the 10th to
# the 90th percentile. A chain of ReLU units gives $w^L$ or exactly 0, and a logarithmic axis has no
# place for 0. So the legend says how many chains still have a derivative other than 0 at depth 30,
# and the curves show only these. The *identity* $f(z) = z$ has slope 1 everywhere, so its curve is
# $w^L$, too.
#
# **Predict, then run.** With $w = 4$ the bound for $\sigma$ is 1 at every depth. Will the gradient
# of the sigmoid chain stay near 1?

# %%
def chain_slopes(f, derivative, weight, depth=30, chains=500):
    """Return |∂a^L/∂a^0| of random chains for L = 1 … depth; shape (chains, depth)."""
    rng = np.random.default_rng(0)
    a, slope, slopes = rng.normal(size=chains), np.ones(chains), []
    for _ in range(depth):
        z = weight * a + rng.normal(0.0, 0.5, size=chains)
        a, slope = f(z), slope * np.abs(weight * derivative(z))
        slopes.append(slope)
    return np.array(slopes).T


units = {"Identity": (lambda z: z, np.ones_like), "ReLU": (relu, relu_derivative),
         "Tanh": (tanh, tanh_derivative), "Sigmoid": (sigmoid, sigmoid_derivative)}
depths = np.arange(1, 31)
for axes, weight in zip(plotting.new_axes(1, 2, height=4.2), (1.0, 4.0), strict=True):
    runs = {name: chain_slopes(*unit, weight) for name, unit in units.items()}
    runs = {f"{name} ({np.mean(slopes[:, -1] > 0):.0%})": slopes[slopes[:, -1] > 0]
            for name, slopes in runs.items()}
    bound = [sigmoid_chain_bound(int(depth), weight) for depth in depths]
    axes.plot(depths, bound, "o", color="black", markersize=3, label="bound for σ")
    axes.set_yscale("log")
    plotting.plot_spread(axes, depths, runs, xlabel="depth $L$", title=f"Weight {weight:g}",
                         ylabel=r"$|\partial a^L / \partial a^0|$")

# %% [markdown] nbgrader={"grade": true, "grade_id": "vanishing", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## 6. Why do gradients vanish more with sigmoid-like units? · 4 points
#
# You have all the pieces now: the slopes, the bound, and a measurement that neither of them
# predicts on its own. Put them together in about ten sentences, with numbers from the last picture.
#
# * What are the factors of the product, and how large can each of them be for $\sigma$ and for
#   $\tanh$?
# * How does ReLU differ, and what is the price that the legend shows?
# * What can the weights do? Why does weight 4 not save the sigmoid, although its bound is 1?
# * When does the gradient *not* vanish? Name a case with slopes of at most 1, and a case where it
#   grows.
#
# ([Numerical stability](04_numerical_stability.ipynb) returns to this product, with matrices in the
# place of numbers.)
#
# <!-- BEGIN SOLUTION -->
# The derivative of a chain is a product with one factor $w^\ell f'(z^\ell)$ for each layer. For
# $\sigma$ the slope is at most ¼, which it reaches only at $z = 0$, and it falls off exponentially
# on *both* sides: the unit saturates. With weight 1 the product is therefore at most $4^{-L}$,
# which is $10^{-18}$ at depth 30; the measured median is $7\cdot10^{-21}$ (10th to 90th percentile:
# $10^{-21}$ to $2\cdot10^{-20}$). $\tanh$ has slope 1 at 0 and less everywhere else, so it loses
# less in each layer, but it loses in every layer: the median is $7\cdot10^{-7}$ at depth 30, with a
# wide spread.
#
# ReLU has slope exactly 1 on a half-line; only one side is flat. A factor of 1 costs nothing at any
# depth. The price: one negative pre-activation makes the whole product 0, and only 15 % of the ReLU
# chains with weight 1 get through 30 layers. (In a wide layer other neurons carry the gradient.)
#
# Weights count as much as slopes. To make up for ¼, a weight of absolute value 4 or more is needed.
# But a large weight also drives $z$ away from 0, to where $\sigma'$ is far below ¼. So the bound of
# 1 is not reached: with weight 4 the median is $5\cdot10^{-33}$, *less* than with weight 1, and for
# $\tanh$ it is $10^{-67}$. Only biases that put every $z^\ell$ at 0 reach the bound. The same
# weight makes the gradients of the identity and of live ReLU chains explode, to $4^{30} = 10^{18}$.
#
# So nothing vanishes *because* slopes are at most 1: the identity and a live ReLU chain have slopes
# of at most 1, and with weight 1 their product is 1. Nor does the gradient always vanish with
# $\sigma$: not in a shallow network, and not with $|w| = 4$ and every $z^\ell$ at 0.
#
# **Rubric.** 1 point: the gradient is a product over the layers, with the largest slopes ¼
# (sigmoid) and 1 (tanh, at 0 only). 1 point: saturation on both sides against slope 1 (or nearly)
# on a half-line; zeros of ReLU named. 1 point: the weights are factors too, $(|w|/4)^L$, and large
# ones lead to saturation, so that the bound is not reached. 1 point: not always; an example
# (identity, live ReLU, centred units, small depth), and growth with large weights. No point is lost
# for other numbers that the picture supports; "slopes ≤ 1, so it vanishes" loses the fourth.
#
# *Typical wrong answers.* "All slopes of the sigmoid are below 1, and a product of numbers below 1
# goes to 0; ReLU has slope 1, so nothing vanishes": 1 or 2 points. The first half is not a proof
# (tanh and ReLU have slopes of at most 1, too), the weights are missing, and so are ReLU's zeros.
# "With weight 4 the bound is 1, so a sigmoid network with larger weights trains well": at most 2
# points, because it takes the bound for the value and misses the saturation.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 7. Swish · 5 points
#
# Well done: that was the heart of this notebook. Now for the units that followed ReLU. Swish sends
# $z$ through a soft gate: a sigmoid of the same $z$ decides how much of it passes. The number
# $\beta$ sets how sharp the gate is. A network can learn $\beta$, and for that it needs the
# derivative with respect to $\beta$ as well. With $\beta = 1$ the unit is called SiLU.
#
# $$f(z; \beta) = z\,\sigma(\beta z), \qquad \frac{\partial f}{\partial z} = {?}, \qquad
#   \frac{\partial f}{\partial \beta} = {?}$$
#
# For an array $z$ all three have the shape of $z$; $\beta$ is one number, and it may be 0 or
# negative. (Digits: $\partial f/\partial\beta$ contains $z^2$, and it may be wrong by
# $4\cdot10^{-15}\max(1, z^2)$.)
#
# > **Careful.** At $\beta = 0$ the gate is half open: $f(z) = z/2$ and not $z$. For $\beta > 0$
# > Swish is bounded below, but 0 is not its lower bound: the minimum is $-0.27846/\beta$, reached
# > at $z=-1.27846/\beta$.

# %% nbgrader={"grade": false, "grade_id": "swish", "locked": false, "schema_version": 3, "solution": true}
def swish(z, beta=1.0):
    """Return z·σ(βz) for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape, integers too; beta: any real number.
    result: floats of the shape of z.
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
    """Return ∂f/∂β for each entry of z; arguments and shape as above."""
    ### BEGIN SOLUTION
    return z * z * sigmoid_derivative(beta * z)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "swish-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "swish"):
    checks.agrees(swish, checks.torch_function(F.silu), [-1.0, np.linspace(-4, 4, 9), 2],
                  slip="z is multiplied by its gate σ(βz), with β = 1 by default.")
    checks.agrees(swish, lambda z, **_: z / 2, [3.0], keywords={"beta": 0},
                  slip="σ(0) = ½, so β = 0 gives z/2.")
    checks.point_out_warnings(swish, np.array([-1e4, 1e4]))
with marks_.part(1, "both derivatives"):
    for beta_ in (1.0, 2.0, -0.5):
        checks.is_derivative(swish_derivative, swish, [-2.0, 0.0, 1.5], keywords={"beta": beta_},
                             slip="the product rule gives two terms; the inner derivative is β.")
        checks.is_derivative(swish_beta_derivative, swish, [-2.0, 0.0, 1.5],
                             keywords={"beta": beta_}, by="beta",
                             slip="now z is fixed and β moves; z stands outside σ and inside it.")
    for f_ in (swish_derivative, swish_beta_derivative):
        checks.by_hand(f_, checks.INPUT, beta=checks.PARAMETER, because=BY_HAND_)
        checks.point_out_warnings(f_, np.array([-1e4, 1e4]))
marks_.total()

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
                       because="derivatives here are formulas of your own.")
    checks.is_pure(f, rng.normal(size=(3, 4)), beta=0.7)


with marks.part(1, "swish"):
    compare_(swish, checks.torch_function(torch_swish_), {
        "β is not used.": lambda z, **_: z * expit_(z),
        "the exponent has the wrong sign.": lambda z, beta: z * expit_(-beta * z)},
        lambda z, beta: z * gate_(beta * z))
with marks.part(1, "swish_derivative"):
    compare_(swish_derivative, checks.torch_derivative(torch_swish_), {
        "the inner derivative β is missing.": lambda z, beta: slope_(z, beta, 1.0),
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
                     xlabel="$z$", ylabel="$f(z; β)$", title="From a line to nearly ReLU")
plotting.plot_curves(right, z, {f"β = {beta:g}": swish_derivative(z, beta) for beta in betas},
                     xlabel="$z$", ylabel="slope", title="Slopes below 0 and above 1")
right.get_legend().remove()  # the lines are those of the left panel

# %% [markdown]
# **Read the picture.** Every slope with $\beta \ne 0$ reaches the same highest and the same lowest
# value. Why? And what does a unit with a learned $\beta = -1$ compute?
#
# <details><summary>Answer</summary>
#
# With $u = \beta z$ the slope is $\sigma(u) + u\,\sigma(u)\,\sigma(-u)$, a function of $u$ alone:
# $\beta$ only rescales the axis (and reverses it if negative). The extremes are −0.0998 and 1.0998,
# at $u = \mp 2.399$. And $f(z; -\beta) = -f(-z; \beta)$: a negative $\beta$ mirrors the unit, so
# that it passes negative numbers. Nothing prevents training from ending up there.
#
# </details>
#
# ## 8. Leaky ReLU and PReLU · 4 points
#
# If the input of a ReLU neuron is negative for every sample, its slope is 0 for all of them. Its
# weights receive no gradient, and the neuron stays dead unless layers *below* it change and move
# its inputs. A small slope on the left keeps it alive. *Leaky ReLU* fixes that slope; *PReLU* ([He
# and others, 2015](https://arxiv.org/abs/1502.01852)) learns it, one slope shared by many neurons:
#
# $$f(z; s) = \begin{cases} z & z > 0 \\ s\,z & z \le 0 \end{cases} \qquad
#   \frac{\partial \mathcal L}{\partial s} =
#   \sum_i \frac{\partial \mathcal L}{\partial a_i}\,\frac{\partial a_i}{\partial s},
#   \quad a_i = f(z_i; s)$$
#
# The sum runs over every place where the slope is used, so the gradient of *one* slope is *one*
# number. The array $\partial \mathcal L/\partial a$ has the shape of $z$; it comes from the layers
# above and is called `upstream`. In the code $s$ is called `slope`.
#
# > **Careful.** $\max(s z, z)$ is this unit for $0 \le s \le 1$ only: a maximum of straight lines
# > is convex, and with $s > 1$ the unit bends the other way. Here $s$ may be any real number.

# %% nbgrader={"grade": false, "grade_id": "leaky-relu", "locked": false, "schema_version": 3, "solution": true}
def leaky_relu(z, slope=0.01):
    """Return z where z > 0 and slope·z elsewhere; slope: any real number, also < 0 or > 1.

    z: a number or an array of any shape, integers too; result: floats of the same shape.
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
    """Return ∂𝓛/∂slope, one float: all of z shares the slope; upstream = ∂𝓛/∂a, shaped like z."""
    ### BEGIN SOLUTION
    return np.sum(upstream * np.minimum(z, 0.0))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "leaky-relu-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
torch_leaky_ = checks.torch_function(lambda z, slope: F.leaky_relu(z, slope))
z_, upstream_ = np.array([[-2.0, 1.0], [0.5, -1.0]]), np.array([[1.0, 5.0], [7.0, 3.0]])


def slope_gradient_(z, upstream):  # Σ upstream·a is linear in the slope, so a difference will do
    return np.sum(upstream * (torch_leaky_(z, slope=1.0) - torch_leaky_(z, slope=0.0)))


marks_ = checks.Marks()
with marks_.part(1, "leaky ReLU, its slope, and PReLU's gradient"):
    for s_ in (0.01, 0.3):
        checks.agrees(leaky_relu, torch_leaky_, [-2.0, INTEGERS_], keywords={"slope": s_},
                      slip="negative numbers are multiplied by the slope, the others are not.")
        checks.is_derivative(leaky_relu_derivative, leaky_relu, [-2.0, 0.5],
                             keywords={"slope": s_})
        checks.agrees(leaky_relu_derivative, lambda _, slope: checks.Between(slope, 1.0), [0.0],
                      keywords={"slope": s_}, slip="at 0: a number between slope and 1.")
    checks.agrees(prelu_slope_gradient, slope_gradient_, [(z_, upstream_)],
                  slip="only entries z < 0 depend on the slope, and you sum over all of them.")
    checks.by_hand(leaky_relu_derivative, checks.INPUT, because=BY_HAND_)
    checks.by_hand(prelu_slope_gradient, checks.INPUT, np.array([4.0]), because=BY_HAND_)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "leaky-relu-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("leaky-relu")
marks = checks.Marks()
rule_ = "derivatives here are formulas of your own."
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
        "take the sum, not the mean.": lambda z, g: np.mean(g * np.minimum(z, 0.0))})
    checks.by_hand(prelu_slope_gradient, checks.INPUT, np.array([4.0]), because=rule_)
    checks.is_pure(prelu_slope_gradient, rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 9. Mish · 3 points
#
# Mish ([Misra, 2019](https://arxiv.org/abs/1908.08681)) is again $z$ times a gate. This gate is the
# tanh of *softplus*, a ReLU with its corner rounded off:
#
# $$f(z) = z \tanh(\operatorname{softplus}(z)), \qquad \operatorname{softplus}(z) = \ln(1 + e^{z})$$
#
# Its slope takes the product rule once and the chain rule twice. On the way you will find that the
# slope of softplus is a unit that you have already written.
#
# > **Careful.** At $z = 1000$ the exponential overflows, although $\ln(1 + e^z) \approx z$ is
# > harmless. Pull the larger of the two summands out of the logarithm, or look for a function of
# > NumPy that does it for you.
#
# > **Careful.** Some texts write the first term of $f'(z)$ as $f(z)/z$. In floats that is 0/0 at $z
# > = 0$, where $f'(0) = 3/5$. Write the gate itself. (From here on you may use a library's tanh.)

# %% nbgrader={"grade": false, "grade_id": "mish", "locked": false, "schema_version": 3, "solution": true}
def mish(z):
    """Return z·tanh(softplus(z)) for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape, integers too; result: floats of the same shape.
    """
    ### BEGIN SOLUTION
    return z * np.tanh(np.logaddexp(0.0, z))
    ### END SOLUTION


def mish_derivative(z):
    """Return df/dz for each entry of z, 3/5 at z = 0; z as above."""
    ### BEGIN SOLUTION
    gate = np.tanh(np.logaddexp(0.0, z))
    return gate + z * sigmoid(z) * (1.0 - gate**2)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "mish-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "Mish and its slope"):
    check_pair_(mish, mish_derivative, F.mish,
                slip="the gate is the tanh of ln(1 + exp(z)).",
                slope_slip="product rule, then chain rule: tanh′ at softplus(z), times softplus′.")
    checks.is_derivative(mish_derivative, mish, [0.0], slip="at 0 only the gate is left: 3/5.")
marks_.total()

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
        "softplus is missing inside tanh.": lambda z: z * np.tanh(z),
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
                   because="derivatives here are formulas of your own.")
    checks.is_pure(mish_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z = plotting.grid(-4.5, 4.5)
plotting.plot_curves(left, z, {"ReLU": relu(z), "Swish": swish(z), "Mish": mish(z)},
                     xlabel="$z$", ylabel="$a = f(z)$", title="A dip instead of a corner")
slopes = {"ReLU": relu_derivative(z), "Swish": swish_derivative(z), "Mish": mish_derivative(z)}
plotting.plot_curves(right, z, slopes, xlabel="$z$", ylabel="slope $f'(z)$",
                     title="Slopes overshoot 1")
left.set(xlim=(-4.5, 1.5), ylim=(-0.4, 1.6));

# %% [markdown]
# **Read the picture.** Which of these units have a gradient for negative $z$, and which one has the
# deepest dip? Misra writes the slope as
#
# $$f'(z) = \frac{f(z)}{z} + \Delta(z)\,\mathrm{swish}(z) \qquad (z \ne 0,\ \beta = 1)$$
#
# and suggests that $\Delta$ acts like a *preconditioner*, which makes the gradient smoother. Which
# function is $\Delta$? Does the formula show that it is a preconditioner?
#
# <details><summary>Answer</summary>
#
# All but ReLU have one. The minima are −0.309 (Mish, at −1.19) and −0.278 (Swish, at −1.28).
#
# Compare with your own formula: $\Delta(z) = 1 - \tanh^2(\operatorname{softplus}(z))$, which lies
# in $(0, 1)$ and is 0.64 at $z = 0$. A preconditioner multiplies the *whole* gradient, usually by a
# matrix that knows about the curvature of the loss. $\Delta$ multiplies one of two terms of one
# slope, and it knows only $z$. So the formula is right, and the name is an analogy that would need
# an experiment of its own. A curve cannot settle which unit is better either: rankings come from
# training runs over several seeds, and they change with the learning rate (see [MNIST
# comparison](03_mnist_comparison.ipynb)).
#
# </details>
#
# ## 10. One picture for every unit · 3 points
#
# A unit and its slope belong in one picture: you can see where the curve is flat, where it is
# steep, and where the slope leaves $[0, 1]$. Write the function that draws both, on axes that the
# caller hands over. Draw with `axes.plot(…)`, not with `plt.plot(…)`, which draws wherever
# Matplotlib drew last. You may use `plotting.plot_curves`.
#
# Below the checks, your function draws the six units of the core, and we return to the chain with
# all of them. **Predict, then run.** Swish and Mish are not flat on the right, and their slopes
# even exceed 1. With weight 1, which chain of depth 30 passes more gradient: one of Swish units or
# one of tanh units?

# %% nbgrader={"grade": false, "grade_id": "plot", "locked": false, "schema_version": 3, "solution": true}
def plot_activation(axes, f, derivative, name):
    """Draw f and derivative on the given Matplotlib axes, over z of both signs.

    f, derivative: functions of an array of any shape; name: the unit's name, a string.
    Each curve has a label that says which of the two it is (the line's label or a text of the
    legend), and `name` is in a label or the title; capitals do not matter. You may draw more
    lines and choose the range of z, as long as the bend around 0 can be seen: -5 <= z <= 5 holds
    ten points or more of each curve and takes up at least a fiftieth of the picture's width.
    """
    ### BEGIN SOLUTION
    z = plotting.grid()
    curves = {"$f(z)$": f(z), "$f'(z)$": derivative(z)}
    plotting.plot_curves(axes, z, curves, xlabel="$z$", title=name)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "plot-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
axes_ = checks.remote(checks.new_axes)
marks_ = checks.Marks()
with marks_.part(1, "two curves with labels, and the name"):
    checks.call(plot_activation, axes_, np.sin, np.cos, "sine unit")
    picture_ = checks.describe(axes_)
    for f_, curve_ in ((np.sin, "f"), (np.cos, "the derivative")):
        line_ = checks.find_line(picture_, f_)
        checks.is_true(line_ is not None, f"No line on the given axes draws {curve_}.",
                       slip="`plt.plot` draws elsewhere; the points are (z, f(z)), ten or more.")
        checks.is_true(bool(line_["label"]), f"The line of {curve_} has no label.",
                       slip="give `axes.plot` a `label=`, to tell the lines apart.")
    checks.is_true(checks.can_be_read(picture_, "sine unit"),
                   "The unit's name appears nowhere in the picture.",
                   slip="put it into the title or a label.")
marks_.total()

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
                   slip="draw both functions as they are given, on the given axes.")
    return picture, lines


with marks.part(1, "both curves, around 0"):
    for picture_, lines_ in (drawn_(softsign_, bell_), drawn_(bell_, softsign_)):
        for x_ in (line["x"] for line in lines_):
            checks.is_true(x_.min() < 0 < x_.max(), "z does not take both signs.")
            near_, width_ = np.unique(x_[np.abs(x_) <= 5]).size, np.ptp(picture_["xlim"])
            checks.is_true(near_ >= 10 and width_ <= 500, "The bend around 0 cannot be seen.",
                           slip="the range of z is too wide, or its points are too far apart.")
with marks.part(1, "labels and name"):
    picture_, lines_ = drawn_(softsign_, bell_)
    of_f_, of_slope_ = (line["label"] for line in lines_)
    checks.is_true(of_f_ and of_slope_ and of_f_ != of_slope_, "A curve has no label of its own.")
    checks.is_true(checks.means_slope(of_slope_) or not checks.means_slope(of_f_),
                   "The labels of the two curves are swapped.", got=(of_f_, of_slope_))
    checks.is_true(checks.can_be_read(picture_, "Softsign 7"), "The unit's name is missing.")
marks.total()
### END HIDDEN TESTS

# %%
six = {"ReLU": (relu, relu_derivative), "Leaky ReLU": (leaky_relu, leaky_relu_derivative),
       "Sigmoid": (sigmoid, sigmoid_derivative), "Tanh": (tanh, tanh_derivative),
       "Swish": (swish, swish_derivative), "Mish": (mish, mish_derivative)}
gallery = plotting.new_axes(2, 3, width=4, height=2.6)
for axes, (name, (f, derivative)) in zip(gallery, six.items(), strict=True):
    plot_activation(axes, f, derivative, name)
    axes.set(ylim=(-1.2, 2.2), xlim=(-5, 5))

for axes, weight in zip(plotting.new_axes(1, 2, height=4.2), (1.0, 4.0), strict=True):
    axes.set_yscale("log")
    for name, (f, derivative) in six.items():
        slopes = chain_slopes(f, derivative, weight)
        middle = np.median(slopes[slopes[:, -1] > 0], axis=0)
        plotting.plot_curves(axes, depths, {name: middle}, xlabel="depth $L$",
                             ylabel="median of the chains", title=f"Weight {weight:g}")

# %% [markdown]
# **Read the picture.** (As before, the ReLU curve shows only the chains whose gradient is not 0.)
# Does a unit without an upper bound protect a chain from vanishing gradients?
#
# <details><summary>Answer</summary>
#
# Not by itself. With weight 1 the median of the Swish chains is $6\cdot10^{-10}$, *below* tanh with
# $7\cdot10^{-7}$: the activations settle near 0, where the slope of Swish is ½ and that of tanh is
# 1. With weight 4 it is the other way round: tanh saturates on both sides, while Swish and Mish
# reach regions with a slope near 1, and most of their chains explode. The unit, the weights and
# where $z$ lies decide together.
#
# </details>
#
# You have reached the end of the core. The three ★ sections are optional: two more units, and all
# derivatives once more as symbols.
#
# ## ★ 11. Softplus · 3 points
#
# You have met softplus inside Mish. As a unit of its own ([Dugas and others,
# 2000](https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html))
# it often has a parameter $\beta > 0$. A larger $\beta$ makes the corner sharper:
#
# $$f(z; \beta) = \frac{1}{\beta}\,\ln\!\left(1 + e^{\beta z}\right), \qquad
#   0 < f(z; \beta) - \mathrm{ReLU}(z) \le \frac{\ln 2}{\beta}$$
#
# The trap is the one you know: at $\beta z = 710$ the exponential overflows.

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "softplus", "locked": false, "schema_version": 3, "solution": true}
def softplus(z, beta=1.0):
    """Return ln(1 + exp(βz)) / β for each entry of z; finite and right for abs(z) <= 1e4.

    z: a number or an array of any shape, integers too; beta: a number > 0.
    result: floats of the shape of z. From βz = 20 to 40 nine digits are enough, because PyTorch's
    own softplus gives no more there.
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
marks_ = checks.Marks()
with marks_.part(1, "softplus and its slope"):
    for beta_ in (1.0, 2.0, 0.5):
        checks.agrees(softplus, torch_softplus_, [0.0, INTEGERS_], keywords={"beta": beta_},
                      slip="the logarithm is divided by β.")
        checks.is_derivative(softplus_derivative, softplus, [-2.0, 0.0, 0.7],
                             keywords={"beta": beta_},
                             slip="the inner derivative β cancels against 1/β.")
    checks.agrees(softplus_derivative, checks.torch_derivative(F.softplus), [INTEGERS_])
    checks.by_hand(softplus_derivative, checks.INPUT, beta=checks.PARAMETER, because=BY_HAND_)
    for f_ in (softplus, softplus_derivative):
        checks.point_out_warnings(f_, np.array([-1e4, 1e4]))
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "softplus-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import mpmath as mp_
from scipy.special import expit as expit_

rng = checks.rng("softplus")
marks = checks.Marks()
betas_ = [1.0, 2, rng.uniform(0.3, 0.6), rng.uniform(1.4, 2.0)]
# torch switches to z at βz = threshold; at 40 the two agree to the last digit.
torch_softplus_ = lambda z, beta=1.0: F.softplus(z, beta, threshold=40)


def compare_(f, right, slips, exact, atol=4e-16):
    for beta in betas_:
        inputs = checks.arrays(rng, scale=2.0)
        checks.agrees(f, right, inputs, keywords={"beta": beta}, slips=slips)
    checks.agrees(f, right, [rng.normal(size=7)], slip="by default β is 1.")
    for beta in (1.0, 0.125):  # βz is never between 20 and 36
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
                   because="derivatives here are formulas of your own.")
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z, betas = plotting.grid(-4, 4), (0.5, 1.0, 4.0)
soft = {f"β = {beta:g}": softplus(z, beta) for beta in betas}
gaps = {label: a - relu(z) for label, a in soft.items()}
plotting.plot_curves(left, z, {**soft, "ReLU": relu(z)}, xlabel="$z$", ylabel="$a = f(z)$",
                     title="A rounded corner")
plotting.plot_curves(right, z, gaps, xlabel="$z$", ylabel="gap", title="Softplus minus ReLU");

# %% [markdown]
# **Read the picture.** Read off the gap at $z = 0$ for each $\beta$. What is it, and what is the
# area below each curve?
#
# <details><summary>Answer</summary>
#
# The gap at 0 is $\ln 2/\beta$: 1.386, 0.693 and 0.173. The area is $\pi^2/(6\beta^2)$, because the
# gap at $z$ is $\ln(1 + e^{-\beta|z|})/\beta$; doubling $\beta$ divides the area by four. As
# $\beta$ grows, softplus tends to ReLU uniformly.
#
# </details>
#
# ## ★ 12. GELU · 3 points
#
# Swish's gate is a sigmoid. The *Gaussian error linear unit*
# ([Hendrycks and Gimpel, 2016](https://arxiv.org/abs/1606.08415)) uses the normal distribution
# instead: $z$ passes with the weight $\Phi(z)$, the probability that a standard normal variable is
# below $z$. With its density $\varphi = \Phi'$:
#
# $$f(z) = z\,\Phi(z), \qquad
#   \Phi(z) = \tfrac12\left(1 + \operatorname{erf}\frac{z}{\sqrt 2}\right), \qquad
#   \varphi(z) = \frac{1}{\sqrt{2\pi}}\,e^{-z^2/2}$$
#
# `erf` is imported above and takes arrays.
#
# > **Careful.** Two functions go by this name. The other one replaces $\Phi$ by an expression with
# > tanh and differs from the exact one by up to $4.7\cdot10^{-4}$: hardly anything for training,
# > but far too much for a check to 13 digits. Here GELU is exact.

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "gelu", "locked": false, "schema_version": 3, "solution": true}
def gelu(z):
    """Return z·Φ(z) for each entry of z, exactly (with erf); right for abs(z) <= 1e4.

    z: a number or an array of any shape, integers too; result: floats of the same shape.
    """
    ### BEGIN SOLUTION
    return z * 0.5 * (1.0 + erf(z / np.sqrt(2.0)))
    ### END SOLUTION


def gelu_derivative(z):
    """Return df/dz for each entry of z; z as above."""
    ### BEGIN SOLUTION
    density = np.exp(-0.5 * np.square(z)) / np.sqrt(2.0 * np.pi)
    return 0.5 * (1.0 + erf(z / np.sqrt(2.0))) + z * density
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "gelu-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
tanh_form_ = checks.torch_function(lambda z: F.gelu(z, approximate="tanh"))
marks_ = checks.Marks()
with marks_.part(1, "GELU and its slope"):
    check_pair_(gelu, gelu_derivative, F.gelu,
                slip="z is multiplied by Φ(z), and the argument of erf is z/√2.",
                slips={"this is the tanh approximation, not the exact function.": tanh_form_},
                slope_slip="the product rule gives two terms; φ has the factor 1/√(2π).")
marks_.total()

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
        "this is the tanh approximation, not GELU.": checks.torch_function(approximate_),
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
                   because="derivatives here are formulas of your own.")
    checks.is_pure(gelu_derivative, rng.normal(size=(3, 4)))
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
z = plotting.grid(-5, 5)
tanh_form = F.gelu(torch.from_numpy(z), approximate="tanh").numpy()
close = {"tanh form": tanh_form, "z·σ(1.702 z)": swish(z, 1.702)}
plotting.plot_curves(left, z, {"GELU": gelu(z), **close}, xlabel="$z$", ylabel="$a = f(z)$",
                     title="One curve?")
plotting.plot_curves(right, z, {name: np.abs(a - gelu(z)) for name, a in close.items()},
                     xlabel="$z$", ylabel="distance from GELU", title="Not quite")
right.set(yscale="log", ylim=(1e-7, 0.1));

# %% [markdown]
# **Read the picture.** How far are the two approximations from GELU at worst? Why do both errors
# have deep notches?
#
# <details><summary>Answer</summary>
#
# $4.7\cdot10^{-4}$ (at $|z| = 2.70$) and 0.020. Each notch is a place where the approximation
# crosses GELU: the error changes its sign, and the logarithm of its absolute value falls to
# $-\infty$. All three agree at $z = 0$. GELU's own minimum is −0.170, at $z = -0.75$.
#
# </details>
#
# ## ★ 13. By hand · 5 points
#
# A formula on paper deserves a check by machine. Derive five derivatives by hand, then type them in
# as SymPy expressions. Any equivalent form is accepted: $1 - \tanh^2 z$ is as good as
# $1/\cosh^2 z$. The check evaluates your expression and the true derivative to 30 digits at many
# points, with positive and negative $\beta$.

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "symbolic", "locked": false, "schema_version": 3, "solution": true}
def symbolic_derivatives(z, beta):
    """Return a dict of the derivatives with respect to z, as SymPy expressions in z and beta.

    z, beta: real SymPy symbols; use these and do not make others. Only swish contains beta.
    keys: "relu", "sigmoid", "tanh", "swish", "mish". relu may have any value at z = 0.
    Rule: derive them by hand. Everything that differentiates is refused, here and in what you
    call: `diff`, `Derivative`, `fdiff`, `idiff`, `jacobian`, `series`, `limit` and the like.
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
z_, beta_ = sympy.symbols("z beta", real=True)
units_ = {"sigmoid": 1 / (1 + sympy.exp(-z_)), "tanh": sympy.sinh(z_) / sympy.cosh(z_),
          "swish": z_ / (1 + sympy.exp(-beta_ * z_))}
points_ = [{"z": z0, "beta": beta0} for z0 in (-1.5, 0.5, 2.0) for beta0 in (1.0, 2.0)]


def compare_(*names):
    checks.by_hand(symbolic_derivatives, *handles_, because="here you differentiate by hand.")
    trees = checks.describe(checks.call(symbolic_derivatives, *handles_))
    for name in names:
        checks.is_true(name in trees, f"The dict has no entry {name!r}.")
        checks.same_expression(trees[name], units_[name], {"z": z_, "beta": beta_}, points_, name,
                               by="z")


marks_ = checks.Marks()
with marks_.part(1, "sigmoid and tanh"):
    compare_("sigmoid", "tanh")
with marks_.part(1, "swish"):
    compare_("swish")
marks_.total()

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
slips_ = {"swish": {"the inner derivative β is missing.":
                    sigma_(beta_ * z_) * (1 + z_ * sigma_(-beta_ * z_)),
                    "β is not used.": sigma_(z_) * (1 + z_ * sigma_(-z_)),
                    "this is ∂f/∂β.": z_**2 * sigma_(beta_ * z_) * sigma_(-beta_ * z_)},
          "mish": {"the derivative of softplus is missing.":
                   sympy.tanh(softplus_z_) + z_ * sympy.sech(softplus_z_) ** 2}}


@functools_.cache  # one answer for all parts; where it raises something, each part asks anew
def trees_():
    handles = [checks.remote(sympy.Symbol, name, real=True) for name in ("z", "beta")]
    checks.by_hand(symbolic_derivatives, *handles,
                   because="here you differentiate by hand.")
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
# ## Takeaways
#
# * The gradient of a deep chain is a product of slopes *and* weights. The bound for sigmoids is
#   $(|w|/4)^L$. Random chains stay below it, and far below it if the weights are large, because
#   large weights saturate the units.
# * "Slopes are at most 1, so it vanishes" is wrong: the identity and live ReLU chains keep their
#   gradient. And a unit that is unbounded above can lose as much as tanh.
# * Every unit has a price: saturation on two sides, exact zeros, a dip, or one more parameter.
# * Formulas that are equal on paper can differ in floats. Keep exponents at or below 0, and do not
#   divide by something that can be 0.
#
# **Three questions to take further**
#
# 1. For which weight does the median of the tanh chains at depth 30 come closest to 1? What changes
#    with biases of 0?
# 2. Design a unit whose slope is at least ½ everywhere, and which is not linear. What does its
#    chain do with weight 1, and with weight 2?
# 3. In a layer with $n$ neurons, the product of numbers becomes a product of matrices. Which number
#    of a matrix takes the place of $|w|$ in the bound?
#
# **Two papers**
#
# * Y. Bengio, P. Simard, P. Frasconi: [*Learning Long-Term Dependencies with Gradient Descent Is
#   Difficult*](https://doi.org/10.1109/72.279181), IEEE Transactions on Neural Networks 5 (1994),
#   pages 157–166.
# * X. Glorot, Y. Bengio: [*Understanding the Difficulty of Training Deep Feedforward Neural
#   Networks*](https://proceedings.mlr.press/v9/glorot10a.html), AISTATS 2010, pages 249–256.
