# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Dropout, before or after the unit?
#
# Dropout switches off random entries of a layer. Should it come before the activation unit or after
# it? For some units you may choose freely, for others the choice changes what the network computes.
# In this notebook we find the exact condition, prove it, and measure what dropout does to means and
# variances when the order matters.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np
from scipy.special import erf, expit

from helpers import checks, plotting
from helpers.budgets import by_budget

# %%
def relu(z):
    return np.maximum(z, 0.0)


units = {"ReLU": relu, "sigmoid": expit, "tanh": np.tanh}
z, p = plotting.grid(-4, 4), 0.5
panels = plotting.new_axes(1, 3, width=4.4, height=3.6)
for axes, (name, unit) in zip(panels, units.items()):
    plotting.plot_curves(axes, z, {
        "without dropout": unit(z),
        "mean, dropout after": (1 - p) * unit(z) / (1 - p),
        "mean, dropout before": p * unit(0 * z) + (1 - p) * unit(z / (1 - p))},
        xlabel="z", ylabel="output", title=f"{name}, p = {p}")
    axes.legend(loc="upper left" if name == "ReLU" else "lower right", frameon=False, fontsize=10)
    axes.set_ylim(-1.1 if name == "tanh" else -0.05, None)

# %% [markdown]
# **Look at the picture.** Each panel shows the mean output of a unit when half of all numbers are
# dropped, after the unit or before it. For ReLU the three curves are the same. For the sigmoid and
# tanh the order matters. What makes ReLU different?
#
# **About 2 hours** · the cells run in about 5 seconds at `quick` and 8 at `normal`.
#
# **You need** the units of [Activation units and their
# derivatives](../activation-units/01_derivatives.ipynb), and the second moments of
# [Initialization](../activation-units/05_initialization.ipynb).
#
# **Afterwards you can**
#
# * say which units commute with dropout, and prove it;
# * predict the mean and the variance of the output in either order;
# * explain why a deep network trained with dropout sees larger numbers than it does in evaluation.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Arrays are NumPy float64. Functions must not modify
# their arguments, and print nothing. You may use NumPy, SciPy, PyTorch and the standard library.
# Names that end in `_` belong to the checks.
#
# **Notation.** $f$: an activation unit · $z$: pre-activation · $p$: probability that an entry is
# dropped · $m_i$: mask · $D$: dropout · $c$: a positive factor · $E$, $\mathrm{Var}$: mean and
# variance over all masks.
#
# ## 1. Dropout
#
# In training, dropout with probability $p < 1$ sets each entry of an array to 0 with probability
# $p$, independently of the others, and multiplies what remains by $1/(1 - p)$:
#
# $$D(x)_i = m_i\, x_i, \qquad
#   m_i = \begin{cases} 0 & \text{with probability } p, \\ \frac{1}{1 - p} &
# \text{otherwise.}\end{cases}$$
#
# The factor $1/(1 - p)$ keeps the mean: $E\,D(x)_i = (1 - p)\,\frac{1}{1 - p}\,x_i = x_i$. In
# evaluation nothing is random, and $D$ is simply the identity. (The [original
# paper](https://jmlr.org/papers/v15/srivastava14a.html) multiplies the weights by $1 - p$ after
# training instead. What we use here is called *inverted* dropout, and it is what PyTorch does.)
#
# A unit $f$ acts on each entry separately. With the *same* mask, the two orders agree if
#
# $$f(m_i\, x_i) = m_i\, f(x_i) \qquad \text{for both values of } m_i .$$
#
# > **Careful.** It has to be the same mask. Two calls of `nn.Dropout` draw two different masks, and
# > then the results differ for almost every unit. And in evaluation mode *every* unit commutes,
# > because $D$ does nothing.
#
# ## 2. Does it commute? · 5 points
#
# If this is to hold for all masks and all $p$, the unit needs two properties:
#
# $$f(0) = 0, \qquad f(c\,x) = c\,f(x) \quad \text{for all } x \text{ and all } c > 0 .$$
#
# The first comes from $m_i = 0$. The second comes from $c = 1/(1 - p)$, which can be any number
# from 1 on (and then the equation holds for $1/c$, too). A function with both properties is called
# *non-negatively homogeneous*. Write a test for it, and decide for three units whether they
# commute.

# %% nbgrader={"grade": false, "grade_id": "commutes", "locked": false, "schema_version": 3, "solution": true}
def commutes(activation):
    """Tell whether an activation commutes with dropout; a bool.

    activation: takes a float64 array of any shape and returns one of that shape, entry by entry.
    f(cx) = cf(x) must hold for all x and all c > 0, up to rounding (a relative 1e-9). You may
    assume that an activation which does not commute shows it clearly: either f(0) is not 0, or
    f(cx) and cf(x) differ by more than one per cent on a tenth of all x with 0.01 <= abs(x) <= 100
    on one of the two sides, for nearly all c between 1.1 and 10.
    """
    ### BEGIN SOLUTION
    side = np.logspace(-2.5, 2.5, 401)
    x = np.concatenate([-side, side])
    if np.any(activation(np.zeros(2)) != 0):
        return False
    return all(np.allclose(activation(c * x), c * activation(x), rtol=1e-7, atol=0)
               for c in (0.3, 1.37, 2.0, 7.1))
    ### END SOLUTION


### BEGIN SOLUTION
commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}
### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "asked", "locked": true, "schema_version": 3, "solution": false}
def ask(answer, activations, due, slip):
    """Ask the answer about several activations; all of them have the same answer."""
    for name, activation in activations.items():
        got = checks.call(answer, activation)
        checks.is_true(isinstance(got, bool | np.bool_), "commutes returns a bool.", got=got)
        checks.is_true(bool(got) is due, f"commutes says {bool(got)} of {name}.", slip=slip)

# %% nbgrader={"grade": true, "grade_id": "commutes-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "five activations"):
    ask(commutes, {"x ↦ x": lambda x: 1.0 * x, "x ↦ |x|": np.abs}, True,
        "both are homogeneous for c > 0; negative factors never occur in a mask.")
    ask(commutes, {"x ↦ x + 1": lambda x: x + 1.0, "x ↦ x²": np.square, "tanh": np.tanh}, False,
        "f(0) = 0 alone is not enough, and neither is f(cx) = cf(x) near 0.")
with marks_.part(1, "three units"):
    checks.is_true(set(commuting_units) == {"ReLU", "Sigmoid", "LeakyReLU"},
                   "commuting_units has the keys ReLU, Sigmoid, LeakyReLU.", got=commuting_units)
    checks.is_true(all(isinstance(said, bool | np.bool_) for said in commuting_units.values()),
                   "The values of commuting_units are bools.", got=commuting_units)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "commutes-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_, marks_ = checks.rng("commutes"), checks.Marks()
up_, down_ = rng_.uniform(0.3, 3.0, 2)
relu_ = lambda x: np.maximum(x, 0.0)
with marks_.part(1, "activations that commute"):
    ask(commutes, {"ReLU": relu_, "−ReLU(−x)": lambda x: np.minimum(x, 0.0), "0": lambda x: 0.0 * x,
         "a leaky ReLU": lambda x: np.where(x > 0, x, 0.1 * x),
         "a PReLU": lambda x: np.where(x > 0, up_ * x, -down_ * x),
         "a third of x": lambda x: x / 3.0, "−|x|": lambda x: -np.abs(x),
         "a tiny ReLU": lambda x: 1e-9 * relu_(x)}, True,
        "each side may have any slope, and rounding errors are fine.")
with marks_.part(1, "activations that do not"):
    ask(commutes, {"the sigmoid": expit, "softplus": lambda x: np.logaddexp(0.0, x),
         "GELU": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2, "swish": lambda x: x * expit(x),
         "ELU": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), "sin": np.sin,
         "ReLU, and 1 at 0": lambda x: np.where(x == 0, 1.0, relu_(x)), "sign": np.sign,
         "ReLU up to 6": lambda x: np.clip(x, 0.0, 6.0), "x|x|": lambda x: x * np.abs(x),
         "x, but 0 near 0": lambda x: np.where(np.abs(x) > 0.5, x, 0.0),
         "x in waves": lambda x: x * (1 + 0.3 * np.sin(2 * np.pi * np.log2(np.abs(x) + 1e-300))),
         "a kink at −2": lambda x: np.maximum(x, -2.0), "√x": lambda x: np.sqrt(relu_(x)),
         "a tiny tanh": lambda x: 1e-9 * np.tanh(x), "a tiny sigmoid": lambda x: 1e-9 * expit(x),
         "a kink at 20": lambda x: np.where(x > 20, 3 * x - 40, x)}, False,
        "try both signs, sizes from 0.01 to 100, several c, and 0 itself.")
with marks_.part(1, "three units, and no traces"):
    ask(commutes, {"ReLU": relu_}, True, "ReLU consists of two half-lines that meet at 0.")
    due_ = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}
    checks.is_true({name: bool(said) for name, said in commuting_units.items()} == due_,
                   "commuting_units is wrong about a unit.", slip="f(0) = ½ for the sigmoid.")
    checks.leaves_alone(commutes, np.abs, draws=False)
marks_.total()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": true, "grade_id": "homogeneous-proof", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## 3. The condition, proved · 4 points
#
# Show that $f(D(x)) = D(f(x))$ holds, with the same mask, for all $x$, all masks and all $0 \le p <
# 1$, **if and only if** $f(0) = 0$ and $f(cx) = c\,f(x)$ for all $x$ and all $c > 0$. Which
# functions are these? Give a formula for all of them. Then say whether ReLU, leaky ReLU and the
# sigmoid are among them, and what fails for the sigmoid.
#
# <!-- BEGIN SOLUTION -->
# *If.* Suppose that both hold. For an entry with $m_i = 0$: $f(0 \cdot x_i) = f(0) = 0 = 0 \cdot
# f(x_i)$. For one with $m_i = c = 1/(1 - p) > 0$: $f(c\,x_i) = c\,f(x_i)$. That is the claim,
# entry by entry.
#
# *Only if.* Suppose that the orders agree for all $x$, masks and $p$. Take $p = ½$ and a mask with
# $m_i = 0$: $f(0) = 0$. Take $m_i = c = 1/(1 - p)$: as $p$ goes from 0 to 1 this is every $c \ge
# 1$, so $f(cx) = c\,f(x)$ for all $c \ge 1$ and all $x$. For $0 < c < 1$, use it with $1/c > 1$ at
# the point $cx$: $f(x) = f(\tfrac1c\, cx) = \tfrac1c\, f(cx)$.
#
# *All of them.* With $c = |x|$ and the points $\pm 1$: $f(x) = f(1)\, x$ for $x > 0$ and $f(x) =
# -f(-1)\, x$ for $x < 0$, with $f(0) = 0$. So they are $f(x) = r\,x$ for $x > 0$ and $s\,x$ for $x
# \le 0$, with any $r$ and $s$: two half-lines that meet at 0. ReLU is $(r, s) = (1, 0)$, leaky ReLU
# $(1, s)$, the identity $(1, 1)$, and $|x|$ is $(1, -1)$. The sigmoid fails twice: $\sigma(0) = ½$,
# and it is bounded, so $\sigma(cx) = c\,\sigma(x)$ cannot hold for large $c$.
#
# **Rubric.** 1 point: both conditions imply the equation, for both values of a mask. 1 point: the
# equation implies $f(0) = 0$ and homogeneity for $c = 1/(1 - p)$. 1 point: all $c > 0$, with $c <
# 1$ treated; or all functions named, $r\,x$ and $s\,x$. 1 point: the three units, with what fails
# for the sigmoid.
#
# *Typical wrong answers.* "ReLU keeps the value 0 that dropout puts out, so it commutes": 1 point
# at most. $\tanh$ keeps the 0, too; the factor $1/(1 - p)$ is ignored. "It has to be linear, so
# only the identity commutes": 1 or 2 points; negative factors never occur in a mask, so the two
# sides of 0 do not affect each other.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 4. What the order does to means
#
# If a unit does not commute with dropout, the order changes what the next layer sees on average.
# For one entry $z$, over all masks,
#
# $$E\,D(f(z)) = f(z), \qquad
#   E\,f(D(z)) = p\,f(0) + (1 - p)\,f\Bigl(\frac{z}{1 - p}\Bigr),$$
#
# $$\mathrm{Var}\, D(f(z)) = \frac{p}{1 - p}\,f(z)^2, \qquad
#   \mathrm{Var}\, f(D(z)) = p\,(1 - p) \Bigl(f\Bigl(\frac{z}{1 - p}\Bigr) - f(0)\Bigr)^2 .$$
#
# (A number that is $u$ with probability $p$ and $v$ otherwise has variance $p(1 - p)(v - u)^2$.)
# In evaluation the value is $f(z)$. So dropout *after* a unit is right on average. Dropout *before*
# it is not, unless the unit commutes. The lines below are the formulas; circles (after) and crosses
# (before) are measured over random masks.

# %%
count, rng = by_budget(quick=2_000, normal=20_000, full=200_000), np.random.default_rng(0)
places, p = np.linspace(-4, 4, 17), 0.3
masks = (rng.random((count, places.size)) >= p) / (1 - p)
panels = plotting.new_axes(2, 3, width=4.4, height=3.2)
for column, (name, unit) in enumerate(units.items()):
    after, before = masks * unit(places), unit(masks * places)
    away = unit(z / (1 - p))
    curves = {"mean": {"after": unit(z), "before": p * unit(0 * z) + (1 - p) * away},
              "deviation": {"after": np.sqrt(p / (1 - p)) * np.abs(unit(z)),
                            "before": np.sqrt(p * (1 - p)) * np.abs(away - unit(0 * z))}}
    for row, (kind, lines) in enumerate(curves.items()):
        axes = panels[3 * row + column]
        plotting.plot_curves(axes, z, lines, xlabel="z", title=f"{name}: {kind}, p = {p}")
        for samples, marker in ((after, "o"), (before, "x")):
            dots = samples.mean(axis=0) if kind == "mean" else samples.std(axis=0)
            axes.plot(places, dots, marker, ms=5, mfc="none", color="black")

# %% [markdown]
# **Read the picture.** For which $z$ is the sigmoid's mean furthest off when dropout comes before
# it? At $z = -4$, why does the noise disappear in one order and remain in the other?
#
# <details><summary>Answer</summary>
#
# The mean is furthest off for $|z|$ of about 3 and more: a dropped entry becomes $\sigma(0) = ½$,
# which is far from $\sigma(z)$ there. At $z = -4$ the unit is almost off. Dropout after it
# multiplies next to nothing by 0 or by 1.4, so there is no noise. Dropout before it switches the
# unit between 0 and ½: a standard deviation of 0.2. Dropout is meant to switch units off; before a
# sigmoid it switches some on.
#
# </details>
#
# ## 5. What dropout does to variances, layer by layer
#
# Dropout keeps the mean of each entry, but not the mean of its square:
#
# $$E\,D(x)_i^2 = (1 - p)\,\frac{x_i^2}{(1 - p)^2} = \frac{x_i^2}{1 - p} .$$
#
# A layer adds up such entries, so the second moment of its output is larger by the factor $1/(1 -
# p)$, and after $L$ layers by $(1 - p)^{-L}$. **Predict, then run.** Kaiming's weights keep the
# second moment of a ReLU network the same at every depth. With $p = 0.2$, how large is it after 20
# layers in training, and how large in evaluation?

# %%
width, depth, seeds = 200, 20, range(by_budget(quick=5, normal=20, full=100))


def second_moments(p, seed):
    """Return the mean square of each layer's pre-activations in a ReLU net with dropout."""
    rng = np.random.default_rng(seed)
    a, found = rng.normal(size=width), []
    for _ in range(depth):
        z = rng.normal(0, np.sqrt(2 / width), (width, width)) @ a
        found.append(np.mean(z**2))
        a = relu(z) * (rng.random(width) >= p) / (1 - p)
    return found


layers, axes = np.arange(1, depth + 1), plotting.new_axes(width=8.0)
runs = {f"p = {p}": [second_moments(p, seed) for seed in seeds] for p in (0.0, 0.2, 0.5)}
plotting.plot_spread(axes, layers, runs, xlabel="layer", ylabel="mean of z²",
                     title=f"Median and 80 % of {len(seeds)} seeds; black: the prediction")
for p in (0.0, 0.2, 0.5):
    axes.plot(layers, 2.0 * (1 - p) ** -(layers - 1.0), color="black", lw=1, ls="-")
axes.set(yscale="log", xticks=layers);

# %% [markdown]
# **Read the picture.** What does the factor mean for a network that is trained with dropout and
# evaluated without it? Why do the seeds spread more and more with depth?
#
# <details><summary>Answer</summary>
#
# In training the numbers grow by $1/(1 - p)$ at each layer: by $0.8^{-19} = 69$ after 20 layers
# with $p = 0.2$, and by half a million with $p = 0.5$. In evaluation they do not. The mean of each
# entry is the same, but sizes are not, and whatever depends on sizes notices: a sigmoid or softmax
# at the top, and above all batch normalisation, which stores the variances of training and uses
# them in evaluation. (Weights of variance $2(1 - p)/n$ keep the size in training.) Each layer
# multiplies the second moment by a random factor near its mean, so its logarithm is a random walk:
# the more layers, the wider the spread.
#
# </details>
#
# ## Takeaways
#
# * Dropout multiplies each entry by 0 or by $1/(1 - p)$. A unit commutes with it exactly when it
#   consists of two half-lines that meet at 0: ReLU, leaky ReLU, PReLU, $|x|$, the identity.
# * For all other units the order matters. Dropout after the unit is right on average; before it,
#   dropout puts $f(0)$ where a 0 was meant.
# * Dropout keeps the mean and not the variance: each dropout layer adds a factor.
#
# **Three questions to take further**
#
# 1. Which units commute with dropout that *adds* noise instead, as in $x_i (1 +
#    \sqrt{p/(1-p)}\,\varepsilon_i)$ with a normal $\varepsilon_i$? (Now some masks are negative.)
# 2. GELU was introduced as the mean of a random mask: $E[m\,z]$, where $m$ is 1 with probability
#    $\Phi(z)$. How does this differ from dropout?
# 3. Max pooling takes the largest of several entries. Does it commute with dropout?
#
# **Two papers**
#
# * N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov: [*Dropout: A Simple Way
#   to Prevent Neural Networks from Overfitting*](https://jmlr.org/papers/v15/srivastava14a.html),
#   Journal of Machine Learning Research 15 (2014), pages 1929–1958.
# * X. Li, S. Chen, X. Hu, J. Yang: [*Understanding the Disharmony between Dropout and Batch
#   Normalization by Variance Shift*](https://arxiv.org/abs/1801.05134), CVPR 2019, pages 2682–2690.
#   The factor of section 5, and what batch normalisation makes of it.
