# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Dropout, in front of a unit or behind it
#
# **Goal:** find out when it makes no difference whether dropout stands in front of an activation
# unit or behind it, prove the condition, and see what dropout does to means and variances where it
# does make a difference.
#
# **Time:** about an hour and a half; all cells together run in about ten seconds.
#
# **You need** the units of [Activation units and their
# derivatives](../activation-units/01_derivatives.ipynb), and the second moments of
# [Initialization](../activation-units/05_initialization.ipynb), section 6.
#
# **Afterwards you can** say which units commute with dropout and why, predict the mean and the
# variance behind either order, and explain why a deep network with dropout is a noisier one.
#
# **How the questions work**
#
# * Write your code where it says `# YOUR CODE HERE` and run the check below it. It ends in a
#   verdict, such as ✓ 1 of 1 or ✗ 0 of 1, and a message names the likely slip. Further, hidden
#   checks run when this is graded.
# * Arrays are NumPy float64. Functions do not modify their arguments, and print nothing.
# * NumPy, SciPy, PyTorch and the standard library are yours to use. Names that end in `_` belong
#   to the checks.

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
        "mean, dropout behind": (1 - p) * unit(z) / (1 - p),
        "mean, dropout in front": p * unit(0 * z) + (1 - p) * unit(z / (1 - p))},
        xlabel="z", ylabel="output", title=f"{name}, p = {p}")
    axes.legend(loc="upper left" if name == "ReLU" else "lower right", frameon=False, fontsize=10)
    axes.set_ylim(-1.1 if name == "tanh" else -0.05, None)

# %% [markdown]
# **Look at the picture.** Each panel shows what comes out of a unit on average when half of all
# numbers are dropped: behind the unit, or in front of it. For ReLU all three curves are one. For
# the sigmoid and tanh the order matters. What do the units have in common for which it does not?
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
# The factor is there for the mean: $\mathrm{E}\,D(x)_i = (1 - p)\,\frac{1}{1 - p}\,x_i = x_i$. So
# in evaluation, where nothing may be left to chance, $D$ is simply the identity. (The paper of
# 2014 multiplies the weights by $1 - p$ afterwards instead. What is written here is called
# *inverted* dropout, and is what PyTorch does.)
#
# A unit $\sigma$ works on each entry by itself. With the *same* mask, the two orders agree if
#
# $$\sigma(m_i\, x_i) = m_i\, \sigma(x_i) \qquad \text{for both values of } m_i .$$
#
# > **Careful.** The same mask: two calls of `nn.Dropout` draw two masks, and then the results
# > differ for every unit. And in evaluation mode *every* unit commutes, since $D$ does nothing.
#
# ## 2. Does it commute? · 5 points
#
# For all masks and all $p$, this asks for two things:
#
# $$\sigma(0) = 0, \qquad \sigma(c\,x) = c\,\sigma(x) \quad \text{for all } x \text{ and all } c >
# 0 .$$
#
# The first comes from $m_i = 0$, the second from $c = 1/(1 - p)$, which runs through all numbers
# of at least 1 (and then the equation holds for $1/c$, too). A function that has both is called
# *non-negatively homogeneous*. Write a test for it, and say of three units whether they commute.

# %% nbgrader={"grade": false, "grade_id": "commutes", "locked": false, "schema_version": 3, "solution": true}
def commutes(activation):
    """Tell whether an activation commutes with dropout; a bool.

    activation: takes a float64 array of any shape and returns one of that shape, entry by entry.
    It has to hold for all x and all c > 0, but for rounding (a relative 1e-9). You may take for
    granted that an activation which does not commute shows it clearly: either σ(0) is not 0, or
    σ(cx) and cσ(x) differ by more than one per cent on a tenth of all x with 0.01 <= abs(x) <= 100
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
        "both are homogeneous for c > 0; a negative c is not asked about.")
    ask(commutes, {"x ↦ x + 1": lambda x: x + 1.0, "x ↦ x²": np.square, "tanh": np.tanh}, False,
        "σ(0) = 0 alone is not enough, and neither is σ(cx) = cσ(x) near 0.")
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
        "any slope on either side will do, and rounding does not count.")
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
    ask(commutes, {"ReLU": relu_}, True, "ReLU is two half-lines that meet in 0.")
    due_ = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}
    checks.is_true({name: bool(said) for name, said in commuting_units.items()} == due_,
                   "commuting_units is wrong about a unit.", slip="σ(0) = ½ for the sigmoid.")
    checks.leaves_alone(commutes, np.abs, draws=False)
marks_.total()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": true, "grade_id": "homogeneous-proof", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## 3. The condition, proved · 4 points
#
# Show that $\sigma(D(x)) = D(\sigma(x))$, with the same mask, for all $x$, all masks and all $0
# \le p < 1$, **if and only if** $\sigma(0) = 0$ and $\sigma(cx) = c\,\sigma(x)$ for all $x$ and
# all $c > 0$. Which functions are these? Give all of them, by a formula. Then say for ReLU, leaky
# ReLU and the sigmoid whether they are among them, and what fails for the sigmoid.
#
# <!-- BEGIN SOLUTION -->
# *If.* Let both hold. For an entry with $m_i = 0$: $\sigma(0 \cdot x_i) = \sigma(0) = 0 = 0 \cdot
# \sigma(x_i)$. For one with $m_i = c = 1/(1 - p) > 0$: $\sigma(c\,x_i) = c\,\sigma(x_i)$. That is
# the claim, entry by entry.
#
# *Only if.* Let the orders agree for all $x$, masks and $p$. Take $p = ½$ and a mask with $m_i =
# 0$: $\sigma(0) = 0$. Take $m_i = c = 1/(1 - p)$: with $p$ from 0 to 1 this is every $c \ge 1$, so
# $\sigma(cx) = c\,\sigma(x)$ for all $c \ge 1$ and all $x$. For $0 < c < 1$ use it with $1/c > 1$
# at the point $cx$: $\sigma(x) = \sigma(\tfrac1c\, cx) = \tfrac1c\, \sigma(cx)$.
#
# *All of them.* With $c = |x|$ and $x = \pm 1$: $\sigma(x) = \sigma(1)\, x$ for $x > 0$ and
# $\sigma(x) = -\sigma(-1)\, x$ for $x < 0$, with $\sigma(0) = 0$. So they are $\sigma(x) = \alpha
# x$ for $x > 0$ and $\beta x$ for $x \le 0$, with any $\alpha$ and $\beta$: two half-lines that
# meet at 0. ReLU is $(1, 0)$, leaky ReLU $(1, \text{slope})$, the identity $(1, 1)$, $|x|$ is $(1,
# -1)$. The sigmoid fails twice: $\sigma(0) = ½$, and it is bounded, so $\sigma(cx) = c\,\sigma(x)$
# cannot hold for large $c$.
#
# **Rubric.** 1 point: both conditions imply the equation, for both values of a mask. 1 point: the
# equation implies $\sigma(0) = 0$ and homogeneity for $c = 1/(1 - p)$. 1 point: all $c > 0$, with
# $c
# < 1$ treated; or all functions named, $\alpha x$ and $\beta x$. 1 point: the three units, with
# what fails for the sigmoid.
#
# *Typical wrong answers.* "ReLU keeps the value 0 that dropout puts out, so it commutes": 1 point
# at most. $\tanh$ keeps the 0, too; the factor $1/(1 - p)$ is left out. "It has to be linear, so
# only the identity commutes": 1 or 2 points; negative factors never occur in a mask, and so the
# two sides of 0 have nothing to do with each other.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 4. What the order does to means
#
# Where a unit does not commute, the order changes what the next layer sees on average. For one
# entry $z$, over all masks,
#
# $$\mathrm{E}\,D(\sigma(z)) = \sigma(z), \qquad
#   \mathrm{E}\,\sigma(D(z)) = p\,\sigma(0) + (1 - p)\,\sigma\Bigl(\frac{z}{1 - p}\Bigr),$$
#
# $$\operatorname{Var} D(\sigma(z)) = \frac{p}{1 - p}\,\sigma(z)^2, \qquad
#   \operatorname{Var} \sigma(D(z)) = p\,(1 - p) \Bigl(\sigma\Bigl(\frac{z}{1 - p}\Bigr) -
# \sigma(0)\Bigr)^2 .$$
#
# (A number that is $u$ with probability $p$ and $v$ otherwise has variance $p(1 - p)(v - u)^2$.)
# In evaluation the value is $\sigma(z)$. So dropout *behind* a unit is right on average, and
# dropout *in front* of it is not, unless the unit commutes. Formulas are lines here. Circles
# (behind) and crosses (in front) are measured, over random masks.

# %%
count, rng = by_budget(quick=2_000, normal=20_000, full=200_000), np.random.default_rng(0)
places, p = np.linspace(-4, 4, 17), 0.3
masks = (rng.random((count, places.size)) >= p) / (1 - p)
panels = plotting.new_axes(2, 3, width=4.4, height=3.2)
for column, (name, unit) in enumerate(units.items()):
    behind, front = masks * unit(places), unit(masks * places)
    away = unit(z / (1 - p))
    curves = {"mean": {"behind": unit(z), "in front": p * unit(0 * z) + (1 - p) * away},
              "deviation": {"behind": np.sqrt(p / (1 - p)) * np.abs(unit(z)),
                            "in front": np.sqrt(p * (1 - p)) * np.abs(away - unit(0 * z))}}
    for row, (kind, lines) in enumerate(curves.items()):
        axes = panels[3 * row + column]
        plotting.plot_curves(axes, z, lines, xlabel="z", title=f"{name}: {kind}, p = {p}")
        for samples, marker in ((behind, "o"), (front, "x")):
            dots = samples.mean(axis=0) if kind == "mean" else samples.std(axis=0)
            axes.plot(places, dots, marker, ms=5, mfc="none", color="black")

# %% [markdown]
# **Read the picture.** For which $z$ is the sigmoid's mean most wrong when dropout stands in front
# of it? Why does the noise behind a sigmoid not go away for $z = -4$ in one of the two orders?
#
# <details><summary>Answer</summary>
#
# For $z$ of about ±3 and beyond: a dropped entry becomes $\sigma(0) = ½$, which is far from
# $\sigma(z)$ there. At $z = -4$ the unit is off, and dropout behind it multiplies next to nothing
# by 0 or 1.4: no noise. In front of it, it switches the unit from 0 to ½ and back: a deviation of
# 0.2. Dropout was meant to take units away, and in front of a sigmoid it puts some in.
#
# </details>
#
# ## 5. What it does to variances, layer by layer
#
# Dropout keeps the mean of each entry, not its square:
#
# $$\mathrm{E}\,D(x)_i^2 = (1 - p)\,\frac{x_i^2}{(1 - p)^2} = \frac{x_i^2}{1 - p} .$$
#
# A layer makes sums of such entries, so the variance of its output is larger by the factor $1/(1 -
# p)$, and by $(1 - p)^{-L}$ behind $L$ layers. **Predict**: with Kaiming's weights, which keep the
# second moment of a ReLU net the same at every depth, what are second moments behind 20 layers
# with $p = 0.2$ in training and in evaluation?

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
# evaluated without? Why do the seeds spread more and more with depth?
#
# <details><summary>Answer</summary>
#
# In training the numbers grow by $1/(1 - p)$ at each layer: by $0.8^{-19} = 69$ behind 20 layers
# with $p = 0.2$, and by half a million with $p = 0.5$. In evaluation they do not. The mean of each
# entry is the same, but the sizes are not, and whatever depends on sizes notices: a sigmoid or
# softmax above, and batch normalisation most of all, since it keeps the variances of training and
# uses them in evaluation. (Weights of variance $2(1 - p)/n$ keep the size in training.) Each layer
# multiplies the second moment by a random factor near its mean, so the logarithms add up like a
# random walk.
#
# </details>
#
# ## What to take along
#
# * Dropout multiplies by 0 or $1/(1 - p)$. A unit commutes with it exactly if it is two half-lines
#   that meet in 0: ReLU, leaky ReLU, PReLU, $|x|$, the identity.
# * For all others the order matters. Behind the unit, dropout is right on average; in front of it,
#   it puts $\sigma(0)$ where a 0 was meant.
# * The mean is kept and the variance is not: each dropout in a stack of layers adds a factor.
#
# **Three questions to go on with**
#
# 1. Which units commute with dropout that *adds* noise to each entry instead, as $x_i (1 +
#    \sqrt{p/(1-p)}\,\varepsilon_i)$ with a normal $\varepsilon_i$? (Some masks are negative now.)
# 2. GELU was introduced as the mean of a random mask: $\mathrm{E}[m\,z]$, where $m$ is 1 with
#    probability $\Phi(z)$. How does this differ from dropout?
# 3. Max pooling takes the largest of several entries. Does it commute with dropout?
#
# **Two papers**
#
# * N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov: *Dropout: A Simple Way
#   to Prevent Neural Networks from Overfitting*, Journal of Machine Learning Research 15 (2014),
#   pages 1929–1958.
# * X. Li, S. Chen, X. Hu, J. Yang: *Understanding the Disharmony between Dropout and Batch
#   Normalization by Variance Shift*, CVPR 2019, pages 2682–2690. Section 5's factor, and what
#   batch normalisation makes of it.
