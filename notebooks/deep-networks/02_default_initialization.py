# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What PyTorch draws when you do not ask
#
# You write `nn.Linear(100, 100)`, and the layer comes with weights. Which ones? Stack twenty of
# these layers and look at what comes out: hardly anything depends on the input any more. In this
# notebook we find out what PyTorch draws, follow the variance through a deep network by hand and by
# experiment, and compare it with what a ReLU network would need.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
from fractions import Fraction
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from helpers import checks, plotting
from helpers.budgets import by_budget
from helpers.seeds import seeded

# %%
torch.set_num_threads(1)
layer_counts, seeds = range(1, 21), range(by_budget(quick=5, normal=20, full=100))


def mean_squares(kind, seed, width=100, samples=200):
    """Return the variance after each of twenty default layers, linear or with ReLUs."""
    with seeded(seed), torch.no_grad():
        a, found = torch.randn(samples, width, dtype=torch.float64), []
        for _ in layer_counts:
            z = nn.Linear(width, width, dtype=torch.float64)(a)
            found.append(z.var(dim=0).mean().item())
            a = z.relu() if kind == "ReLU" else z
    return found


axes = plotting.new_axes(width=8.0)
runs = {kind: [mean_squares(kind, seed) for seed in seeds] for kind in ("linear", "ReLU")}
plotting.plot_spread(axes, layer_counts, runs, xlabel="layer", ylabel="variance over the samples",
                     title=f"What is left of differences between inputs, {len(seeds)} seeds")
axes.set(yscale="log", xticks=layer_counts);

# %% [markdown]
# **Look at the picture.** Twenty layers, just as PyTorch makes them. Whatever distinguishes one
# input from another shrinks by a constant factor at each layer, and after twenty layers the network
# gives nearly the same answer to every input. Where does the factor come from, and why is it even
# smaller with ReLUs?
#
# **About 2 hours** · the cells run in about 5 seconds at `quick` and 8 at `normal`.
#
# **You need** variances of sums, and the derivation of Xavier's and Kaiming's weights in
# [Initialization](../activation-units/05_initialization.ipynb).
#
# **Afterwards you can**
#
# * say which variance the weights and biases of a default layer have;
# * predict the size of the outputs of a linear network of any widths, and prove it by induction;
# * explain why a deep ReLU network with the default starts out nearly constant.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 1 of 1 or ✗ 0 of 1) and names the likely slip. Additional
# hidden checks run during grading. Functions must not modify their arguments, and print nothing.
# You may use NumPy, SciPy, PyTorch, the standard library and your earlier answers. Names that end
# in `_` belong to the checks.
#
# **Notation.** $y_\ell$: output of layer $\ell$, shape $(n_\ell,)$ · $A_\ell$, $b_\ell$: its weight
# matrix and bias · $v_\ell$: variance of one entry of $y_\ell$ · $L$: number of layers · $n_{in}$:
# number of inputs of a layer, its *fan-in* · $E$, $\mathrm{Var}$: mean and variance over everything
# that is random.
#
# ## 1. What is drawn · 3 points
#
# `nn.Linear(n_in, n_out)` draws each weight and each bias from the uniform distribution on $[-c,
# c]$. The fan-in $n_{in}$ alone sets the bound:
#
# $$c = \frac{1}{\sqrt{n_{in}}}, \qquad \mathrm{Var}\, U(-c, c) = \frac{c^2}{3} .$$
#
# (PyTorch's [source](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html) calls
# `kaiming_uniform_(a=√5)`, and this is what follows: a gain of $\sqrt{2/(1 + 5)} = \sqrt{1/3}$,
# times $\sqrt{3/n_{in}}$. The function bears Kaiming He's name, but the variance that he recommends
# for ReLU, $2/n_{in}$, is six times as large.)

# %% nbgrader={"grade": false, "grade_id": "default-variance", "locked": false, "schema_version": 3, "solution": true}
def default_bound(fan_in):
    """Return the bound c of the uniform law that nn.Linear draws weights and biases from.

    fan_in: an int >= 1, or an array of them. The result is a float, or an array of that shape.
    """
    ### BEGIN SOLUTION
    return 1.0 / np.sqrt(fan_in)
    ### END SOLUTION


def default_variance(fan_in):
    """Return the variance of a weight, and of a bias, that nn.Linear draws; like default_bound."""
    ### BEGIN SOLUTION
    return 1.0 / (3.0 * np.asarray(fan_in))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "default-variance-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "a layer with four inputs"):
    checks.equals(checks.call(default_bound, 4), 0.5, "The bound at fan-in 4",
                  slip="1/√n: a layer with more inputs gets smaller weights.")
    checks.equals(checks.call(default_variance, 4), 1 / 12, "The variance at fan-in 4",
                  slip="a uniform law on [−c, c] has the variance c²/3.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "default-variance-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("default-variance"), checks.Marks()
fans_ = rng.integers(1, 5000, (3, 4))
with marks_.part(1, "numbers"):
    for fan_ in (1, 2, 3, 10, 784, 10**6, int(fans_[0, 0])):
        checks.equals(checks.call(default_bound, fan_), fan_**-0.5, f"The bound at {fan_}")
        checks.equals(checks.call(default_variance, fan_), 1 / (3 * fan_), f"Variance at {fan_}")
    with seeded(int(fans_[0, 0])):
        drawn_ = nn.Linear(7, 40_000).weight.detach().double()
    checks.is_true(0.999 < drawn_.abs().max().item() / checks.call(default_bound, 7) <= 1.0001,
                   "The bound is not that of PyTorch's layers.")
with marks_.part(1, "arrays, without side effects"):
    for given_ in (fans_, fans_[0].astype(np.int32), np.array([1])):
        checks.equals(checks.call(default_bound, given_), given_**-0.5, "The bounds of an array")
        checks.equals(checks.call(default_variance, given_), 1 / (3.0 * given_), "The variances")
    checks.is_pure(default_bound, fans_)
    checks.is_pure(default_variance, fans_)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Layer by layer · 4 points
#
# Take a linear network. Its input $y_0 = x$ has $n_0$ independent entries of mean 0 and variance 1,
# and
#
# $$y_\ell = A_\ell\, y_{\ell-1} + b_\ell, \qquad A_\ell: (n_\ell, n_{\ell-1}), \quad
#   b_\ell: (n_\ell,) ,$$
#
# where all weights and biases are drawn as in section 1. One entry of $y_\ell$ is a sum of
# $n_{\ell-1}$ products and a bias. The product of two independent numbers of mean 0 has the product
# of their variances, and different products are uncorrelated. So the variances add up:
#
# $$v_\ell = n_{\ell-1}\, \mathrm{Var}\, A_\ell\; v_{\ell-1} + \mathrm{Var}\, b_\ell,
#   \qquad v_0 = 1 .$$
#
# > **Careful.** The fan-in of layer $\ell$ is $n_{\ell-1}$, the width of the layer *below*, and not
# > the size of $x$. And do not forget that the bias has a variance, too.

# %% nbgrader={"grade": false, "grade_id": "recursion", "locked": false, "schema_version": 3, "solution": true}
def output_variances(widths):
    """Return v₀ … v_L of a linear network of default layers: a list or array of L + 1 floats.

    widths: n₀ … n_L, a list or an array of ints >= 1, at least one. v₀ = 1.
    """
    ### BEGIN SOLUTION
    variances = [1.0]
    for fan_in in widths[:-1]:
        variances.append(variances[-1] / 3 + 1 / (3 * fan_in))
    return variances
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "recursion-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "two short nets"):
    checks.equals(checks.call(output_variances, [7]), [1.0], "Widths [7]: no layer at all")
    checks.equals(checks.call(output_variances, [2, 6, 5]), [1, 1 / 2, 1 / 6 + 1 / 18],
                  "Widths [2, 6, 5]", slip="weights give v/3, biases 1/(3n), n is the width below.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "recursion-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("recursion"), checks.Marks()


def exact_(widths):
    """Return the sum over biases, each carried up by the layers above it, as fractions."""
    return [float(Fraction(1, 3**k) + sum(Fraction(1, 3 ** (k - j) * int(widths[j]))
                                          for j in range(k))) for k in range(len(widths))]


with marks_.part(1, "random widths"):
    for length_ in (2, 3, 5, 9):
        widths_ = rng.integers(1, 300, length_)
        checks.equals(checks.call(output_variances, widths_.tolist()), exact_(widths_), "A list")
        checks.equals(checks.call(output_variances, widths_), exact_(widths_), "An array")
with marks_.part(1, "narrow, wide and deep"):
    for widths_ in ([1, 1, 1], [10**6, 1, 10**6], [3] * 60, [1]):
        checks.equals(checks.call(output_variances, widths_), exact_(widths_), "Some widths")
with marks_.part(1, "no side effects"):
    checks.equals(checks.call(output_variances, [4, 3, 2]), exact_([4, 3, 2]), "Widths [4, 3, 2]")
    checks.is_pure(output_variances, rng.integers(1, 9, 5))
    checks.leaves_alone(output_variances, [4, 3, 2], draws=False)
marks_.total()
### END HIDDEN TESTS

# %%
widths, count = [5, 20, 10, 40], by_budget(quick=2_000, normal=10_000, full=100_000)


def squares(widths, count, seed=0):
    """Return each layer's mean square, for many networks with one input each."""
    rng, found = np.random.default_rng(seed), []
    y = rng.normal(size=(count, widths[0]))
    for n, m in pairwise(widths):
        b = 1 / np.sqrt(n)
        A, shift = rng.uniform(-b, b, (count, m, n)), rng.uniform(-b, b, (count, m))
        y = np.einsum("kij,kj->ki", A, y) + shift
        found.append((y**2).mean(axis=1))
    return np.array(found)


measured = squares(widths, count)
predicted = np.asarray(output_variances(widths))[1:]
errors = measured.std(axis=1) / np.sqrt(count)
print("layer   predicted   measured   standard error")
for k, (due, got, error) in enumerate(zip(predicted, measured.mean(axis=1), errors), start=1):
    print(f"{k:5} {due:11.4f} {got:10.4f} {error:16.4f}")

# %% [markdown]
# **Read the numbers.** Is any of the differences more than chance? What would the last row be
# without biases?
#
# <details><summary>Answer</summary>
#
# A difference of up to two standard errors is nothing unusual. Without biases the last row would be
# $3^{-3} = 0.037$ for any widths. With them it is $\frac1{27} + \frac{1}{27 \cdot 5} + \frac{1}{9
# \cdot 20} + \frac{1}{3 \cdot 10} = 0.083$. So more than half of the variance of the last layer
# comes from biases, which do not depend on the input at all.
#
# </details>
#
# ## 3. All widths equal · 3 points
#
# Now let all widths be the same, $n_0 = \dots = n_L = n$, and unroll the recursion. The biases
# contribute a geometric sum:
#
# $$v_L = 3^{-L} + \frac1n \sum_{j=0}^{L-1} 3^{-(L-j)} = \;?$$

# %% nbgrader={"grade": false, "grade_id": "closed-form", "locked": false, "schema_version": 3, "solution": true}
def equal_width_variance(width, depth):
    """Return v_L of a linear network of `depth` default layers of the same width; a float.

    width: an int >= 1. depth: an int >= 0; depth 0 has the variance 1. Accurate to 1e-12.
    """
    ### BEGIN SOLUTION
    share = 3.0**-depth
    return share + (1 - share) / (2 * width)
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "exact", "locked": true, "schema_version": 3, "solution": false}
def exact_equal(width, depth):
    """For the checks: the sum itself, as a fraction."""
    biases = sum(Fraction(1, 3**k) for k in range(1, depth + 1))
    return float(Fraction(1, 3**depth) + biases / width)

# %% nbgrader={"grade": true, "grade_id": "closed-form-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "width 2, and no depth"):
    checks.equals(checks.call(equal_width_variance, 5, 0), 1.0, "Depth 0", slip="3⁰ = 1.")
    for depth_ in (1, 2, 3):
        checks.equals(checks.call(equal_width_variance, 2, depth_), exact_equal(2, depth_),
                      f"Width 2, depth {depth_}", slip="1/3 + 1/9 + … + 1/3^L = (1 − 3^−L)/2.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "closed-form-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("closed-form"), checks.Marks()
with marks_.part(1, "random widths and depths"):
    for width_, depth_ in rng.integers(1, 40, (8, 2)).tolist():
        checks.equals(checks.call(equal_width_variance, width_, depth_),
                      exact_equal(width_, depth_), f"Width {width_}, depth {depth_}", rtol=1e-11)
with marks_.part(1, "the corners"):
    for width_, depth_ in ((1, 0), (1, 1), (1, 50), (10**6, 3), (7, 150)):
        checks.equals(checks.call(equal_width_variance, width_, depth_),
                      exact_equal(width_, depth_), f"Width {width_}, depth {depth_}", rtol=1e-11)
marks_.total()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": true, "grade_id": "induction", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## 4. The proof, by induction · 4 points
#
# Prove for all $\ell$: every entry of $y_\ell$ has mean 0 and variance $v_\ell$, with $v_0 = 1$
# and $v_\ell = \frac13 v_{\ell-1} + \frac{1}{3 n_{\ell-1}}$. Say where you use which independence.
# The entries of $y_{\ell-1}$ are *not* independent of each other. Why does that not matter? What do
# the variances tend to in a deep network of width $n$, and what does this mean for how much its
# output depends on $x$?
#
# <!-- BEGIN SOLUTION -->
# *Start.* The entries of $y_0 = x$ have mean 0 and variance 1 by assumption.
#
# *Step.* Suppose that the claim holds for $\ell - 1$. $A = A_\ell$ and $b = b_\ell$ are drawn
# independently of $x$ and of all earlier layers, hence of $y = y_{\ell-1}$, and have mean 0. So
# $E\,(y_\ell)_i = \sum_j E\,A_{ij}\, E\, y_j + E\, b_i = 0$,
# and
#
# $$E\,(y_\ell)_i^2 = \sum_{j,k} E[A_{ij} A_{ik}]\, E[y_j y_k]
#   + 2 \sum_j E[A_{ij}]\,E[y_j b_i] + E\,b_i^2 .$$
#
# For $j \ne k$ the weights are independent of each other and of mean 0, so $E[A_{ij}
# A_{ik}] = 0$, whatever $E[y_j y_k]$ is. This is why the entries of $y$ may depend on each
# other. The middle sum is 0. There remain $n_{\ell-1}$ terms $\mathrm{Var}\, A \cdot v_{\ell-1}$
# with $\mathrm{Var}\, A = 1/(3 n_{\ell-1})$, which add up to $\frac13 v_{\ell-1}$, and
# $\mathrm{Var}\, b = 1/(3 n_{\ell-1})$.
#
# *Limit.* For width $n$ the fixed point of $v = \frac v3 + \frac1{3n}$ is $v = \frac1{2n}$. The
# part $3^{-L}$ that comes from $x$ vanishes. What remains comes from the biases and is the same for
# every $x$: a deep network of default layers is nearly constant.
#
# **Rubric.** 1 point: start and step, with mean 0. 1 point: mixed terms vanish because of the
# weights (independent, mean 0), not because of independent $y_j$. 1 point: $n \cdot
# \frac1{3n} v = \frac v3$ and the bias with the fan-in of the layer. 1 point: the limit $1/(2n)$,
# and that it comes from biases, so that the output hardly depends on $x$.
#
# *Typical wrong answers.* "All terms are independent, so variances add up": 2 or 3 points; the
# $y_j$ share the layers below. "$v_\ell = v_{\ell-1}/3$, so the variance goes to 0": 2 points at
# most; this ignores the biases, and with them the limit.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 5. And with ReLUs?
#
# ReLU halves the second moment of whatever is symmetric about 0: $E\,a^2 = \frac12 v$. So the
# default gives $v_\ell = \frac16 v_{\ell-1} + \frac1{3n}$ (biases disturb the symmetry a little),
# while Kaiming's weights, of variance $2/n$ and without a bias, keep $v_\ell = v_{\ell-1}$. Thick
# lines are measured, with their spread over seeds; thin black lines are predicted.

# %%
def relu_squares(variance, bias, width, depth, seed):
    """Return the mean square of each layer's pre-activations in a ReLU net."""
    rng, found = np.random.default_rng(seed), []
    a = rng.normal(size=(20, width)) / np.sqrt(0.5)  # as if a ReLU of variance 2 came before
    for _ in range(depth):
        z = a @ rng.normal(0, np.sqrt(variance), (width, width)) + rng.normal(0, bias, width)
        found.append((z**2).mean())
        a = np.maximum(z, 0)
    return found


width, depth = 200, 12
layers, axes = np.arange(1, depth + 1), plotting.new_axes(width=8.0)
kinds = {"default": (1 / (3 * width), np.sqrt(1 / (3 * width))), "Kaiming": (2 / width, 0.0)}
for name, (variance, bias) in kinds.items():
    runs = np.array([relu_squares(variance, bias, width, depth, seed) for seed in seeds])
    plotting.plot_spread(axes, layers, {name: runs}, xlabel="layer", ylabel="mean of z²",
                         title=f"ReLU networks of width {width}, {len(seeds)} seeds")
    v, line = 4.0, []
    for _ in layers:
        v = width * variance * v / 2 + bias**2
        line.append(v)
    axes.plot(layers, line, color="black", lw=1, ls="-")
axes.set(yscale="log", xticks=layers);

# %% [markdown]
# **Read the picture.** Where does the curve of the default end, and how much of it still depends on
# the input? After how many layers does less than a thousandth of the variance come from the input?
#
# <details><summary>Answer</summary>
#
# It ends at a level of about $1/(3n) \cdot \frac65 = 0.002$, which comes from the biases alone. The
# share of the input falls by a factor of 6 at each layer, and $6^4 > 1000$: after four or five
# layers it is a thousandth of what it was. So "PyTorch uses Kaiming's initialization by default" is
# true of the function's name only. In networks of a few layers this hardly matters. In deep ones,
# set the weights yourself, or let normalisation layers set the scale.
#
# </details>
#
# ## Takeaways
#
# * `nn.Linear` draws weights and biases between $\pm 1/\sqrt{n_{in}}$, with variance $1/(3
#   n_{in})$.
# * In a linear network each layer keeps a third of the variance, and its bias adds $1/(3n)$. The
#   part that depends on the input is $3^{-L}$, and with ReLUs $6^{-L}$.
# * Mixed terms vanish because weights are independent and have mean 0. Nothing else needs to be
#   independent.
#
# **Three questions to take further**
#
# 1. What happens on the way back: by which factor does a gradient shrink at each default layer,
#    linear or with ReLUs?
# 2. `nn.Conv2d` has the same default, with a fan-in of channels times $k^2$. What changes?
# 3. Why might a default that shrinks signals be the safer choice for people who do not ask?
#
# **Two papers**
#
# * Y. LeCun, L. Bottou, G. Orr, K.-R. Müller: [*Efficient
#   BackProp*](https://doi.org/10.1007/3-540-49430-8_2), in Neural Networks: Tricks of the Trade,
#   Springer 1998, pages 9–50. Section 4.6 is where $1/\sqrt{n}$ comes from.
# * K. He, X. Zhang, S. Ren, J. Sun: [*Delving Deep into Rectifiers: Surpassing Human-Level
#   Performance on ImageNet Classification*](https://arxiv.org/abs/1502.01852), ICCV 2015, pages
#   1026–1034. The factor 2 for ReLU.
