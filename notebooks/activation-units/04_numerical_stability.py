# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Numerical stability: floats, random matrices, and five networks that do not learn
#
# A factor of 10 for each of 64 layers takes a gradient from 1 to $10^{64}$, and a factor of ½ takes
# it to $5\cdot10^{-20}$. Is that still a number? It depends on the format, and at the end of this
# notebook we watch five networks that never had a chance. We begin with the range of a float.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import math
from itertools import pairwise

import numpy as np
import torch
from scipy import stats
from torch import nn
from tqdm.auto import tqdm

from helpers import checks, moments, plotting, published
from helpers.budgets import by_budget

# %%
left, right = plotting.new_axes(1, 2, height=4.0)
formats = {"float64": torch.float64, "float32": torch.float32,
           "bfloat16": torch.bfloat16, "float16": torch.float16}
x = np.linspace(-60, 45, 2000)  # log10 of a number
for row, (name, dtype) in enumerate(formats.items()):
    info, colour = torch.finfo(dtype), plotting.COLOURS[row]
    least, normal, most = np.log10([info.tiny * info.eps, info.tiny, info.max])
    left.barh(row, most - normal, left=normal, color=colour)
    left.barh(row, normal - least, left=least, color=colour, alpha=0.4, hatch="///")
    left.text(most + 12, row, f"{info.eps:.0e}", va="center")
    there = x[(x > least) & (x < most)]
    gap = np.maximum(np.log10(info.eps) + np.floor(there / np.log10(2)) * np.log10(2), least)
    right.plot(there, gap, label=name, color=colour, linestyle=plotting.DASHES[row])
left.set_yticks(range(4), list(formats))
for place, text in ((-500, "c·c"), (-250, "c"), (250, "d"), (500, "d·d")):
    left.axvline(place, ymax=0.88, color="black", linestyle=":", linewidth=1.2)
    left.text(place, 3.75, text, ha="center")
left.set(ylim=(-0.6, 4.1), xlim=(-560, 560))
plotting.finish(left, xlabel=r"$\log_{10}$ of positive floats (hatched: subnormal)",
                title="The number line, and ε behind it")
plotting.finish(right, xlabel=r"$\log_{10} x$", ylabel=r"$\log_{10}$ of the gap above $x$",
                title="The gap to the next float");

# %% [markdown]
# **Look at the picture.** float64 is the format of Python and NumPy, float32 is torch's default,
# and the two with 16 bits make large models affordable. The range of bfloat16 is that of float32,
# although it has half the bits: what does it give up? Why do the lines on the right rise with slope
# 1, and what is the level part at the left end of three of them?
#
# <details><summary>Answer</summary>
#
# It gives up digits: ε, the gap above 1, is $8\cdot10^{-3}$ for bfloat16 and $1\cdot10^{-7}$ for
# float32. A fixed number of digits means that the gap is a fixed *share* of the number, so the
# slope is 1. At the left end the exponent can fall no further. There the floats are *subnormal*:
# evenly spaced down to the smallest one, which has a single digit left. (float64 does the same near
# $10^{-308}$.)
#
# </details>
#
# **About 5 hours** (the ★ sections: 1 more) · the cells run in about 20 seconds at `quick` and
# 30 at `normal`.
#
# **You need** slopes of units and the chain from [Activation units and their
# derivatives](01_derivatives.ipynb), matrix products, and mean and variance of sums and products of
# independent random variables.
#
# **Afterwards you can**
#
# * predict what overflows, underflows or is absorbed, and rewrite a formula so that nothing is;
# * write backpropagation through a deep network by hand;
# * predict the size of a gradient from widths, slopes and weights, without running the network;
# * look at a network that does not learn, and say which factor is to blame.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Arrays are NumPy float64, unless a question says
# torch. Functions must not modify what they are given: no array, list, dict or tensor, no model
# (with its gradients, hooks and train or eval mode), and no global generator or seed. If a
# function's name ends in `_`, it changes the *values* of its first argument, in place, and nothing
# else. You may use NumPy, SciPy, PyTorch, the standard library and your earlier answers; a mistake
# in one of them affects later answers. `helpers.checks` is for the checks only, and so are other
# names that end in `_`. If you skip a ★ section, skip its picture, too.
#
# **Notation.** $x$ is the input, $\hat y$ the output, $\mathcal L$ the loss · layers are $\ell = 1
# \dots L$, so $L$ is the depth, and layer $\ell$ has $n_\ell$ neurons · $W^\ell$ are its weights,
# of shape $(n_\ell, n_{\ell-1})$ · $z^\ell$ are its pre-activations, $a^\ell = f(z^\ell)$ its
# activations · $f$ is any unit, $f'$ its slope; $\sigma$ is the sigmoid · $\delta^\ell = \partial
# \mathcal L/\partial z^\ell$ · $\odot$ multiplies entry by entry · $E$ is a mean, $\mathrm{Var}$ a
# variance.
#
# ## 1. What a float can hold · 4 points
#
# A float is a sign, a fraction with a fixed number of digits, and an exponent with a *bounded*
# number of digits. So there is a largest float, a smallest positive one, and a gap between
# neighbours that grows with their size.
#
# Take five expressions, with $c = 10^{-250}$ and $d = 10^{250}$ (dotted in the picture). Predict
# each value before you run it. Then say what happened:
#
# * `overflow`: the result is larger than every float. It becomes `inf`.
# * `underflow`: the result is closer to 0 than every positive float, and becomes 0.
# * `absorption`: a number is added to one that is so much larger that it vanishes in the gap.
# * `exact`: nothing was lost.

# %% nbgrader={"grade": false, "grade_id": "floats", "locked": false, "schema_version": 3, "solution": true}
# float_answers[expression] = (value, reason), for exactly these keys:
#     "1e-10000", "1e10000", "c+d-d", "c*c", "d*d"      where c = 1e-250, d = 1e250
# value: a float, what Python gives; reason: "underflow", "overflow", "absorption" or "exact".
float_answers = {}
### BEGIN SOLUTION
float_answers["1e-10000"] = (0.0, "underflow")
float_answers["1e10000"] = (math.inf, "overflow")
float_answers["c+d-d"] = (0.0, "absorption")
float_answers["c*c"] = (0.0, "underflow")
float_answers["d*d"] = (math.inf, "overflow")
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "floats-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
reasons_ = ("underflow", "overflow", "absorption", "exact")
keys_, marks_ = ("1e-10000", "1e10000", "c+d-d", "c*c", "d*d"), checks.Marks()
with marks_.part(1, "five values, five reasons (not yet whether they are right)"):
    checks.answered(float_answers, "float_answers")
    checks.is_true(isinstance(float_answers, dict), "float_answers must be a dict.")
    said_ = {str(key).replace(" ", ""): value for key, value in float_answers.items()}
    checks.is_true(set(said_) == set(keys_), "The keys must be the five expressions.",
                   got=list(said_))
    for key_, pair_ in said_.items():
        checks.is_true(isinstance(pair_, tuple | list) and len(pair_) == 2,
                       f"{key_}: give two things, (value, reason).", got=pair_)
        checks.number(pair_[0], f"The value of {key_}")
        checks.word(pair_[1], reasons_, f"The reason for {key_}")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "floats-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
c_, d_ = 1e-250, 1e250
right_ = {"1e-10000": (float("1e-10000"), "underflow"), "1e10000": (float("1e10000"), "overflow"),
          "c+d-d": (c_ + d_ - d_, "absorption"), "c*c": (c_ * c_, "underflow"),
          "d*d": (d_ * d_, "overflow")}
said_ = {str(key).replace(" ", ""): value for key, value in float_answers.items()}


def reasons_right_(keys, slip):
    for key in keys:
        reason = checks.word(said_[key][1], ("underflow", "overflow", "absorption", "exact"), key)
        checks.is_true(reason == right_[key][1], f"{key}: another reason.", got=reason, slip=slip)


marks_ = checks.Marks()
with marks_.part(1, "the five values"):
    for key_, (value_, _) in right_.items():
        got_ = checks.number(said_[key_][0], key_)
        checks.is_true(got_ == value_, f"{key_} has another value.", got=got_,
                       slip="let Python compute it: there is no float 1e500.")
with marks_.part(1, "reasons: literals and products"):
    reasons_right_(("1e-10000", "1e10000", "c*c", "d*d"),
                   "too close to 0 is underflow, too large is overflow.")
with marks_.part(1, "reason: c+d-d"):
    reasons_right_(("c+d-d",), "c itself is a float, and so is every result on the way. Where "
                   "does c get lost: in c+d, or in the difference?")
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# **Predict, then run** `c + (d - d)` and `math.inf - math.inf`.
#
# <details><summary>Answer</summary>
#
# `c + (d - d)` is 1e-250: addition of floats is not associative, and the order of a sum decides
# what is absorbed. The gap at $10^{250}$ is about $10^{234}$, so c is far below half of it. And
# `inf - inf` is `nan`. So one `inf` in a forward pass ends in `nan` as soon as an infinity of the
# other sign meets it, and a `nan` never goes away: one step of gradient descent carries it into the
# weights. ([Goldberg 1991](https://doi.org/10.1145/103162.103163) is the classic text on all this.)
#
# </details>
#
# ## ★ 2. Rewriting a formula · 4 points
#
# Many losses pass through exponentials, and $e^{z}$ overflows above $z = 709$ in float64, 88 in
# float32, 11 in float16. An identity fixes this. For every number $m$, and with $z$ of shape
# $(\dots, n)$ and results over the last axis,
#
# $$\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}} = \frac{e^{z_i - m}}{\sum_j e^{z_j - m}},
#   \qquad \log \sum_j e^{z_j} = m + \log \sum_j e^{z_j - m} .$$
#
# Which $m$ keeps every exponential in $(0, 1]$, and one of them at exactly 1?

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "stable", "locked": false, "schema_version": 3, "solution": true}
def stable_softmax(z):
    """Return softmax(z) over the last axis; same shape as z.

    z: array of shape (..., n), n >= 1; integers are allowed. Every entry of the result has a
        relative error of at most 1e-9, the tiny ones too, for abs(z) <= 1e4 and beyond.
    """
    ### BEGIN SOLUTION
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
    ### END SOLUTION


def log_sum_exp(z):
    """Return log(Σ exp(z)) over the last axis: z of shape (..., n) gives shape (...).

    z: as above. The result has a relative error of at most 1e-12 (absolute, where it is near 0).
    """
    ### BEGIN SOLUTION
    m = np.max(z, axis=-1, keepdims=True)
    return np.log(np.exp(z - m).sum(axis=-1)) + m[..., 0]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "stable-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
softmax_ = checks.torch_function(lambda z: torch.softmax(z, -1))
log_sum_exp_ = checks.torch_function(lambda z: torch.logsumexp(z, -1))
rows_ = [np.array([0.5, -1.0, 2.0]), np.array([[0.0, 1.0, 2.0], [3.0, -1.0, 0.5]])]
far_, marks_ = [np.array([1000.0, 998.0, -1000.0])], checks.Marks()
far_slip_ = "nan or inf: an exponential overflows. Subtract the largest entry first."
with marks_.part(0.5, "stable_softmax"):
    checks.agrees(stable_softmax, softmax_, rows_,
                  slip="each row is divided by its own sum: `keepdims=True`.")
    checks.agrees(stable_softmax, softmax_, far_, slip=far_slip_)
with marks_.part(0.5, "log_sum_exp"):
    checks.agrees(log_sum_exp, log_sum_exp_, rows_,
                  slip="the sum runs over the last axis, and m is added again in the end.")
    checks.agrees(log_sum_exp, log_sum_exp_, far_, slip=far_slip_)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "stable-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_ = checks.rng("stable")
ordinary_ = [rng_.normal(0, 3, shape) for shape in ((1,), (7,), (4, 5), (2, 3, 6), (5, 1))]
ordinary_ += [rng_.integers(-9, 10, (3, 5)), rng_.normal(size=(6, 8))[::2, ::-1]]
# Rows of different size: one maximum for all of them would make some rows 0/0.
far_ = [rng_.normal(0, 1, (6, 5)) + np.array([[-1e4], [1e4], [0], [-900], [800], [1e6]]),
        np.array([[1e4, 1e4, -1e4], [-1e4, -1e4, -1e4], [0, 750, 749]]),
        rng_.uniform(-1e4, 1e4, (3, 4, 5))]
# Entries down to 1e-300, which must not be lost; and sums in which the small term counts.
small_ = [np.outer([1, 1e2], [0.0, -30.0, -2.5]) * rng_.uniform(0.5, 2),
          np.array([[-690.0, 0.0], [0.0, -20.0], [1e4, 1e4 - 16]])]
softmax_ = checks.torch_function(lambda z: torch.softmax(z, -1))
log_sum_exp_ = checks.torch_function(lambda z: torch.logsumexp(z, -1))
slip_ = "subtract the largest entry of each row, not of the whole array, and none that is clipped."
marks_ = checks.Marks()
with marks_.part(1, "stable_softmax and log_sum_exp at ordinary sizes, every shape"):
    checks.agrees(stable_softmax, softmax_, ordinary_)
    checks.agrees(log_sum_exp, log_sum_exp_, ordinary_, rtol=1e-12)
with marks_.part(1, "stable_softmax far out"):
    checks.agrees(stable_softmax, softmax_, far_, slip=slip_)
    checks.agrees(stable_softmax, softmax_, small_, atol=1e-307, slip="cut nothing off.")
    checks.is_pure(stable_softmax, rng_.normal(size=(3, 4)))
with marks_.part(1, "log_sum_exp far out"):
    checks.agrees(log_sum_exp, log_sum_exp_, far_ + small_, rtol=1e-12, slip=slip_)
    checks.is_pure(log_sum_exp, rng_.normal(size=(3, 4)))
marks_.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
t = np.linspace(-1000, 1000, 801)
z = np.stack([t, np.zeros_like(t)], axis=-1)
sums, losses = {"yours": log_sum_exp(z)}, {"yours: log Σ − z₀": log_sum_exp(z) - t}
with np.errstate(all="ignore"):
    for kind in (np.float64, np.float32):
        e = np.exp(z.astype(kind))
        loss = -np.log(e[:, 0] / e.sum(axis=1))
        total = np.log(e.sum(axis=1))
        sums[f"as written, {kind.__name__}"] = np.where(np.isfinite(total), total, np.nan)
        losses[f"as written, {kind.__name__}"] = np.where(np.isfinite(loss), loss, np.nan)
plotting.plot_curves(left, t, sums, xlabel="$t$", title=r"$\log(e^t + e^0)$")
plotting.plot_curves(right, t, losses, xlabel="$t$", title=r"Cross-entropy of class 0: $-\log p_0$")
for axes in (left, right):
    for index, line in enumerate(axes.get_lines()):
        ends = np.flatnonzero(np.isfinite(line.get_ydata()))[[0, -1]]
        line.set(linewidth=7 - 2.5 * index, alpha=(0.45, 1, 1)[index])
        line.set(marker="os^"[index] if index else "", markersize=9, markevery=ends.tolist())

# %% [markdown]
# **Read the picture.** Squares and triangles mark where the formulas as written end. Why there? A
# network that is sure of a wrong class sits at the left end of the right-hand picture. What would
# its loss be, and what its gradient?
#
# <details><summary>Answer</summary>
#
# To the right $e^t$ overflows, at 710 (float64) and 89 (float32): `inf/inf` is `nan`. To the left
# $e^t$ underflows, near −745 and −104: $p_0$ is 0 and the loss infinite. With log-sum-exp the loss
# is $-t$, and its gradient has size 1, exactly where there is most to learn. That is why libraries
# take logits, and put softmax and logarithm into one function (`nn.CrossEntropyLoss`).
#
# </details>
#
# ## 3. Backpropagation by hand · 5 points
#
# To see what happens to a gradient on its way, we write the way down. A network without biases
# takes $a^0 = x$ to the output $\hat y = a^L$:
#
# $$z^\ell = W^\ell a^{\ell-1}, \quad a^\ell = f(z^\ell), \qquad
#   W^\ell: (n_\ell, n_{\ell-1}), \quad z^\ell, a^\ell: (n_\ell,), \qquad \ell = 1 \dots L .$$
#
# Here the unit $f$ stands behind *every* layer, the last one included. With $\delta^\ell =
# \partial\mathcal L/\partial z^\ell$, the chain rule gives
#
# $$\delta^L = f'(z^L) \odot \nabla_{\hat y} \mathcal L, \qquad
#   \delta^\ell = f'(z^\ell) \odot \bigl((W^{\ell+1})^\top \delta^{\ell+1}\bigr), \qquad
#   \nabla_{W^\ell} \mathcal L = \delta^\ell\, (a^{\ell-1})^\top .$$
#
# Shapes tell you which matrix to transpose, as long as no two widths agree. (Biases: a constant 1
# among the inputs replaces the bias of the *first* layer only. Deeper layers would need a constant
# neuron of their own.)

# %% nbgrader={"grade": false, "grade_id": "backward", "locked": false, "schema_version": 3, "solution": true}
def backward(x, weights, activation, derivative, output_gradient):
    """Return the gradients of the loss with respect to the weight matrices, first layer first.

    x: (n_0,). weights: a list, weights[k] is (n_{k+1}, n_k). The result is a list of these shapes.
    activation: f, on arrays, behind every layer, the last one too; no biases.
    derivative: f′, which takes the pre-activation z.
    output_gradient: the gradient of the loss with respect to the output, (n_L,).
    """
    ### BEGIN SOLUTION
    a, inputs, slopes = x, [], []
    for W in weights:
        inputs.append(a)
        z = W @ a
        a = activation(z)
        slopes.append(derivative(z))
    gradients, upstream = [], output_gradient
    for W, a, slope in zip(reversed(weights), reversed(inputs), reversed(slopes)):
        delta = slope * upstream
        gradients.insert(0, np.outer(delta, a))
        upstream = W.T @ delta
    return gradients
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "backward-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
W1_, W2_ = np.array([[0.5, -1.0, 0.2], [0.3, 0.8, -0.6]]), np.array([[1.0, -0.4]])
x_, g_ = np.array([1.0, 0.5, -0.7]), np.array([2.0])
with marks_.part(1, "one layer"):
    found_ = checks.call(backward, x_, [W1_], np.tanh, lambda z: 1 / np.cosh(z) ** 2, x_[:2])
    checks.is_true(len(found_) == 1, "One layer has one gradient, in a list.", got=found_)
    slope_ = 1 / np.cosh(W1_ @ x_) ** 2
    checks.equals(found_[0], np.outer(slope_ * x_[:2], x_), "The gradient of a single layer",
                  slip="the unit stands behind the last layer too, and its slope is taken at z.")
with marks_.part(1, "two layers, compared with autograd"):
    found_ = checks.call(backward, x_, [W1_, W2_], np.sin, np.cos, g_)
    leaves_ = [torch.tensor(W, requires_grad=True) for W in (W1_, W2_)]
    out_ = torch.sin(leaves_[1] @ torch.sin(leaves_[0] @ torch.tensor(x_)))
    (out_ * torch.tensor(g_)).sum().backward()
    checks.is_true(len(found_) == 2, "Two layers have two gradients, in a list.")
    for k_, leaf_ in enumerate(leaves_):
        checks.equals(found_[k_], leaf_.grad.numpy(), f"The gradient for weights[{k_}]",
                      slip="first layer first; δ goes back through Wᵀ of the layer above.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "backward-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_ = checks.rng("backward")
units_ = {  # one whose slope cannot be told from its value
    "sin": (np.sin, np.cos, torch.sin),
    "z·sin z": (lambda z: z * np.sin(z), lambda z: np.sin(z) + z * np.cos(z),
                lambda z: z * torch.sin(z)),
    "softplus": (lambda z: np.logaddexp(0, z), lambda z: 1 / (1 + np.exp(-z)),
                 nn.functional.softplus)}


def compare_(widths, name):
    f, slope, oracle = units_[name]
    weights = [rng_.normal(0, 1.5 / np.sqrt(m), (n, m)) for m, n in pairwise(widths)]
    x, upstream = rng_.normal(size=widths[0]), rng_.normal(size=widths[-1])
    found = checks.call(backward, x, weights, f, slope, upstream)
    leaves = [torch.tensor(W, requires_grad=True) for W in weights]
    a = torch.tensor(x)
    for W in leaves:
        a = oracle(W @ a)
    (a * torch.tensor(upstream)).sum().backward()
    checks.is_true(isinstance(found, list | tuple) and len(found) == len(weights),
                   f"{len(weights)} layers have as many gradients.", got=found)
    for k, (got, leaf) in enumerate(zip(found, leaves)):
        checks.equals(got, leaf.grad.numpy(), f"Widths {widths}, unit {name}, weights[{k}]")
    checks.leaves_alone(backward, x, weights, f, slope, upstream, draws=False)


marks_ = checks.Marks()
for widths_, name_ in (((4, 7, 3), "sin"), ((5, 2, 6, 3, 4), "z·sin z"),
                       ((1, 3, 1, 8, 5, 2, 7), "softplus")):
    with marks_.part(1, f"{len(widths_) - 1} layers"):
        compare_(widths_, name_)
        compare_(tuple(int(n) for n in rng_.permutation(widths_)), "z·sin z")
marks_.total()
### END HIDDEN TESTS

# %%
def random_weights(rng, widths, gain):
    """Return one matrix for each layer; its entries have variance gain² / fan_in."""
    return [rng.normal(0, gain / np.sqrt(m), (n, m)) for m, n in pairwise(widths)]


units = {"Sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: 0.25 / np.cosh(z / 2) ** 2),
         "Tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
         "ReLU": (lambda z: np.maximum(z, 0.0), lambda z: np.heaviside(z, 0.0))}
torch_units = {"Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "ReLU": torch.relu}
rng, axes, widths = np.random.default_rng(0), plotting.new_axes(height=4.0), [30] + 24 * [40] + [5]
for name, (f, slope) in units.items():
    weights, x = random_weights(rng, widths, gain=np.sqrt(2)), rng.normal(size=30)
    profile = [np.abs(G).mean() for G in backward(x, weights, f, slope, np.ones(5))]
    plotting.plot_curves(axes, range(1, 26), {name: profile})
    per_layer = (profile[23] / profile[1]) ** (1 / 22)  # layers 2 to 24: all have width 40
    print(f"{name:8s} the gradient shrinks by a factor of {per_layer:.2f} for each layer")
    leaves, a = [torch.tensor(W, requires_grad=True) for W in weights], torch.tensor(x)
    for W in leaves:
        a = torch_units[name](W @ a)
    a.sum().backward()
    means = [W.grad.abs().mean() for W in leaves]
    axes.plot(range(1, 26), means, "o", ms=4, color=axes.get_lines()[-1].get_color(), mfc="none")
axes.set_yscale("log")
plotting.finish(axes, xlabel="layer", ylabel=r"mean $|\nabla_W \mathcal{L}|$",
                title="Lines: by hand. Circles: autograd.");

# %% [markdown]
# **Read the picture.** In all three networks the weights have $\mathrm{Var}\,w = 2/n$ (n: fan-in).
# The backward pass runs from right to left. What does one layer do to the gradient in each network?
#
# <details><summary>Answer</summary>
#
# For ReLU and tanh it changes little: why 2/n suits ReLU you will see in section 6. With the
# sigmoid, whose slope is ¼ at most, the gradient shrinks by the printed factor in each layer, a bit
# more than 3, so that the gradient at the first weights is some $10^{-13}$ of that at the last.
#
# </details>
#
# ## 4. The gradient as a product of random matrices · 5 points
#
# Unroll the recursion of section 3. With the diagonal matrices $D^k = \mathrm{diag}\,f'(z^k)$,
#
# $$\nabla_{W^\ell} \mathcal L = D^\ell (W^{\ell+1})^\top D^{\ell+1} (W^{\ell+2})^\top \cdots
#   (W^L)^\top D^L\, \nabla_{\hat y} \mathcal L \; (a^{\ell-1})^\top
#   \qquad \text{of shape } (n_\ell, n_{\ell-1}).$$
#
# Before training, the weights are random, and so is all the rest. The simplest model makes all
# these factors independent, with independent normal entries of mean 0. It is crude: slopes, weights
# and activations depend on each other. And where a unit never falls, its slope is nowhere negative,
# so a mean of 0 would make it 0 everywhere. Section 6 fixes this. First we sample the crude model,
# with a fresh draw for every factor.

# %% nbgrader={"grade": false, "grade_id": "sample-gradient", "locked": false, "schema_version": 3, "solution": true}
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    """Return one random gradient for the weights of a layer, (widths[layer], widths[layer - 1]).

    rng: a np.random.Generator, the only source of chance. widths[k] is n_k for k = 0 … L, so
    L = len(widths) - 1, and 1 <= layer <= L. All draws are normal with mean 0, fresh for every
    layer: slopes (one for each neuron, so Dᵏ is diagonal), weights (Wᵏ is (n_k, n_{k-1})), the
    gradient of the output (n_L entries, std_loss), the activations of layer - 1 (std_activation).
    They are independent draws: no mean and no spread of a sample is forced, and nothing repeats.
    """
    ### BEGIN SOLUTION
    last = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[last]) * rng.normal(0, std_slope, widths[last])
    for k in range(last, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "sample-gradient-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
seed_ = int(checks.rng("sample-gradient-1").integers(2**32))
generator_ = checks.remote(np.random.default_rng, seed_)
with marks_.part(1, "shape, rank and chance"):
    for layer_ in (1, 2, 3, 4):
        widths_ = (6, 3, 5, 2, 4)
        draws_ = checks.call_each(sample_gradient, [(generator_, layer_, widths_, 1, 1, 1, 1)] * 2)
        draws_ = [checks.as_floats(draw, "sample_gradient", "") for draw in draws_]
        due_ = (widths_[layer_], widths_[layer_ - 1])
        checks.is_true(draws_[0].shape == due_, f"Layer {layer_} of {widths_} has {due_} weights.",
                       got=draws_[0].shape, slip="widths[0] is the number of inputs, n_0.")
        checks.is_true(not np.allclose(*draws_), "Two calls return the same.",
                       slip="do not set a seed inside: each call draws new numbers from rng.")
        checks.is_true(np.linalg.matrix_rank(draws_[0]) == 1, "δ aᵀ has rank 1, this has not.",
                       slip="each neuron has one slope: D is diagonal; a is a vector.")
with marks_.part(1, "size for the last layer"):
    rng_ = checks.rng("sample-gradient-2")
    draws_ = checks.call_each(sample_gradient, [(generator_, 1, (40, 30), 2, 9, 3, 0.5)] * 100)
    sizes_ = [np.square(draw).mean() for draw in draws_]
    due_ = np.prod([rng_.normal(0, s, (5000, 30)) for s in (2, 3)], axis=0)
    due_ = np.square(due_).mean(1) * np.square(rng_.normal(0, 0.5, (5000, 40))).mean(1)
    checks.looks_like(np.log10(sizes_), np.log10(due_), title="log10 of the mean square of layer L",
                      slip="for l = L the factors are one slope, the loss and the activation.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "sample-gradient-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_, make_ = checks.rng("sample-gradient"), lambda seed: checks.remote(np.random.default_rng, seed)


def sizes_like_(counts, layer, widths, stds, slip):  # |G|² = |δ|²|a|²
    generator, shape = make_(int(rng_.integers(2**32))), (widths[layer], widths[layer - 1])
    found = checks.sample_matrices(sample_gradient, counts[0], generator, layer, widths, *stds)
    checks.is_true(found.shapes == [shape], f"Wanted: shape {shape}.", got=found.shapes)
    slope, weight, scale, activation = stds  # scale: of what comes back, first of the loss
    for k in range(len(widths) - 1, layer - 1, -1):  # given |δ|, Wᵀδ has normal entries
        normal = rng_.standard_normal((2, counts[1], widths[k]))  # in float32 some are exactly 0
        norm2 = (scale * slope) ** 2 * np.square(normal[0] * normal[1]).sum(1)
        scale = weight * np.sqrt(norm2)
    norm2 *= activation**2 * rng_.chisquare(widths[layer - 1], counts[1])
    checks.looks_like(np.log10(found.squares), np.log10(norm2), slip=slip,
                      title=f"log10 of the sum of squares (layer {layer}, widths {widths})")


marks_, slip_ = checks.Marks(), "L − l + 1 slopes, L − l matrices; stds, not variances."
with marks_.part(1, "the size in every layer"):
    for layer_, widths_ in ((3, (9, 40, 70, 110)), (2, (9, 70, 90, 120)), (1, (90, 80, 60, 140))):
        sizes_like_((600, 3000), layer_, widths_, tuple(rng_.uniform(0.3, 3.0, 4)), slip_)
    for widths_ in ((2, 60, 80), (60, 2)):  # a vector of two numbers has no fixed length
        sizes_like_((900, 5000), 1, widths_, (2, 3, 4, 5), "no draw is standardised.")
with marks_.part(1, "fresh draws for every layer"):
    sizes_like_((1000, 10_000), 1, (1,) * 9, (0.02, 0.1, 30, 5), "each layer draws anew.")
with marks_.part(1, "rng, and independent normal draws"):
    calls_ = [(make_(7), 2, [3, 2, 4], 1, 2, 3, 4) for _ in "ab"]
    checks.is_true(np.array_equal(*checks.call_each(sample_gradient, calls_)),
                   "Equal generators give different gradients.", slip="draw from `rng` alone.")
    checks.leaves_alone(sample_gradient, *calls_[0], draws=False)
    generator_ = make_(int(rng_.integers(2**32)))
    found_ = checks.sample_matrices(sample_gradient, 600, generator_, 1, (100, 100), 2, 1, 1, 3)
    checks.is_true(found_.shapes == [(100, 100)], "Wanted: shape (100, 100).", got=found_.shapes)
    angles_ = np.arctan(found_.rows[:, ::2] / found_.rows[:, 1::2])  # a uniform angle
    checks.looks_drawn_from(angles_, stats.uniform(-np.pi / 2, np.pi), title="ratios of a")
    checks.directions_look_independent(found_.rows[:120], rng_, title="a, in 120 calls")
    shape_ = lambda v: np.abs(v).mean(1) / np.sqrt(np.square(v).mean(1))  # 0.8 for normal v
    due_ = shape_(np.prod(rng_.standard_normal((2, 3000, 100), dtype=np.float32), axis=0))
    checks.looks_like(shape_(found_.columns), due_, title="mean |δ| / rms of δ: one slope per unit")
marks_.total()
### END HIDDEN TESTS

# %%
rng, axes = np.random.default_rng(1), plotting.new_axes(width=8.0)
for index, std_weight in enumerate((0.001, 1 / 32, 0.0625, 1.0)):
    G = sample_gradient(rng, 2, [256] * 65, 2.0, std_weight, 2.0, 2.0)
    bins = np.linspace(-110, 110, 221)
    axes.hist(np.log10(np.abs(G[G != 0])), bins=bins, color=plotting.COLOURS[index], alpha=0.8,
              label=f"std_weight = {std_weight:.4g}", hatch=["", "//", "..", "xx"][index])
for name, dtype in (("float16", torch.float16), ("float32", torch.float32)):
    info = torch.finfo(dtype)
    for end, side in ((info.smallest_normal * info.eps, "right"), (info.max, "left")):
        axes.axvline(np.log10(end), color="black", linestyle=":" if name == "float16" else "--")
        axes.text(np.log10(end), 60_500, name, ha=side, fontsize=9)
axes.set(ylim=(0, 60_000))
axes.legend(loc="upper left")
plotting.finish(axes, xlabel=r"$\log_{10}$ of the absolute value of an entry", ylabel="entries")
axes.set_title("The gradient of the 2nd of 64 weight matrices", pad=18);

# %% [markdown]
# **Read the picture.** The four weight scales differ by a factor of 1000 in all, the gradients by
# more than $10^{180}$. Which of them survive in float32? And why is 1/32 the one that keeps its
# size?
#
# <details><summary>Answer</summary>
#
# Only the two in the middle lie between the dashed lines; at 0.001 float32 would give zeros, and at
# 1 it would give `inf`. What counts is the factor of one layer: a sum of n = 256 products, with a
# slope of standard deviation 2, has standard deviation √256 · std_weight · 2 = 32 · std_weight. At
# 1/32 that is 1; 1/16 gives 2 for each layer, $2^{62} = 5\cdot10^{18}$ in all.
#
# </details>

# %% [markdown] nbgrader={"grade": true, "grade_id": "variance-derivation", "locked": false, "points": 5, "schema_version": 3, "solution": true}
# ### 4.1 Mean and variance, derived · 5 points
#
# In the model of section 4 (everything independent and of mean 0, entries of one matrix or vector
# identically distributed), derive
#
# * the mean of an entry of $\nabla_{W^\ell} \mathcal L$, for $\ell < L$ and for $\ell = L$;
# * its variance, as a formula in the widths $n_k$ and the variances $V_{f'}^k$, $V_W^k$,
#   $V_{\nabla}$ (of an entry of $\nabla_{\hat y} \mathcal L$) and $V_a^{\ell-1}$. Which widths
#   occur?
#
# Begin with one step: what is the second moment of $(W^\top \delta)_i = \sum_k W_{ki}\,\delta_k$?
# Say where you use independence. The entries of $\delta$ are *not* independent of each other: why
# does this not matter?
#
# <!-- BEGIN SOLUTION -->
# **Mean.** An entry is $\delta^\ell_i a^{\ell-1}_j$. The two factors are independent, and the mean of
# $a_j$ is 0. So the mean of the entry is 0, for $\ell = L$ too.
#
# **One step.** Let $u = W^\top \delta$ with $W = W^{\ell+1}$, independent of $\delta =
# \delta^{\ell+1}$, which is made of deeper matrices only. Then
#
# $$E\,u_i^2 = \sum_{k, m} E[W_{ki} W_{mi}]\; E[\delta_k \delta_m]
#   = \sum_{k=1}^{n_{\ell+1}} V_W^{\ell+1}\, E\,\delta_k^2
#   = n_{\ell+1}\, V_W^{\ell+1}\, E[\delta^2],$$
#
# since $E[W_{ki} W_{mi}] = 0$ for $k \ne m$. This removes every mixed term, whatever $E[\delta_k
# \delta_m]$ is: the entries of $\delta$ need not be independent. (They are uncorrelated, but share
# the factors behind them.) The slope is independent of $u$, so $E(\delta_i^\ell)^2 = V_{f'}^\ell\,
# E\,u_i^2$.
#
# **All steps.** At the end stands $\delta^L_i = f'_i\,(\nabla_{\hat y} \mathcal L)_i$ with second
# moment $V_{f'}^L V_\nabla$. Going back to layer $\ell$ and multiplying by $a_j$:
#
# $$\mathrm{Var}\,(\nabla_{W^\ell} \mathcal L)_{ij} = \Bigl(\prod_{k=\ell+1}^{L} n_k\, V_W^k\Bigr)
#   \Bigl(\prod_{k=\ell}^{L} V_{f'}^k\Bigr)\, V_\nabla\, V_a^{\ell-1} .$$
#
# There are $L - \ell$ widths and weight factors and $L - \ell + 1$ slope factors. The widths are
# those of the layers *above* $\ell$: the sums run over outputs, so neither $n_\ell$ nor
# $n_{\ell-1}$ occurs. For $\ell = L$ it is $V_{f'}^L V_\nabla V_a^{L-1}$.
#
# **Rubric.** 1 point: mean 0, from a factor of mean 0 that is independent of the rest. 2 points:
# the step $n V_W E\delta^2$, with the mixed terms gone because $E[W_{ki}W_{mi}] = 0$ (1 point
# without a reason). 1 point: the full product with the right ranges. 1 point: why dependence among
# the entries of $\delta$ does not matter, or which widths occur and why. Other notations count; a
# derivation by second moments throughout is as good.
#
# *Typical wrong answers.* "The variance of a sum is the sum of the variances, since all terms are
# independent": 3 points at most. The entries of δ share the layers above them; the mixed terms
# vanish because the weights have mean 0. "The product runs over all layers, with the widths n of
# inputs and outputs": the point for the ranges is lost; the signal that comes back has met only the
# layers above.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 5. The variance, without leaving the floats · 5 points
#
# Now turn your formula into a program. It has two traps. The value may be representable although a
# partial product is not: $0.001^{124}$ is 0 in float64, and multiplying it by $256^{62}$ later does
# not bring it back. And NumPy's integers wrap around without a word: `np.int64(256)**62` is 0.
# Logarithms turn the product into a sum, which stays small.

# %% nbgrader={"grade": false, "grade_id": "gradient-variance", "locked": false, "schema_version": 3, "solution": true}
def gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    """Return the variance of an entry of the gradient of Wˡ, in the model of section 4.

    layer, widths: as in sample_gradient; widths may be a NumPy array. All variances are > 0.
    var_slope, var_weight, var_activation: a number for all layers, or a sequence (list, tuple,
    array) of length L + 1 indexed by k; var_activation is read at layer − 1. var_loss: a number.
    Returns inf where the value itself overflows float64, 0.0 where it is too small for it.
    """
    ### BEGIN SOLUTION
    log = log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation)
    return 10.0**log if log < np.log10(np.finfo(float).max) else math.inf
    ### END SOLUTION


def log10_gradient_variance(layer, widths, var_slope, var_weight, var_loss, var_activation):
    """Return the base-10 logarithm of the same number, finite for all positive arguments."""
    ### BEGIN SOLUTION
    count = len(widths)
    slope, weight, activation = (np.log10(np.broadcast_to(np.asarray(v, dtype=float), count))
                                 for v in (var_slope, var_weight, var_activation))
    width = np.log10(np.asarray(widths, dtype=float))
    inner = (width + weight)[layer + 1 :].sum() + slope[layer:].sum()
    return float(inner + np.log10(var_loss) + activation[layer - 1])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "gradient-variance-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_, deep_ = checks.Marks(), (2, [256] * 65, 4.0, 1024.0**2, 4.0, 4.0)
with marks_.part(0.5, "gradient_variance"):
    last_ = checks.call(gradient_variance, 2, (3, 6, 4), 0.5, 9.0, 3.0, 4.0)
    checks.equals(last_, 0.5 * 3.0 * 4.0, "The variance for the last layer",
                  slip="one slope, the loss, the activation; no weight.")
    one_, three_ = (checks.call(gradient_variance, 1, (5, 4, 3, 2), 0.5, 2.0, loss, 1.5)
                    for loss in (1, 3))
    checks.equals(three_, 3 * one_, "The variance for a var_loss of 3",
                  slip="var_loss is a variance already, and one factor.")
    same_ = checks.call(gradient_variance, 1, (5, 4, 3, 2), [0.5] * 4, (2.0,) * 4, 1,
                        np.full(4, 1.5))
    checks.equals(same_, one_, "The variance with sequences of equal entries",
                  slip="a sequence holds one variance for each k = 0 … L.")
    checks.is_true(checks.call(gradient_variance, *deep_) == math.inf, "Here it overflows: inf.")
with marks_.part(0.5, "log10_gradient_variance"):
    log_ = checks.call(log10_gradient_variance, 1, (5, 4, 3, 2), 0.5, 2.0, 1, 1.5)
    checks.equals(10**log_, 0.5**3 * 2.0**2 * 6 * 1.5, "10 to the power of your logarithm")
    checks.is_true(np.isfinite(checks.call(log10_gradient_variance, *deep_)),
                   "The logarithm must not overflow.",
                   slip="add logarithms; do not take the product's.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "gradient-variance-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_ = checks.rng("gradient-variance")


def log10_(layer, widths, slope, weight, loss, activation, log=True):  # floats are fractions
    at = lambda v, k: float(v if np.ndim(v) == 0 else v[k])
    above = range(layer + 1, len(widths))
    factors = [at(v, k) for k in above for v in (widths, weight, slope)]
    factors += [at(slope, layer), at(activation, layer - 1), loss]
    over, under = map(math.prod, zip(*(factor.as_integer_ratio() for factor in factors)))
    found = math.log10(over) - math.log10(under)
    return found if log else math.inf if found > 308.3 else over / under


def case_(last, kind):
    slope, weight, activation = (kind(rng_.uniform(0.05, 20, last + 1)) for _ in range(3))
    widths = rng_.integers(2, 40, last + 1).tolist()
    return widths, slope, weight, float(rng_.uniform(0.1, 9)), activation


scalar_ = [(int(rng_.integers(1, n + 1)), rng_.integers(2, 99, n + 1).tolist(),
            *rng_.uniform(0.1, 9, 4).tolist()) for n in (1, 2, 3, 5, 8)]
lists_ = [(layer, *case_(n, kind)) for kind in (list, tuple, np.asarray)
          for n, layer in ((1, 1), (3, 1), (4, 2), (6, 6))]
deep_ = [(2, np.full(65, 256), 4.0, w, 4.0, 4.0) for w in (1e-6, 1024.0**2, 2e-8, 1 / 1024)]
deep_ += [(1, [7] * 121, [1e-9] * 60 + [1e9] * 61, [1e9] * 60 + [1e-9] * 61, 2.0, 3.0),
          (1, [10] * 400, 1.0, 1e-3, 1.0, 1.0), (3, np.full(201, 1000), 1e3, 1e-6, 5.0, 1e-200)]
value_ = lambda *args: log10_(*args, log=False)
marks_, slip_ = checks.Marks(), "which k have a width, a weight, a slope? Layers above l only."
for title_, inputs_ in (("numbers", scalar_), ("sequences, indexed by k", lists_)):
    with marks_.part(1, title_):
        checks.agrees(gradient_variance, value_, inputs_, atol=0.0, slip=slip_)
        checks.is_pure(gradient_variance, *inputs_[-1])
        checks.is_pure(log10_gradient_variance, *inputs_[3])
with marks_.part(1, "log10_gradient_variance, near and far"):
    checks.agrees(log10_gradient_variance, log10_, scalar_ + lists_ + deep_, atol=1e-9)
with marks_.part(1, "gradient_variance far out"):
    checks.agrees(gradient_variance, value_, deep_, rtol=1e-8, atol=0.0,
                  slip="partial products leave the floats, or NumPy's integers wrap around.")
marks_.total()
### END HIDDEN TESTS

# %%
rng, axes = np.random.default_rng(2), plotting.new_axes(width=7.0)
widths, stds = (5, 12, 7, 20, 9, 15, 4), (0.7, 0.5, 2.0, 1.2)
layers, estimates, medians = range(1, 7), [], []
for layer in layers:
    samples = np.array([sample_gradient(rng, layer, widths, *stds) for _ in range(3000)])
    estimates.append(moments.estimate_variance(samples, mean=0.0))
    medians.append(moments.estimate_median(samples**2).value)
predicted = [gradient_variance(layer, widths, *np.square(stds)) for layer in layers]
plotting.plot_curves(axes, layers, {"predicted variance": predicted})
axes.errorbar(layers, [e.value for e in estimates], yerr=[2 * e.error for e in estimates],
              fmt="o", capsize=4, color="black", label="sampled: mean of squares, ± 2 errors")
axes.plot(layers, medians, "s", mfc="none", color="grey", label="sampled: median of squares")
axes.set_yscale("log")
plotting.finish(axes, xlabel="layer", ylabel="square of an entry",
                title=f"Widths {', '.join(map(str, widths))}; 3000 samples each")
print("largest sample's share of the sum:", [f"{e.largest_share:.0%}" for e in estimates])

# %% [markdown]
# **Read the picture.** The prediction has no free constant, and it fits. Why do the error bars grow
# towards layer 1 although every layer has 3000 samples? And how large is a *typical* gradient?
#
# <details><summary>Answer</summary>
#
# Products of many random factors have heavy tails: a few large samples make up the mean (the
# printed shares), and the error bar rests on them. Typical values, the squares, lie below the mean,
# and further below the more layers there are. The entries of one sample share their factors, so it
# is the number of samples that counts, not that of entries. Wide layers help: the spread grows with
# $\sum 1/n_k$ over the layers that were passed ([Hanin 2018](https://arxiv.org/abs/1801.03744)).
#
# </details>
#
# ## 6. The prediction for a real network
#
# A real slope does not have mean 0. ReLU's is 0 or 1, so $V_{f'} = ¼$, and the formula of section 5
# says that a network with $\mathrm{Var}\,w = 2/n$ loses half of its gradient's variance in each
# layer. It does not. Look at your derivation again: does it ever need that a slope, the loss
# gradient or an activation has mean 0? It works with **second moments** throughout. It needs
# weights of mean 0, independent of the rest, so that the mixed terms vanish. And it needs that the
# squares of the other factors are uncorrelated: $E(f' u)^2$ is $E f'^2 \cdot E u^2$ only if a slope
# tells nothing about what comes back to it, and the same holds for $\delta$ and $a$. Then the
# formula holds for the second moment of an entry of $\nabla_{W^\ell} \mathcal L$, after
# substituting
#
# $$V_{f'}^k \to E\,f'(z^k)^2, \qquad V_\nabla \to E(\nabla_{\hat y} \mathcal L)^2, \qquad
#   V_a^{\ell-1} \to E(a^{\ell-1})^2 .$$
#
# The mean is still 0 for $\ell < L$. For $\ell = L$ it is $E f' \cdot E \nabla_{\hat y} \mathcal L
# \cdot E a$, which need not vanish. In a wide network $z^k$ is nearly normal, and `helpers.moments`
# integrates $E\,f'(z)^2$ for it. The picture compares both formulas with 300 real random networks.
# (In a real network slopes, weights and activations do depend on each other. The picture shows
# whether that matters.)

# %%
def predictions(unit, widths, gain):
    """Return the mean square of ∇W by layer, with E f′² and with Var f′ of the slopes."""
    f, slope = units[unit]
    m = np.append(1.0, moments.second_moments_by_depth(f, len(widths) - 1, weight_variance=gain**2))
    at = [moments.gaussian_moments(f, slope, variance=q) for q in gain**2 * np.append(1.0, m[:-1])]
    var_weight = gain**2 / np.append(1.0, widths[:-1])
    second, variance = zip(*((s.slope_second, s.slope_second - s.slope_mean**2) for s in at))
    return [[gradient_variance(layer, widths, s, var_weight, 1.0, m)
             for layer in range(1, len(widths))] for s in (second, variance)]


rng, widths = np.random.default_rng(3), [50, 60, 90] + 4 * [70, 100] + [80]
panels, nets = plotting.new_axes(1, 2, height=3.8), (("ReLU", 2**0.5), ("Tanh", 1.0))
for axes, (unit, gain) in zip(panels, nets):
    squares = np.array([[np.square(G).mean() for G in backward(
        rng.normal(size=50), random_weights(rng, widths, gain), *units[unit],
        rng.normal(size=80))] for _ in range(300)])
    measured = [moments.estimate_mean(column) for column in squares.T]
    curves = dict(zip(("with E f′²", "with Var f′"), predictions(unit, widths, gain)))
    plotting.plot_curves(axes, range(1, 12), curves)
    axes.errorbar(range(1, 12), [e.value for e in measured], yerr=[2 * e.error for e in measured],
                  fmt="o", color="black", ms=4, capsize=3, label="300 real networks, ± 2 errors")
    axes.set(yscale="log", ylim=(1e-5, 3.0))
    plotting.finish(axes, xlabel="layer", ylabel=r"mean square of $\nabla_W \mathcal{L}$",
                    title=f"{unit}, Var w = {gain**2:.0f}/fan-in")

# %% [markdown]
# **Read the picture.** By which factor per layer does the wrong formula miss, for ReLU? (For tanh
# it leaves the picture at once, and ends near $10^{-20}$.) Both networks show the same zigzag:
# which sum of the derivation makes it?
#
# <details><summary>Answer</summary>
#
# By $(1/4)/(1/2) = ½$ for each layer, from the last one down. The zigzag comes from the number of
# terms in $(W^\top\delta)_i$, the fan-out $n_k$, while the weights are scaled by the fan-in
# $n_{k-1}$. The product of these ratios is $n_L/n_\ell$: narrow layers have larger gradients.
# Square matrices would hide it.
#
# </details>
#
# ## 7. Is it still a number? · 5 points
#
# Take the network of the histogram: $L = 64$ layers of width 256, the gradient of $W^2$, and
# standard deviation 2 for slopes, loss gradient and activations. The weights have standard
# deviation 1024 (case `large`) or 0.001 (case `small`). There are four questions for each case:
#
# * What is $\log_{10}$ of the variance of an entry?
# * Computed well, is that **variance** in float64 `finite` (and not 0), or `overflow` or
#   `underflow`?
# * Typical **entries** have the size of its square root, give or take a few powers of ten. What are
#   they in float64, and in float32? (A number that becomes 0 is an underflow.)

# %% nbgrader={"grade": false, "grade_id": "range", "locked": false, "schema_version": 3, "solution": true}
# range_answers[case] for the cases "large" (std_weight 1024) and "small" (0.001), each a dict with
#     "log10_variance": a number, right to 0.1;
#     "variance_float64", "entries_float64", "entries_float32": "finite", "overflow" or "underflow".
range_answers = {}
### BEGIN SOLUTION
for case, std_weight in (("large", 1024.0), ("small", 0.001)):
    log = log10_gradient_variance(2, [256] * 65, 4.0, std_weight**2, 4.0, 4.0)
    range_answers[case] = {"log10_variance": log}
    for key, dtype, size in (("variance_float64", np.float64, log),
                             ("entries_float64", np.float64, log / 2),
                             ("entries_float32", np.float32, log / 2)):
        info = np.finfo(dtype)
        least, most = np.log10(info.smallest_subnormal), np.log10(info.max)
        word = "overflow" if size > most else "underflow" if size < least else "finite"
        range_answers[case][key] = word
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "range-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
words_, marks_ = ("finite", "overflow", "underflow"), checks.Marks()
with marks_.part(1, "two cases, four answers each (not yet whether they are right)"):
    checks.answered(range_answers, "range_answers")
    checks.is_true(isinstance(range_answers, dict) and {"large", "small"} == set(range_answers),
                   "range_answers must be a dict with the keys 'large' and 'small'.")
    for case_, found_ in range_answers.items():
        checks.is_true(isinstance(found_, dict), f"range_answers[{case_!r}] must be a dict.")
        keys_ = {"log10_variance", "variance_float64", "entries_float64", "entries_float32"}
        checks.is_true(set(found_) == keys_, f"{case_}: the keys must be {sorted(keys_)}.")
        log_ = checks.number(found_["log10_variance"], f"{case_}: log10_variance")
        checks.is_true(np.isfinite(log_), f"{case_}: the logarithm is finite in any case.",
                       slip="use log10_gradient_variance, not the logarithm of a product.")
        for key_ in sorted(keys_ - {"log10_variance"}):
            checks.word(found_[key_], words_, f"{case_}: {key_}")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "range-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
def right_log_(std_weight):
    squares = 2 * math.log10(2.0)  # of each of 63 slopes, the loss and the activation
    return 62 * (math.log10(256) + 2 * math.log10(std_weight)) + (63 + 1 + 1) * squares


def is_word_(case, key, right, slip):
    found = checks.word(range_answers[case][key], ("finite", "overflow", "underflow"), key)
    checks.is_true(found == right, f"{case}, {key}: another answer.", got=found, slip=slip)


marks_ = checks.Marks()
for case_, std_ in (("large", 1024.0), ("small", 0.001)):
    with marks_.part(1, f"{case_}: log10_variance"):
        got_ = checks.number(range_answers[case_]["log10_variance"], case_)
        checks.is_true(abs(got_ - right_log_(std_)) <= 0.1 + 1e-9, f"{case_}: another value.",
                       got=got_, slip="62 matrices, 63 slopes; variances are squares of stds.")
with marks_.part(1, "large: what is left"):
    is_word_("large", "variance_float64", "overflow", "compare with log10 of 1.8e308.")
    is_word_("large", "entries_float64", "finite", "an entry has half the exponent of its square.")
    is_word_("large", "entries_float32", "overflow", "compare with log10 of 3.4e38.")
with marks_.part(1, "small: what is left"):
    is_word_("small", "variance_float64", "finite",
             "float64 goes down to 5e-324. Only 0.001**124 on the way is too small for it.")
    is_word_("small", "entries_float64", "finite", "an entry has half the exponent of its square.")
    is_word_("small", "entries_float32", "underflow", "float32 ends at 1.4e-45.")
marks_.total()
### END HIDDEN TESTS

# %%
def leaving_depth(dtype, factor, seed, width=64, limit=2500):
    """Return the number of random matrices after which a gradient is 0, or holds inf or NaN."""
    generator = torch.Generator().manual_seed(seed)
    delta = torch.ones(width, dtype=dtype)
    for depth in range(1, limit):
        W = torch.randn(width, width, generator=generator) * (factor / width**0.5)
        delta = W.T.to(dtype) @ delta
        if not delta.isfinite().all() or not delta.any():
            return depth
    return limit


axes, g = plotting.new_axes(width=8.5, height=4.4), np.geomspace(0.1, 10, 401)
for index, (name, dtype) in enumerate(formats.items()):
    info, colour = torch.finfo(dtype), plotting.COLOURS[index]
    with np.errstate(divide="ignore"):
        end = np.where(g < 1, np.log(info.smallest_normal * info.eps), np.log(info.max))
        axes.plot(g, end / np.log(g), label=name, color=colour, linestyle=plotting.DASHES[index])
    for factor in (0.1, 0.2, 0.4, 0.65, 1.5, 2.5, 5.0, 10.0):
        depths = [leaving_depth(dtype, factor, seed) for seed in range(3)]
        axes.plot([factor] * 3, depths, "osD^"[index], ms=6, mfc="none", color=colour)
axes.set(xscale="log", yscale="log", ylim=(2, 4000))
plotting.finish(axes, xlabel=r"factor of one layer, $\sqrt{n\,\mathrm{Var}\,w\;E\,f'^2}$",
                ylabel="depth where the gradient is lost",
                title="Lines: predicted. Marks: measured, 3 seeds, width 64.");

# %% [markdown]
# **Read the picture.** Left of 1 gradients underflow, right of 1 they overflow. On the right the
# marks of bfloat16 lie on those of float32; on the left they do not. Why? How deep can a network be
# in float16, if each layer halves the gradient?
#
# <details><summary>Answer</summary>
#
# Both formats have 8 bits for the exponent, so the largest numbers agree. At the lower end
# subnormals gain as many powers of two as there are digits, and bfloat16 has 16 fewer of these. In
# float16 half a dozen layers reach the subnormals at a factor of 0.2; at ½ nothing is left after
# about 25. That is why training with float16 multiplies the loss by a large number and divides the
# gradient by it again (*loss scaling*, [Micikevicius et al.
# 2018](https://arxiv.org/abs/1710.03740)). At a factor of 0.1 even float64 ends after some 320
# layers, and a factor of 1 needs no special format: it is the factor that we have to fix.
#
# </details>
#
# ## 8. Filling weights in place · 4 points
#
# For experiments with real networks we need weights of a given mean and variance. From here on
# tensors are torch's. A `weight` has shape `(fan_out, fan_in)`, is a tensor or an `nn.Parameter`,
# float32 or float64, and is changed in place: its values change, while shape, data type, `.grad`
# and `requires_grad` must not be modified. Autograd refuses that for a leaf that requires
# gradients, unless you tell it not to watch: `torch.no_grad()`.
#
# *Independent* draws know nothing of each other. So the mean of a sample is near the mean and not
# equal to it. Forcing it (or the spread, or orthogonal rows, or pairs w, −w) makes each draw depend
# on the others. Hidden checks compare weights, rows and columns with what chance does.

# %% nbgrader={"grade": false, "grade_id": "simple-init", "locked": false, "schema_version": 3, "solution": true}
def init_constant_(weight, value):
    """Set every entry of weight to value, a number, in place. What is returned does not matter."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        return weight.fill_(value)
    ### END SOLUTION


def init_normal_(weight, mean, variance, generator=None):
    """Fill weight, in place, with independent draws from N(mean, variance), variance >= 0.

    generator: a torch.Generator, then the only source of chance; None means torch's global one.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        return weight.normal_(mean, variance**0.5, generator=generator)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "simple-init-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(0.5, "init_constant_"):
    weight_ = checks.remote(torch.zeros, 3, 5)
    checks.call(init_constant_, weight_, 2.5)
    checks.equals(checks.value(weight_), np.full((3, 5), 2.5), "The weight after init_constant_",
                  slip="`weight = …` binds a name; `weight[...] = …` changes the tensor.")
    weight_ = checks.remote(nn.Parameter, checks.remote(torch.zeros, 90, 120))
    checks.call(init_constant_, weight_, 1)
    checks.equals(checks.value(weight_), np.ones((90, 120)), "The Parameter after init_constant_")
with marks_.part(0.5, "init_normal_"):
    weight_ = checks.remote(nn.Parameter, checks.remote(torch.ones, 90, 120))
    checks.call(init_normal_, weight_, 1.0, 4.0)
    checks.looks_drawn_from(
        checks.value(weight_), stats.norm(1, 2), title="The weight after init_normal_",
        slips={"the variance was taken for the standard deviation.": stats.norm(1, 4),
               "the standard deviation is the root of the variance.": stats.norm(1, 16),
               "the mean is missing.": stats.norm(0, 2)})
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "simple-init-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_ = checks.rng("simple-init")


def weight_like_(shape, dtype, parameter):
    weight = checks.remote(torch.full, shape, 7.0, dtype=dtype)
    return checks.remote(nn.Parameter, weight) if parameter else weight


kinds_ = [(dtype, parameter) for dtype in (torch.float32, torch.float64) for parameter in (0, 1)]
marks_ = checks.Marks()
with marks_.part(1, "init_constant_"):
    for (dtype_, parameter_), value_ in zip(kinds_, (-0.25, 0, 1, rng_.normal())):
        weight_ = weight_like_((4, 7), dtype_, parameter_)
        checks.call(init_constant_, weight_, value_)
        checks.equals(checks.value(weight_), np.full((4, 7), value_), "The weight", rtol=1e-6)
    checks.changes_values_only(init_constant_, -0.25)
with marks_.part(1, "init_normal_: mean, variance, shape and independence"):
    variances_ = [*rng_.permutation([0.05, 0.4, 3.0, 1e12])]
    for (dtype_, parameter_), shape_ in zip(kinds_, ((70, 150), (150, 70), (31, 300), (300, 31))):
        mean_, var_ = float(rng_.normal(0, 2)), float(variances_.pop())
        weight_ = weight_like_(shape_, dtype_, parameter_)
        checks.call(init_normal_, weight_, mean_, var_)
        title_ = f"init_normal_ with mean {mean_:.3g}, variance {var_:g}"
        checks.looks_drawn_from(checks.value(weight_), stats.norm(mean_, var_**0.5), title=title_,
                                slips={"this is std, not variance.": stats.norm(mean_, var_)})
    checks.call(init_normal_, weight_, 0.5, 0.0)
    checks.equals(checks.value(weight_), np.full(shape_, 0.5), "The weight with variance 0")
    seed_ = int(rng_.integers(2**31))
    checks.draws_independently(init_normal_, stats.norm(0.3, 2.0), seed_, 0.3, 4.0)
    checks.changes_values_only(init_normal_, 0.5, 2.0, generator=checks.generator(seed_))
with marks_.part(1, "the generator"):
    checks.draws_from_generator(init_normal_, int(rng_.integers(2**31)), 0.0, 1.0)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 9. Gradient flow in a real model · 4 points
#
# One number for each layer shows how the gradient fares: the mean **absolute** value of the
# weight's gradient. (Not the absolute value of the mean, where positive and negative entries
# cancel.) Layers may be nested in other modules, and other modules have parameters, too. We want
# the weights of `nn.Linear`, in the order in which the model registered them.

# %% nbgrader={"grade": false, "grade_id": "gradient-flow", "locked": false, "schema_version": 3, "solution": true}
def gradient_flow(model):
    """Return a list of numbers: the mean of abs(weight.grad) of every nn.Linear, input to output.

    model: an nn.Module behind a backward pass, so that every weight has its `.grad`. Linear layers
    at any depth of nesting count, in the order of model.modules(); biases and other modules do not.
    Gradients may be tiny, and must not be modified: the next step of a training needs them.
    """
    ### BEGIN SOLUTION
    return [part.weight.grad.abs().mean().item()
            for part in model.modules() if isinstance(part, nn.Linear)]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "gradient-flow-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
model_ = checks.remote(nn.Sequential, checks.remote(nn.Linear, 3, 2), checks.remote(nn.Sigmoid),
                       checks.remote(nn.Linear, 2, 4))
checks.set_gradients(model_, {
    "0.weight": np.array([[1.0, -1.0, 2.0], [0.0, 3.0, -5.0]]), "0.bias": np.array([50.0, 70.0]),
    "2.weight": np.full((4, 2), -0.5), "2.bias": np.full(4, 90.0)})
marks_ = checks.Marks()
with marks_.part(1, "two layers"):
    flow_ = checks.as_floats(checks.call(gradient_flow, model_), "gradient_flow", "")
    checks.is_true(flow_.shape == (2,), "A model with two Linear layers gives two numbers.",
                   got=flow_, slip="biases have gradients, too, but do not count here.")
    checks.is_true(flow_[1] > 0, "A gradient of −0.5 everywhere has a mean absolute value of 0.5.",
                   got=flow_[1], slip="take absolute values first, then the mean.")
    checks.equals(flow_, [2.0, 0.5], "gradient_flow", rtol=1e-6,
                  slip="the mean runs over the entries of a weight: absolute values first.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "gradient-flow-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_ = checks.rng("gradient-flow")


def flow_is_(model, slip):
    state = checks.model_state(model)
    grads = {name: rng_.normal(rng_.normal(), 1, np.shape(p)) * 10.0 ** rng_.uniform(-6, 2)
             for name, p in state["parameters"].items()}
    grads["0.weight"] *= 1e-11 / np.abs(grads["0.weight"]).max()
    checks.set_gradients(model, grads)
    checks.leaves_alone(gradient_flow, model, draws=False)
    linear = [m["name"] for m in state["modules"] if m["type"] == "Linear"]
    due = [np.abs(grads[f"{name}.weight"]).mean() for name in linear]
    got = checks.as_floats(checks.call(gradient_flow, model), "gradient_flow", "")
    title = f"gradient_flow of {len(due)} Linear layers"
    checks.equals(got, due, title, rtol=1e-5, atol=0.0, slip=slip)


def linear_(n, m, bias=True):
    return checks.remote(nn.Linear, int(n), int(m), bias=bias)


def chain_(*parts):
    return checks.remote(nn.Sequential, *parts)


marks_ = checks.Marks()
with marks_.part(1, "two layers and twelve"):
    flow_is_(chain_(linear_(7, 3), checks.remote(nn.ReLU), linear_(3, 4)), "first abs, then mean.")
    sizes_ = rng_.integers(2, 9, 13)
    flow_is_(chain_(*(linear_(n, m, n % 2 == 1) for n, m in pairwise(sizes_))),
             "sorting names puts layer 10 before layer 2.")
with marks_.part(1, "nested models"):
    inner_ = chain_(linear_(4, 6), checks.remote(nn.Tanh), chain_(linear_(6, 5), linear_(5, 2)))
    inner_ = checks.remote(nn.Module.eval, inner_)  # a part in another mode than the rest
    flow_is_(chain_(linear_(3, 4), inner_, linear_(2, 3)), "`model.modules()` goes into all parts.")
with marks_.part(1, "other modules with weights"):
    flow_is_(chain_(linear_(5, 6), checks.remote(nn.PReLU), checks.remote(nn.LayerNorm, 6),
                    linear_(6, 4, False), checks.remote(nn.Embedding, 4, 5)),
             "only the weights of nn.Linear count.")
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## ★ 10. Dead units · 3 points
#
# A neuron with ReLU is *dead* (people say "a dead unit") when its output is 0 for **every** input:
# then no gradient passes through it, and its own weights do not move. If nothing below it moves, it
# is dead for good. In a deeper layer its inputs still change while the layers below learn, and that
# may bring it back. A neuron that is 0 for *some* inputs is doing its job. A saturated tanh, at ±1,
# is not dead in this sense, though it passes little.

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "dead-units", "locked": false, "schema_version": 3, "solution": true}
def dead_units(activations):
    """Return the number of neurons that are exactly 0 for every input: 3, or 3.0.

    activations: NumPy array of shape (samples, neurons), samples >= 1: one row for each input.
    """
    ### BEGIN SOLUTION
    return int(np.sum(~np.any(activations, axis=0)))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "dead-units-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
def counts_(activations, right, slip):
    got = np.asarray(checks.call(dead_units, activations))
    checks.is_true(got.ndim == 0 and got.dtype.kind in "iuf", "It must return a number.", got=got)
    checks.is_true(int(got) == right and got == right, "dead_units miscounts.", got=got, slip=slip)


marks_ = checks.Marks()
with marks_.part(1, "two small layers"):
    counts_(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [0.0, 3.0, 0.0]]), 1,
            "one column is zero throughout; a neuron that is 0 for some inputs is alive.")
    counts_(np.array([[0.5, -1.0], [0.2, 1.0]]), 0, "entries that add up to 0 are not zeros.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "dead-units-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_ = checks.rng("dead-units")


def counted_(activations, slip):
    got = np.asarray(checks.call(dead_units, activations))
    due = sum(not column.any() for column in activations.T)
    checks.is_true(got.ndim == 0 and got.dtype.kind in "iuf", "It must return a number.", got=got)
    checks.is_true(float(got) == due, "dead_units miscounts.", got=got, slip=slip)


marks_ = checks.Marks()
with marks_.part(1, "ReLU layers of every shape"):
    for samples_, units_ in ((1, 60), (40, 12), (9, 1), (15, 60), (60, 15)):
        a_ = np.maximum(rng_.normal(-0.5, 1.0, (samples_, units_)), 0)
        a_[:, rng_.random(units_) < 0.3] = 0.0
        counted_(a_, "columns are units, rows are inputs; a dead unit is 0 in all rows.")
with marks_.part(1, "small, negative and constant activations"):
    a_ = rng_.normal(size=(6, 14))
    a_[:, :6] = [0.0, 1e-12, 1.0, -1.0, 1e-300, -0.0]
    a_[:, 6] = [1, -1, 2, -2, 3, -3]
    a_[1:, 7], a_[:, 9:11] = 0.0, 0.0
    counted_(a_, "small is not zero, and constant is not dead; entries of both signs may cancel.")
    checks.is_pure(dead_units, a_)
marks_.total()
### END HIDDEN TESTS

# %%
axes, shifts, depth, width = plotting.new_axes(width=7.0), np.linspace(-2, 1, 9), 4, 100
runs = np.empty((depth, 6, shifts.size))  # layers, seeds, means
for seed in range(6):
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(200, width, generator=generator)
    for place, shift in enumerate(shifts):
        a, weight = inputs, torch.empty(width, width)
        for layer in range(depth):
            init_normal_(weight, shift / width**0.5 * 2**0.5, 2 / width, generator)
            a = torch.relu(a @ weight.T)
            runs[layer, seed, place] = dead_units(a.numpy()) / width
shown = {f"layer {layer + 1}": runs[layer] for layer in range(depth)}
plotting.plot_spread(axes, shifts, shown, xlabel="mean of the weights / their standard deviation",
                     ylabel="share of dead units", title="ReLU networks before training, 6 seeds");

# %% [markdown]
# **Read the picture.** The first layer has almost no dead units whatever the mean is. Why do the
# others die when the mean of the weights falls a little below 0?
#
# <details><summary>Answer</summary>
#
# The inputs of the first layer have both signs, so a shift of the weights moves z both ways. The
# inputs of the others are activations, which are ≥ 0 and do not average out: a mean of μ shifts
# *every* z of the layer by μ·Σ a, and a whole layer falls below 0 for all inputs. A large step of
# gradient descent can do the same. And once a whole layer is dead, no gradient reaches the layers
# below it either: nothing moves any more that could bring it back.
#
# </details>
#
# ## 11. Symmetry
#
# Why not start with all weights equal? Then all neurons of a layer have the same inputs with the
# same weights, hence the same outputs, the same gradients, and after every step the same weights
# again. You may have read that with zeros "the gradient is 0". See for yourself: we start a sigmoid
# network of 4 layers and width 16 from constants, and train it by plain gradient descent on 20
# points of $y = \sin 10x$. (The input is $(x, 1)$, there are no biases, and the output layer has no
# unit.)

# %%
torch.set_num_threads(1)  # small matrices: threads would only wait for each other
x_grid = torch.linspace(-1, 0.9, 20)
inputs, targets = torch.stack([x_grid, torch.ones(20)], dim=1), torch.sin(10 * x_grid)

def make_net(depth, width, variance, seed=0, mean=0.0):
    """Return a sigmoid network with `depth` Linear layers, the last one of which has no unit."""
    generator, parts = torch.Generator().manual_seed(seed), []
    for n, m in pairwise([2] + [width] * (depth - 1) + [1]):
        layer = nn.Linear(n, m, bias=False)
        init_normal_(layer.weight, mean, variance, generator)
        parts += [layer, nn.Sigmoid()]
    return nn.Sequential(*parts[:-1])

def descend(model, steps):
    """Train by plain gradient descent; return the gradient flow of each step."""
    flows = []
    for _ in range(steps):
        model.zero_grad()
        (model(inputs)[:, 0] - targets).square().mean().backward()
        flows.append(gradient_flow(model))
        with torch.no_grad():
            for weight in model.parameters():
                weight -= 0.1 * weight.grad
    return np.array(flows)

# %%
panels = plotting.new_axes(1, 4, width=3.6, height=3.6)
starts = {"zeros": (0.0, 0.0), "all 0.3": (0.3, 0.0), "normal, variance 0.05": (0.0, 0.05)}
flows = {}
for axes, (name, (mean, variance)) in zip(panels, starts.items()):
    model = make_net(4, 16, variance, mean=mean)
    flows[name] = descend(model, 400)
    hidden = torch.sigmoid(model[0](inputs)).detach()  # a row for each x, a column for each neuron
    for activation in hidden.T:
        axes.plot(x_grid, activation, color=plotting.COLOURS[0], linestyle="-", lw=1.2)
    axes.set(ylim=(0, 1))
    plotting.finish(axes, title=f"Start: {name}", xlabel="$x$")
    spread = (model[2].weight - model[2].weight[0]).abs().max().item()
    print(f"{name}: after 400 steps the rows of W² differ by {spread:.3g} at most")
panels[0].set_ylabel("16 neurons of layer 1, after 400 steps")
for n, marker in zip((0, 1, 2, 3, 20), "os^Dv"):
    flow = flows["zeros"][n]
    panels[3].plot(range(1, 5), np.where(flow > 0, flow, np.nan), marker=marker, label=f"step {n}")
plotting.finish(panels[3], xlabel="layer", ylabel=r"mean $|\nabla_W \mathcal{L}|$",
                title="Gradient flow from zeros")
panels[3].set(yscale="log", xticks=range(1, 5));

# %% [markdown]
# **Read the picture.** How many different neurons do you see in each of the first three panels? On
# the right: what is the gradient at step 0, layer by layer, and which layers have one at step 1?
# And if all layers move in the end, what is still wrong?
#
# <details><summary>Answer</summary>
#
# At step 0 the gradient is exactly 0 in the hidden layers, since $\delta^\ell$ contains $W^{\ell+1}
# = 0$. The *output layer* has a gradient: its inputs are $\sigma(0) = ½$, not 0. So it moves, and
# at each step one layer more gets a gradient. (With ReLU or tanh all activations would be 0 too,
# and nothing would move but an output bias.) What remains is the symmetry: from any constant, all
# 16 neurons of a layer are the same curve, the rows of a hidden matrix stay equal (the printed
# distances are 0), and 16 neurons do the work of one. No constant helps. Random weights do.
#
# </details>
#
# ## 12. Five networks that go wrong
#
# The same task with Adam at its usual rate 0.001, five seeds each. Before training we look at the
# gradient flow and the second moment of each layer's activations, after it at the learned function.
#
# | | layers | width | weights | steps |
# |---|---|---|---|---|
# | 1 | 4 | 16 | all 0 | 1000 |
# | 2 | 4 | 16 | N(0, 0.05) | 1000 |
# | 3 | 4 | 128 | N(0, 0.05) | 1000 |
# | 4 | 32 | 128 | N(0, 0.05) | 100 |
# | 5 | 4 | 128 | N(0, 1024) | 1000 |
#
# The second number is the variance. A network that always predicts the mean of the targets has a
# loss of 0.4846. **Predict** first: which one learns best, and which has the smallest gradients?

# %%
def before_training(model):
    """Return the gradient flow and the second moments behind the units of a model."""
    (model(inputs)[:, 0] - targets).square().mean().backward()
    a, seconds = inputs, []
    for part in model:
        a = part(a)
        seconds += [a.square().mean().item()] if isinstance(part, nn.Sigmoid) else []
    return gradient_flow(model), seconds


def train_together(models, steps):
    """Train networks of one shape side by side, by Adam; return their losses and outputs."""
    weights = [torch.stack(layer).detach().requires_grad_()
               for layer in zip(*(model.parameters() for model in models))]
    optimizer = torch.optim.Adam(weights, lr=1e-3, fused=True)  # all tensors in one go
    for _ in range(steps):
        a = inputs.expand(len(models), -1, -1)
        for W in weights[:-1]:
            a = torch.sigmoid(a @ W.mT)
        outputs = (a @ weights[-1].mT)[..., 0]
        losses = (outputs - targets).square().mean(dim=1)
        optimizer.zero_grad()
        losses.sum().backward()  # each loss depends on the weights of its own network only
        optimizer.step()
    return losses.detach().numpy(), outputs.detach().numpy()

# %%
configurations = {"1: zeros": (4, 16, 0.0, 1000), "2: N(0, 0.05), 16": (4, 16, 0.05, 1000),
                  "3: N(0, 0.05), 128": (4, 128, 0.05, 1000),
                  "4: N(0, 0.05), 32 layers": (32, 128, 0.05, 100),
                  "5: N(0, 1024)": (4, 128, 1024.0, 1000)}
results = {}
for name, (depth, width, variance, steps) in tqdm(configurations.items()):
    steps = by_budget(quick=steps // 20, normal=steps, full=5 * steps)
    models = [make_net(depth, width, variance, seed) for seed in range(5)]
    starts = [before_training(model) for model in models]
    losses, outputs = train_together(models, steps)
    results[name] = (*map(np.array, zip(*starts)), losses, outputs)
    print(f"{name:26} loss after {steps}:", "  ".join(f"{loss:.4g}" for loss in np.sort(losses)))
print("\nMeasured for longer, with 10 seeds (results/stability):")
for name, by_step in published.load("stability")["losses"].items():
    steps, losses = list(by_step.items())[-1]
    print(f"{name:26} loss after {steps}: {losses[0]:.4g} to {losses[-1]:.4g}")

# %%
grid = plotting.new_axes(3, 5, width=2.7, height=2.4)
for column, (name, (flows, seconds, _, outputs)) in enumerate(results.items()):
    top, middle, bottom = grid[column], grid[column + 5], grid[column + 10]
    for flow, second, output in zip(flows, seconds, outputs):
        top.plot(range(1, flow.size + 1), np.where(flow > 0, flow, np.nan), ".-", lw=1)
        middle.plot(range(1, second.size + 1), second, ".-", lw=1)
        bottom.plot(x_grid, output, lw=1)
    bottom.plot(x_grid, targets, "o", ms=4, mfc="none", color="black")
    top.set(yscale="log", ylim=(1e-12, 1e4), xlim=(0, flow.size + 1))
    middle.set(ylim=(0, 1), xlim=(0, flow.size + 1))
    if "1024" not in name:
        bottom.set(ylim=(-1.6, 1.6))
    plotting.finish(top, title=name, xlabel="layer")
    plotting.finish(middle, xlabel="layer")
    plotting.finish(bottom, xlabel="$x$")
names = (r"start: mean $|\nabla_W \mathcal{L}|$", r"start: $E\,a^2$", "learned")
for axes, label in zip(grid[::5], names):
    axes.set_ylabel(label)

# %% [markdown] nbgrader={"grade": true, "grade_id": "catastrophe", "locked": false, "points": 6, "schema_version": 3, "solution": true}
# ### 12.1 What went wrong in each? · 6 points
#
# For each of the five configurations say in two or three sentences what happens, using the three
# rows of the picture and the printed losses of all seeds. In particular:
#
# * Configuration 1: which layers have a gradient at the start? What does the network amount to?
# * 2 and 3 differ in width only. What does width do to the variance of a pre-activation, and to the
#   gradient? Does configuration 3 *work*?
# * 4 has the weights of 3. Use the factor of one layer (sections 4 and 6) to explain its gradients.
# * 5: its gradients are not small. Why does it not learn? Look at $E\,a^2$.
#
# <!-- BEGIN SOLUTION -->
# **1.** All neurons give ½, whatever the input, and $E\,a^2 = ¼$. Only the output layer has a
# gradient at the start; the hidden ones get theirs later, one layer more at each step. The rows of
# each hidden matrix stay equal, so the network amounts to one with a single neuron in each layer,
# the same from every seed: loss 0.449, little better than the mean (0.4846).
#
# **2 and 3.** The variance of a pre-activation is $q = n\,\mathrm{Var}\,w\,E\,a^2$: about $16 \cdot
# 0.05 \cdot 0.26 = 0.2$ for width 16, and 2 for width 128. With it `moments` gives $E\,\sigma'^2 =
# 0.057$ and $0.037$, and the factor of one layer, $n\,\mathrm{Var}\,w\,E\,\sigma'^2$, is 0.05
# against 0.24. So a layer divides the gradient's size by almost 5 in network 2 and by 2 in network 3.
# The wide network is nearer to 1, and its first layers learn, too. Does it *work*? After 1000 steps
# its five seeds end between 0.26 and 0.47, those of network 2 between 0.30 and 0.47. Both depend on
# the seed, and one seed proves nothing. (After 5000 steps the losses of network 3 are 0.002 or
# less, those of network 2 up to 0.09.)
#
# **4.** The same factor as in 3, a half for the size, but 30 times in a row: $0.485^{30} =
# 4\cdot10^{-10}$. The first layers have a gradient of $2\cdot10^{-11}$, the last of about 1. Only
# the last few layers learn, and what they see hardly depends on $x$ any more, since on its way
# forward a *difference* of two inputs shrinks by the same factors. What is left is the mean: 0.4846
# for every seed (also after 3000 steps). $E\,a^2$ looks harmless.
#
# **5.** Pre-activations have standard deviations in the hundreds, so every neuron is at 0 or 1, and
# $E\,a^2 \approx ½$. Nearly all slopes are 0. The few neurons close to $z = 0$ pass something on,
# and weights of size 32 make it large: the gradients are between 1 and 4000. But a step of 0.001 is
# nothing for weights of size 32: the hidden layers hardly change, and it is mostly the output layer
# that moves. The loss starts between $5\cdot10^3$ and $2\cdot10^5$, ends between 59 and 70 000, and
# what is learned jumps.
#
# **Rubric.** 1 point: with zeros the gradient is 0 in the hidden layers at the start, and the
# output layer's is not. 1 point: symmetry, one neuron for each layer. 1 point: width enters the
# factor (or the variance of z). 1 point: an honest reading of 2 and 3: spread over seeds, no
# ranking from one. 1 point: depth: a factor below 1 to the power of about 30; only the mean is
# learned. 1 point: large weights: saturation although the gradients are not small. Other numbers
# that the picture supports are as good. "Zero weights, so no gradient anywhere" loses the first
# point.
#
# *Typical wrong answers.* "In network 1 all weights are 0, so all gradients are 0, and it learns
# nothing": loses the first two points; the output layer has a gradient from the start, and the loss
# moves a little. "Network 3 is wider and reaches 0.26, network 2 only 0.30, so wider networks learn
# better": loses the point for an honest reading, as the seeds overlap; the width must be seen in
# the factor.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Takeaways
#
# * A gradient is a product of slopes and matrices, and its second moment is a product of numbers:
#   one factor $n\,\mathrm{Var}\,w\;E\,f'^2$ for each layer. Unless that factor is 1, a deep network
#   leaves the range where it can learn long before it leaves float64.
# * You can predict this factor, and the depth at which a format gives up, before you train
#   anything.
# * Three kinds of remedies act on the three kinds of factors. On **what goes in**, z and a: scale
#   the inputs, normalise inside the network (batch or layer normalisation), add skip connections,
#   which put a 1 beside the product. On the **weights**: choose their variance so that the factor
#   is 1, which is the subject of [Initialization](05_initialization.ipynb). On the **slopes**: take
#   units that do not saturate on both sides, as in [Activation units and their
#   derivatives](01_derivatives.ipynb).
#
# **Three questions to take further**
#
# 1. For ReLU, which $\mathrm{Var}\,w$ makes the factor 1? Can one choice keep the activations *and*
#    the gradients at their size when widths differ?
# 2. Loss scaling multiplies the loss by a constant. Which of the failures of section 7 can it
#    repair, and which not?
# 3. Rows that are equal stay equal. How close to equal may rows be at the start, if they are to
#    part within 1000 steps? Try it with a small variance around 0.3.
#
# **Two papers**
#
# * X. Glorot, Y. Bengio: [*Understanding the difficulty of training deep feedforward neural
#   networks*](https://proceedings.mlr.press/v9/glorot10a.html), AISTATS 2010. Activations and
#   gradients, layer by layer, measured and predicted.
# * B. Hanin: [*Which neural net architectures give rise to exploding and vanishing
#   gradients?*](https://arxiv.org/abs/1801.03744), NeurIPS 2018. Why the sum of 1/n over the layers
#   decides how much the gradients of random ReLU networks fluctuate.
