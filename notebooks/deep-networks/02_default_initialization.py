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
# **Goal:** find out what `nn.Linear` puts into its weights and biases, follow the variance of the
# numbers through a deep net of such layers, by hand and by experiment, and compare with what a
# ReLU net would need.
#
# **Time:** about two hours; all cells together run in about ten seconds.
#
# **You need** variances of sums, and the derivation of Xavier's and Kaiming's weights in
# [Initialization](../activation-units/05_initialization.ipynb), sections 2 and 6.
#
# **Afterwards you can** say which variance a default layer has, predict the size of the outputs of
# a linear net of any widths, prove it by induction, and tell why a deep ReLU net with the default
# starts out nearly constant.
#
# **How the questions work**
#
# * Write your code where it says `# YOUR CODE HERE` and run the check below it. It ends in a
#   verdict, such as ✓ 1 of 1 or ✗ 0 of 1, and a message names the likely slip. Further, hidden
#   checks run when this is graded.
# * Functions do not modify their arguments, and print nothing. NumPy, SciPy, PyTorch and the
#   standard library are yours to use, and so are your earlier answers. Names that end in `_`
#   belong to the checks.

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
    """Return the mean square behind each of twenty default layers, linear or with ReLUs."""
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
# **Look at the picture.** Twenty layers as PyTorch makes them, with no other word said. What
# distinguishes one input from another shrinks by a constant factor at each layer. Behind twenty
# layers the net says nearly the same to every input, whatever it is. Where does the factor come
# from, and why is it smaller with ReLUs?
#
# ## 1. What is drawn · 3 points
#
# `nn.Linear(n_in, n_out)` draws each weight and each bias from a uniform distribution on $[-b,
# b]$, where the *fan-in* $n_{in}$ alone sets the bound:
#
# $$b = \frac{1}{\sqrt{n_{in}}}, \qquad \operatorname{Var} U(-b, b) = \frac{b^2}{3} .$$
#
# (In the source stands `kaiming_uniform_(a=√5)`, from which this follows: a gain of $\sqrt{2/(1 +
# 5)} = \sqrt{1/3}$, times $\sqrt{3/n_{in}}$. The name is Kaiming's; the variance he recommends for
# ReLU, $2/n_{in}$, is six times as large.)

# %% nbgrader={"grade": false, "grade_id": "default-variance", "locked": false, "schema_version": 3, "solution": true}
def default_bound(fan_in):
    """Return the bound b of the uniform law that nn.Linear draws weights and biases from.

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
                  slip="a uniform law on [−b, b] has the variance b²/3.")
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
# A linear net: $y_0 = x$ has $n_0$ independent entries of mean 0 and variance 1, and
#
# $$y_\ell = A_\ell\, y_{\ell-1} + b_\ell, \qquad A_\ell: (n_\ell, n_{\ell-1}), \quad
#   b_\ell: (n_\ell,) ,$$
#
# all entries drawn as in section 1. For one entry, the variance over everything that is random is
# that of a sum of $n_{\ell-1}$ products and a bias. Products of independent numbers of mean 0 have
# the product of the variances, and different products are uncorrelated:
#
# $$v_\ell = n_{\ell-1} \operatorname{Var} A_\ell\; v_{\ell-1} + \operatorname{Var} b_\ell,
#   \qquad v_0 = 1 .$$
#
# > **Careful.** The fan-in of layer $\ell$ is $n_{\ell-1}$, the width of the layer *below*, and
# > not that of $x$. And the bias has a variance, too.

# %% nbgrader={"grade": false, "grade_id": "recursion", "locked": false, "schema_version": 3, "solution": true}
def output_variances(widths):
    """Return v₀ … v_L of a linear net of default layers: a list or an array of L + 1 floats.

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
                  "Widths [2, 6, 5]", slip="v/3 from the weights, 1/(3n) from the bias, n below.")
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
    """Return the mean of all squares of each layer, for many nets with an input of its own each."""
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
# **Read the numbers.** Is any of the differences larger than chance? What would the last row be
# without biases?
#
# <details><summary>Answer</summary>
#
# A difference of up to two standard errors is nothing special. Without biases it would be $3^{-3}
# = 0.037$ for any widths; with them it is $\frac1{27} + \frac{1}{27 \cdot 5} + \frac{1}{9 \cdot
# 20} + \frac{1}{3 \cdot 10} = 0.083$: more than half of the last layer's variance comes from
# biases, which know nothing of the input.
#
# </details>
#
# ## 3. All widths equal · 3 points
#
# Unroll the recursion for $n_0 = \dots = n_L = n$. The biases make a geometric sum:
#
# $$v_L = 3^{-L} + \frac1n \sum_{j=0}^{L-1} 3^{-(L-j)} = \;?$$

# %% nbgrader={"grade": false, "grade_id": "closed-form", "locked": false, "schema_version": 3, "solution": true}
def equal_width_variance(width, depth):
    """Return v_L of a linear net of `depth` default layers, all of the same width; a float.

    width: an int >= 1. depth: an int >= 0; without a layer the variance is 1. Right to 1e-12.
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
    for width_, depth_ in ((1, 0), (1, 1), (1, 50), (10**6, 3), (7, 1000)):
        checks.equals(checks.call(equal_width_variance, width_, depth_),
                      exact_equal(width_, depth_), f"Width {width_}, depth {depth_}", rtol=1e-11)
marks_.total()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": true, "grade_id": "induction", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## 4. The proof, by induction · 4 points
#
# Prove for all $\ell$: every entry of $y_\ell$ has mean 0 and variance $v_\ell$, with $v_0 = 1$
# and $v_\ell = \frac13 v_{\ell-1} + \frac{1}{3 n_{\ell-1}}$. Say where you use which independence.
# The entries of $y_{\ell-1}$ are *not* independent of each other: why does this not matter? What
# do the variances tend to in a deep net of width $n$, and what does this mean for what the net
# says about $x$?
#
# <!-- BEGIN SOLUTION -->
# *Start.* The entries of $y_0 = x$ have mean 0 and variance 1 by assumption.
#
# *Step.* Let the claim hold for $\ell - 1$. $A = A_\ell$ and $b = b_\ell$ are drawn independently
# of $x$ and of all earlier layers, hence of $y = y_{\ell-1}$, and have mean 0. So
# $\mathrm{E}\,(y_\ell)_i = \sum_j \mathrm{E} A_{ij}\, \mathrm{E}\, y_j + \mathrm{E}\, b_i = 0$,
# and
#
# $$\mathrm{E}\,(y_\ell)_i^2 = \sum_{j,k} \mathrm{E}[A_{ij} A_{ik}]\, \mathrm{E}[y_j y_k]
#   + 2 \sum_j \mathrm{E}[A_{ij}]\,\mathrm{E}[y_j b_i] + \mathrm{E}\,b_i^2 .$$
#
# For $j \ne k$ the weights are independent of each other and of mean 0, so $\mathrm{E}[A_{ij}
# A_{ik}] = 0$, whatever $\mathrm{E}[y_j y_k]$ is: this is why the entries of $y$ may depend on
# each other. The middle sum is 0. There remain $n_{\ell-1}$ terms $\operatorname{Var} A \cdot
# v_{\ell-1}$ with $\operatorname{Var} A = 1/(3 n_{\ell-1})$, which makes $\frac13 v_{\ell-1}$, and
# $\operatorname{Var} b = 1/(3 n_{\ell-1})$.
#
# *Limit.* For width $n$ the fixed point of $v = \frac v3 + \frac1{3n}$ is $v = \frac1{2n}$. The
# part $3^{-L}$ that comes from $x$ vanishes, and what stays comes from biases, the same for every
# $x$. A deep net of default layers is nearly constant.
#
# **Rubric.** 1 point: start and step, with mean 0. 1 point: mixed terms vanish because of the
# weights (independent, mean 0), and not because the $y_j$ were independent. 1 point: $n \cdot
# \frac1{3n} v = \frac v3$ and the bias with the fan-in of the layer. 1 point: the limit $1/(2n)$,
# and that it comes from biases, so that the output hardly depends on $x$.
#
# *Typical wrong answers.* "All terms are independent, so variances add up": 2 or 3 points; the
# $y_j$ share the layers below. "$v_\ell = v_{\ell-1}/3$, so the variance goes to 0": 2 points at
# most, as the biases are forgotten, and with them the limit.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 5. And with ReLUs?
#
# ReLU halves the second moment of what is symmetric about 0: $\mathrm{E}\,a^2 = \frac12 v$. Then
# the default makes $v_\ell = \frac16 v_{\ell-1} + \frac1{3n}$, up to what biases change about the
# symmetry, while Kaiming's weights, $2/n$ without a bias, keep $v_\ell = v_{\ell-1}$. Thick lines
# are measured, with their spread; thin black ones are predicted.

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
                         title=f"ReLU nets of width {width}, {len(seeds)} seeds")
    v, line = 4.0, []
    for _ in layers:
        v = width * variance * v / 2 + bias**2
        line.append(v)
    axes.plot(layers, line, color="black", lw=1, ls="-")
axes.set(yscale="log", xticks=layers);

# %% [markdown]
# **Read the picture.** Where does the curve of the default end, and what is left of the input
# there? How many layers does it take until less than a thousandth of the variance comes from the
# input?
#
# <details><summary>Answer</summary>
#
# It ends on a level of about $1/(3n) \cdot \frac65 = 0.002$, which comes from the biases alone.
# The share of the input falls by 6 at each layer, and $6^4 > 1000$: after four or five layers it
# is a thousandth of what it was, and from the fifth layer on the biases are larger. So the
# sentence "PyTorch uses Kaiming's initialization by default" is true of the function's name only.
# In networks of a few layers this hardly matters. In deep ones one sets the weights, or lets
# normalisation layers set the scale.
#
# </details>
#
# ## What to take along
#
# * `nn.Linear` draws weights and biases within $\pm 1/\sqrt{n_{in}}$, with variance $1/(3
#   n_{in})$.
# * In a linear net each layer keeps a third of the variance and adds $1/(3n)$ by its bias. The
#   part that depends on the input is $3^{-L}$, and $6^{-L}$ with ReLUs.
# * Weights that are independent and of mean 0 make mixed terms vanish. Nothing else needs to be
#   independent.
#
# **Three questions to go on with**
#
# 1. What does the backward pass do in a default net: by which factor does a gradient shrink at
#    each layer, linear or with ReLUs?
# 2. `nn.Conv2d` has the same default, with a fan-in of channels times $k^2$. What changes?
# 3. Why might a default that shrinks signals be the safer one for those who do not ask?
#
# **Two papers**
#
# * Y. LeCun, L. Bottou, G. Orr, K.-R. Müller: *Efficient BackProp*, in Neural Networks: Tricks of
#   the Trade, Springer 1998, pages 9–50. Section 4.6 is where $1/\sqrt{n}$ comes from.
# * K. He, X. Zhang, S. Ren, J. Sun: *Delving Deep into Rectifiers: Surpassing Human-Level
#   Performance on ImageNet Classification*, ICCV 2015, pages 1026–1034. The factor 2 for ReLU.
