# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Random ReLU features
#
# Take a network with one hidden layer, leave its random hidden weights alone, and fit only the
# output layer: that is a single step of algebra. Now make it wider and wider. The test error falls,
# then explodes, then falls again. In this notebook we find out why, how a small penalty removes the
# explosion, and what an infinitely wide network would say.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np

from helpers import checks, plotting
from helpers.budgets import by_budget

# %%
def problem(seed, N):
    """Return N inputs and noisy targets to learn from, and 1000 inputs and true targets to test."""
    made = np.random.default_rng(seed)
    directions, X = made.normal(size=(2, 10)), made.normal(size=(N + 1000, 10))
    first, second = directions @ X.T / np.linalg.norm(directions, axis=1)[:, None]
    y = np.abs(first) + second
    return X[:N], y[:N] + 0.3 * made.normal(size=N), X[N:], y[N:]


seeds = range(by_budget(quick=10, normal=10, full=30))
widths, misses = [1, 2, 4, 7, 12, 20, 26, 30, 34, 40, 55, 80, 150, 400, 1000], []
for seed in seeds:
    X, y, X_test, y_test = problem(seed, 30)
    W = np.random.default_rng([seed, 1]).normal(size=(widths[-1], 10))
    F, F_test = (np.maximum(inputs @ W.T, 0.0) for inputs in (X, X_test))
    thetas = [np.linalg.lstsq(F[:, :m], y, rcond=None)[0] for m in widths]
    misses.append([np.mean((F_test[:, :len(theta)] @ theta - y_test) ** 2) for theta in thetas])
axes = plotting.new_axes(width=8.0)
plotting.plot_spread(axes, widths, {"least squares": misses}, xlabel="random ReLUs",
                     ylabel="mean squared test error",
                     title=f"30 noisy samples; median and 80 % of {len(seeds)} seeds")
axes.axvline(30, color="black", lw=1, ls="-")
axes.set(xscale="log", yscale="log");

# %% [markdown]
# **Look at the picture.** A network with one hidden layer learns from 30 noisy samples of ten
# numbers each. Its hidden weights are random and are never trained; least squares finds the output
# weights. More ReLUs help at first. With as many ReLUs as samples (the black line) the error is
# enormous. And then it falls again, far beyond the width at which the network can fit every sample
# exactly. Why there, and why does it fall?
#
# **About 3 hours** · the cells run in about 5 seconds at `quick` and 10 at `normal`.
#
# **You need** matrices and least squares, and the ReLU of
# [Activation units and their derivatives](../activation-units/01_derivatives.ipynb). What one
# hidden layer can draw is the subject of
# [Approximation with ReLU](../activation-units/02_relu_approximation.ipynb).
#
# **Afterwards you can**
#
# * solve a ridge regression in two forms, and choose the cheaper one;
# * say where the peak of double descent comes from, and how a penalty removes it;
# * name the kernel that an infinitely wide layer of ReLUs stands for.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 1 of 1 or ✗ 0 of 1) and names the likely slip. Additional
# hidden checks run during grading. Arrays are NumPy float64. Functions must not modify their
# arguments, and print nothing. You may use NumPy, SciPy, PyTorch, the standard library and your
# earlier answers. Names that end in `_` belong to the checks.
#
# **Notation.** $X$, $y$: inputs (one sample per row) and targets · $N$: number of samples · $d$:
# numbers in one input · $m$: number of random features · $W$: their weights · $F$: the features ·
# $\theta$: output weights · $\lambda$: penalty · $k$, $K$: kernel and its matrix.
#
# ## 1. A layer that is never trained · 3 points
#
# The $N$ inputs, of $d$ numbers each, are the rows of $X$: $(N, d)$. The hidden layer has $m$
# neurons with random weights $W$: $(m, d)$, one row for each neuron, and no biases:
#
# $$F = \mathrm{relu}(X W^\top), \qquad F: (N, m) .$$
#
# Row $i$ of $F$ holds the *random features* of sample $i$. There is no factor $1/\sqrt m$ and no
# column of ones; if you want a constant, make it one of the $d$ inputs.
#
# > **Careful.** $W$ is drawn *once*, outside of this function. New inputs get their features from
# > the same $W$: the output weights belong to these features, and to no others.

# %% nbgrader={"grade": false, "grade_id": "features", "locked": false, "schema_version": 3, "solution": true}
def relu_features(X, W):
    """Return relu(X Wᵀ): (N, m). X: (N, d), a sample in each row. W: (m, d), a neuron in each."""
    ### BEGIN SOLUTION
    return np.maximum(X @ W.T, 0.0)
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "features-oracle", "locked": true, "schema_version": 3, "solution": false}
def unit_by_unit(X, W):
    """For the checks: the features, each computed as a sum of its own."""
    sums = [[sum(a * b for a, b in zip(x, w)) for w in W.tolist()] for x in X.tolist()]
    return np.array([[z if z > 0 else 0.0 for z in row] for row in sums]).reshape(len(X), len(W))

# %% nbgrader={"grade": true, "grade_id": "features-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "three samples, two neurons"):
    checks.agrees(relu_features, unit_by_unit, [
        (np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 3.0]]), np.array([[1.0, 0.5], [-2.0, 1.0]])),
        (np.array([[2.0]]), np.array([[-1.0], [0.5], [3.0]]))],
        slip="the features are max(0, X Wᵀ): a sample in each row, and nothing scaled.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "features-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("features"), checks.Marks()
with marks_.part(1, "all shapes"):
    checks.agrees(relu_features, unit_by_unit, [
        (rng.normal(size=(n, d)), rng.normal(size=(m, d)))
        for n, d, m in ((5, 3, 7), (7, 3, 5), (1, 4, 3), (6, 1, 2), (2, 6, 1), (3, 3, 3))],
        slips={"there is no factor 1/√m.": lambda X, W: unit_by_unit(X, W) / len(W) ** 0.5,
               "the ReLU is missing.": lambda X, W: X @ W.T})
with marks_.part(1, "zeros at the kink, large numbers, no side effects"):
    X_, W_ = rng.integers(-2, 3, (8, 3)).astype(float), rng.integers(-2, 3, (9, 3)).astype(float)
    checks.agrees(relu_features, unit_by_unit, [(X_, W_), (1e8 * X_, 1e-9 * W_), (0 * X_, W_)])
    checks.is_pure(relu_features, X_, W_)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Ridge regression · 4 points
#
# Only the output weights $\theta$ are learned. With a penalty $\lambda > 0$ on their size, the loss
# is
#
# $$\mathcal L(\theta) = \tfrac12 \lVert F\theta - y \rVert^2 + \tfrac\lambda2 \lVert \theta
# \rVert^2, \qquad \nabla \mathcal L = F^\top (F\theta - y) + \lambda\, \theta = \;?$$
#
# Set the gradient to zero, and you have $m$ linear equations for $\theta$: no steps, no learning
# rate, no seed. For $\lambda > 0$ there is exactly one solution, whatever $F$ is. The targets are
# $y$: $(N,)$, or $(N, k)$ for $k$ outputs, each with its own column of $\theta$.
#
# > **Careful.** Here $\lambda$ goes with the sum over samples, not with their mean. And $\lambda I$
# > adds to the diagonal only; `A + penalty` in NumPy adds to every entry.

# %% nbgrader={"grade": false, "grade_id": "ridge", "locked": false, "schema_version": 3, "solution": true}
def ridge(F, y, penalty):
    """Return the θ that makes ½‖Fθ − y‖² + ½·penalty·‖θ‖² smallest.

    F: (N, m). y: (N,) or (N, k). penalty: a number > 0. The result is (m,), or (m, k) for y (N, k).
    There is no intercept: all columns of F are treated alike, and no mean is subtracted from y.
    """
    ### BEGIN SOLUTION
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "ridge-oracle", "locked": true, "schema_version": 3, "solution": false}
def by_directions(F, y, penalty):
    """For the checks: the solution in F's singular directions, each shrunk by s/(s² + penalty)."""
    U, s, V = np.linalg.svd(F, full_matrices=False)
    return V.T @ ((U.T @ y).T * (s / (s**2 + penalty))).T


def everywhere(F, y, penalty):
    """For the checks: the result of adding the penalty to every entry of FᵀF."""
    A = F.T @ F + penalty
    return np.linalg.solve(A, F.T @ y) if np.linalg.cond(A) < 1e12 else np.full(len(A), np.nan)


RIDGE_SLIPS = {
    "the penalty goes on the diagonal, λ·I, and not on every entry.": everywhere,
    "the penalty is not multiplied by N.": lambda F, y, p: by_directions(F, y, p * len(F)),
    "both terms have the factor ½, so it cancels, and λ has no factor of 2.":
        lambda F, y, p: by_directions(F, y, 2 * p),
    "the penalty is not squared.": lambda F, y, p: by_directions(F, y, p**2),
    "the penalty is missing.": lambda F, y, p: by_directions(F, y, 1e-14),
    "do not subtract the mean from y.":
        lambda F, y, p: by_directions(F, y - y.mean(axis=0), p),
}
NEAR = {"rtol": 1e-8, "atol": 1e-9, "slips": RIDGE_SLIPS}

# %% nbgrader={"grade": true, "grade_id": "ridge-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "three samples, two features"):
    F_ = np.array([[1.0, 0.0], [1.0, 2.0], [0.0, 1.0]])
    checks.agrees(ridge, by_directions, [
        (F_, np.array([1.0, 2.0, -1.0]), 0.5), (F_, np.array([[1.0], [2.0], [-1.0]]), 2),
        (np.array([[2.0]]), np.array([3.0]), 4.0)], slip="(FᵀF + λI)θ = Fᵀy.", **NEAR)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "ridge-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("ridge"), checks.Marks()
shapes_ = (7, 3), (3, 7), (1, 4), (6, 1), (1, 1), (5, 5), (40, 30)
with marks_.part(1, "one target"):
    checks.agrees(ridge, by_directions, [
        (np.maximum(rng.normal(size=shape), 0) + 0.1, rng.normal(2, 1, shape[0]), penalty)
        for shape in shapes_ for penalty in (0.03, 0.7, 30)], **NEAR)
with marks_.part(1, "several targets"):
    checks.agrees(ridge, by_directions, [
        (rng.normal(size=shape), rng.normal(1, 2, (shape[0], k)), 0.3)
        for shape in shapes_ for k in (1, 2, 9)], **NEAR)
with marks_.part(1, "dead and equal features, all sizes of penalties, no side effects"):
    F_, y_ = rng.normal(size=(9, 4)), rng.normal(size=9)
    twins_ = np.concatenate([F_, 0 * F_[:, :1], F_], axis=1)
    Q_ = np.linalg.qr(F_)[0]
    checks.agrees(ridge, by_directions, [
        (twins_, y_, 0.2), (F_, y_, 1e-6), (F_, 1e9 * y_, 1e9)], **NEAR)
    found_ = checks.call(ridge, twins_, y_, 0.2)
    checks.equals(found_[:4], found_[5:], "θ of features that occur twice", rtol=1e-8)
    for penalty_ in (0.25, 3.0):  # columns of length 2 that are orthogonal to each other
        checks.equals(checks.call(ridge, 2 * Q_, y_, penalty_), 2 * Q_.T @ y_ / (4 + penalty_),
                      "θ of orthogonal features", rtol=1e-8)
    checks.is_pure(ridge, F_, y_, 0.4)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 3. The same solution from N equations · 4 points
#
# A wide layer has far more features than there are samples, and $F^\top F$ is $(m, m)$: with $m =
# 200\,000$ it would fill 320 GB. But expand $(F^\top F + \lambda I)\,F^\top$, and you can pull
# $F^\top$ out on the other side:
#
# $$(F^\top F + \lambda I)\, F^\top = F^\top (F F^\top + \lambda I) \quad\Rightarrow\quad
#   (F^\top F + \lambda I)^{-1} F^\top y = F^\top (\;?\;)^{-1} y .$$
#
# The matrix on the right is only $(N, N)$. Its entries are dot products of the features of two
# samples, and $\theta$ is a sum of the samples' features, with weights $\alpha$: $(N,)$.
#
# > **Careful.** `np.eye` needs another size now. And no array on the way may be $(m, m)$.

# %% nbgrader={"grade": false, "grade_id": "dual-ridge", "locked": false, "schema_version": 3, "solution": true}
def dual_ridge(F, y, penalty):
    """Return the same θ as `ridge`, for more features than samples.

    F: (N, m), with m up to 200 000 while N is small, so that no array may be (m, m). y, penalty
    and result are those of `ridge`.
    """
    ### BEGIN SOLUTION
    return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "dual-ridge-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "two samples, three features"):
    F_ = np.array([[1.0, 0.0, 2.0], [0.5, 1.0, 0.0]])
    checks.agrees(dual_ridge, by_directions, [
        (F_, np.array([1.0, -2.0]), 0.5), (F_, np.array([[1.0, 0.0], [-2.0, 3.0]]), 2),
        (np.array([[1.0, 2.0]]), np.array([3.0]), 1.0)], slip="Fᵀ(FFᵀ + λI)⁻¹y.", **NEAR)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "dual-ridge-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("dual-ridge"), checks.Marks()
shapes_ = (3, 7), (1, 4), (5, 6), (1, 1), (4, 4), (20, 150)
with marks_.part(1, "one target and several"):
    for tail_ in ((), (1,), (3,), (8,)):
        checks.agrees(dual_ridge, by_directions, [
            (np.maximum(rng.normal(size=shape), 0) + 0.1, rng.normal(2, 1, (shape[0], *tail_)), p)
            for shape in shapes_ for p in (0.05, 20)], **NEAR)
with marks_.part(1, "200 000 features"):
    F_, y_ = rng.normal(size=(2, 200_000)), rng.normal(size=2)
    due_ = by_directions(F_, y_, 500.0)
    checks.equals(checks.call(dual_ridge, F_, y_, 500.0), due_, "θ of 200 000 features",
                  rtol=1e-8, slip="do not make an array of shape (m, m).")
with marks_.part(1, "equal samples, large and small penalties, no side effects"):
    F_, y_ = rng.normal(size=(4, 9)), rng.normal(size=4)
    checks.agrees(dual_ridge, by_directions, [
        (np.concatenate([F_, F_]), np.concatenate([y_, 1 - y_]), 0.2), (F_, y_, 1e-6),
        (F_, 1e9 * y_, 1e9), (0 * F_, y_, 0.1)], **NEAR)
    checks.is_pure(dual_ridge, F_, y_, 0.4)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Which form when?
#
# What do they cost? $F^\top F$ takes $N m^2$ multiplications, and solving the equations about
# $\frac13 m^3$ with a Cholesky factorisation, or twice that in general. In the other form $N$ and
# $m$ are exchanged. **Predict, then run.** Where do the two curves cross for $N = 300$, and how
# much slower is the wrong form at $m = 1200$?

# %%
from time import perf_counter

repeats = by_budget(quick=5, normal=15, full=50)
rng, N, counts = np.random.default_rng(0), 300, [20, 50, 100, 200, 300, 450, 700, 1200]


def seconds(solve, m):
    """Return how long a few solutions with m features take, after one to warm up."""
    F, y, found = rng.normal(size=(N, m)), rng.normal(size=N), []
    for _ in range(repeats + 1):
        start = perf_counter()
        solve(F, y, 1.0)
        found.append(1000 * (perf_counter() - start))
    return found[1:]


forms = {"m equations": ridge, "N equations": dual_ridge}
times = {name: np.transpose([seconds(form, m) for m in counts]) for name, form in forms.items()}
axes = plotting.plot_spread(plotting.new_axes(width=8.0), counts, times, xlabel="features m",
                            ylabel="milliseconds", title=f"Ridge with N = {N} samples")
axes.axvline(N, color="black", lw=1, ls="-")
axes.set(xscale="log", yscale="log", xticks=counts, xticklabels=counts)
axes.minorticks_off()
F, y = rng.normal(size=(N, 450)), rng.normal(size=N)
print(f"both forms at m = 450: {np.abs(ridge(F, y, 1.0) - dual_ridge(F, y, 1.0)).max():.0e} apart")

# %% [markdown]
# **Read the picture.** How does each line grow, and where do they cross?
#
# <details><summary>Answer</summary>
#
# They cross near $m = N$ (the black line), where both solve 300 equations. To the right, $m$
# equations approach the slope of $m^3$: at $m = 1200$ the wrong form takes about ten times as long.
# $N$ equations grow only like $N^2 m$, the price of $F F^\top$. To the left it is the other way
# round. Choose the smaller of $m$ and $N$; the results agree up to rounding.
#
# </details>
#
# ## 5. Error against width
#
# Back to the problem of the first picture, with $N = 100$ samples and several penalties. Everything
# is drawn anew for each seed. With more features their dot products grow: $F F^\top \approx m\, K$,
# with a matrix $K$ that does not depend on $m$ (section 6). To compare widths fairly, the penalty
# has to grow as well, so here it is $\lambda m$. **Predict, then run.** How large is the error at
# $m = N$, compared with the error at $m = 3000$?

# %%
N, penalties = 100, [1e-9, 1e-3, 1e-1]
widths = [2, 4, 8, 15, 25, 40, 60, 80, 90, 100, 110, 130, 200, 400, 1000, 3000]


def fit(F, y, penalty):
    """Solve the smaller one of the two systems."""
    return (ridge if F.shape[1] <= len(F) else dual_ridge)(F, y, penalty)


def test_errors(seed):
    """Return the mean squared error for all penalties (rows) and widths (columns)."""
    X, y, X_test, y_test = problem(seed, N)
    W = np.random.default_rng([seed, 1]).normal(size=(widths[-1], 10))
    F, F_test = relu_features(X, W), relu_features(X_test, W)
    return [[np.mean((F_test[:, :m] @ fit(F[:, :m], y, c * m) - y_test) ** 2) for m in widths]
            for c in penalties]


errors = np.array([test_errors(seed) for seed in seeds])  # (seeds, penalties, widths)

# %%
axes = plotting.new_axes(width=8.0, height=4.2)
plotting.plot_spread(axes, widths, {f"λ = {c:g}": errors[:, k] for k, c in enumerate(penalties)},
                     xlabel="random ReLUs m", ylabel="mean squared test error",
                     title=f"{N} noisy samples; median and 80 % of {len(seeds)} seeds")
axes.axvline(N, color="black", lw=1, ls="-")
axes.set(xscale="log", yscale="log", ylim=(0.1, 1000))
some = [2, 25, 60, 90, 100, 110, 200, 1000, 3000]
print("medians:  ", *(f"{f'm = {m}':>8}" for m in some))
for k, c in enumerate(penalties):
    middle = np.median(errors[:, k], axis=0)
    print(f"λ = {c:<6g}", *(f"{middle[widths.index(m)]:8.3f}" for m in some))

# %% [markdown]
# **Read the picture.** The black line is $m = N$. What happens there with the smallest penalty, and
# what with $\lambda = 0.1$? Which width is best for each penalty?
#
# <details><summary>Answer</summary>
#
# At $m = N$ the median with $\lambda = 10^{-9}$ is about 65, a hundred times as much as with 60
# features (0.6). A penalty of $10^{-3}$ removes most of it. With $\lambda = 0.1$ there is no peak
# at all: the error falls at nearly every step, from 1.7 to 0.18. For each penalty the largest
# width, 3000, is the best. With next to no penalty the error there is 0.23, less than half of the
# best that this penalty reaches with fewer features than samples.
#
# </details>
#
# ## 6. Infinitely many features
#
# The ridge solution sees the features only through dot products of two samples, $F F^\top$. Divided
# by $m$ they are means over $m$ random neurons, and they tend to an expectation, the *kernel*. If
# $w$ has independent standard normal entries, there is a [closed
# form](https://proceedings.neurips.cc/paper/2009/hash/5751ec3e9a4feab575962e78e006250d-Abstract.html).
# Let $\varphi$ be the angle between $x$ and $x'$. Then
#
# $$k(x, x') = E\,[\mathrm{relu}(w \cdot x)\,\mathrm{relu}(w \cdot x')]
#   = \frac{\lVert x \rVert\, \lVert x' \rVert}{2\pi}\,
#     \bigl(\sin\varphi + (\pi - \varphi)\cos\varphi\bigr) .$$
#
# Where does it come from? Only the plane of $x$ and $x'$ matters. In this plane $w$ has a random
# length, whose mean square is 2, and a uniform direction $\vartheta$. The neuron is on for both
# inputs if $w$ is within 90° of both, that is on an arc of length $\pi - \varphi$. With $x$ at
# angle 0 and $x'$ at angle $\varphi$,
#
# $$k = \lVert x \rVert\, \lVert x' \rVert \cdot \frac{2}{2\pi}
#   \int_{\varphi - \pi/2}^{\pi/2} \cos\vartheta\, \cos(\vartheta - \varphi)\, d\vartheta .$$
#
# Check two special cases: $k(x, x) = \frac12 \lVert x \rVert^2$ and $k(x, -x) = 0$. **Predict, then
# run.** How far is the mean over 100 random neurons from $k$, and how much closer is a mean over
# 10 000?

# %%
def relu_kernel(X, Z):
    """Return k(x, z) for all rows x of X, (N, d), and z of Z, (M, d): an array (N, M)."""
    sizes = np.linalg.norm(X, axis=1)[:, None] * np.linalg.norm(Z, axis=1)
    cos = np.clip(X @ Z.T / np.where(sizes > 0, sizes, 1), -1, 1)
    angle = np.arccos(cos)
    return sizes * (np.sin(angle) + (np.pi - angle) * cos) / (2 * np.pi)


def mean_products(X, Z, m, seed):
    """Return the means over m random neurons, which tend to the kernel."""
    W = np.random.default_rng(seed).normal(size=(m, X.shape[1]))
    return relu_features(X, W) @ relu_features(Z, W).T / m


# %%
one, angles = np.array([[1.0, 0.0]]), np.linspace(0, np.pi, 37)
circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
left, right = plotting.new_axes(1, 2, width=5.6, height=3.6)
left.plot(np.degrees(angles), relu_kernel(one, circle)[0], color="black", lw=1.5, ls="-",
          label="formula")
plotting.plot_spread(left, np.degrees(angles), {
    f"{m} neurons": [mean_products(one, circle, m, seed)[0] for seed in seeds] for m in (30, 1000)},
    xlabel="angle φ in degrees", ylabel="k", title=f"Unit vectors, {len(seeds)} seeds")

X, counts = problem(0, N)[0], np.array([10, 30, 100, 300, 1000, 3000, 10_000])
K = relu_kernel(X, X)
gaps = [[np.sqrt(np.mean((mean_products(X, X, m, seed) - K) ** 2) / np.mean(K**2))
         for m in counts] for seed in seeds]
right.plot(counts, np.median(gaps, axis=0)[0] * np.sqrt(10 / counts), color="black", lw=1, ls="-",
           label="slope of 1/√m")
plotting.plot_spread(right, counts, {"100 samples, d = 10": gaps}, xlabel="neurons m",
                     ylabel="relative error", title="Monte Carlo against the formula")
right.set(xscale="log", yscale="log")
for m, share in zip(counts, np.median(gaps, axis=0)):
    print(f"{m:6} neurons: {share:.3f}")

# %% [markdown]
# **Read the picture.** On the left, why is the spread largest at 0°, and why is it 0 at 180°? On
# the right, how many neurons does one more digit cost?
#
# <details><summary>Answer</summary>
#
# At 0° the products are $\mathrm{relu}(w \cdot x)^2$: half of them are 0, and a few are large. At
# 180° no neuron is on for both inputs, so every product is 0, and so is the mean. The error falls
# like $1/\sqrt m$, so one more digit costs a hundred times as many neurons: from 100 to 10 000 the
# error becomes about ten times smaller.
#
# </details>
#
# With $\theta = F^\top \alpha$ the output for a new $x$ is $\mathrm{relu}(Wx)^\top F^\top \alpha$.
# Again this contains only dot products of two samples, so an infinitely wide layer does not need
# any features at all:
#
# $$\hat y(x) = \sum_{i=1}^{N} k(x, x_i)\, \alpha_i, \qquad (K + \lambda I)\, \alpha = y .$$
#
# This is the limit of section 5, where the penalty is $\lambda m$, because $F F^\top + \lambda m I
# \approx m\,(K + \lambda I)$.

# %%
def limit(X, y, X_test, c):
    """Return the outputs of an infinitely wide layer; the penalty is c times its width."""
    return relu_kernel(X_test, X) @ np.linalg.solve(relu_kernel(X, X) + c * np.eye(len(X)), y)


print("median test error   " + " ".join(f"{f'm = {m}':>9}" for m in widths[-4:]) + "     m = ∞")
for k, c in enumerate(penalties):
    ends = []
    for seed in seeds:
        X, y, X_test, y_test = problem(seed, N)
        ends.append(np.mean((limit(X, y, X_test, c) - y_test) ** 2))
    numbers = [*np.median(errors[:, k, -4:], axis=0), np.median(ends)]
    print(f"{f'λ = {c:g}':19}", *(f"{number:9.3f}" for number in numbers))

# %% [markdown]
# ## 7. A fit at each width
#
# Now we look at some fits, of 15 noisy points on a curve. The inputs are $(x, 1)$, so that each
# ReLU has its own kink. Each line is the fit for one seed, with next to no penalty in the upper row
# and $\lambda = 10^{-4}$ in the lower one. **Predict, then run.** Which panel looks worst?

# %%
def with_one(x):
    """Return the inputs (x, 1) as rows."""
    return np.stack([x, np.ones_like(x)], axis=1)


def fits(m, c):
    """Return the outputs of layers of m neurons on the line, for each seed; m = 0 means ∞."""
    if not m:
        return [limit(with_one(x), y, with_one(line), c)]
    found = []
    for seed in seeds:
        W = np.random.default_rng(seed).normal(size=(m, 2))
        theta = fit(relu_features(with_one(x), W), y, c * m)
        found.append(relu_features(with_one(line), W) @ theta)
    return found


x, line = np.linspace(-2, 2, 15), np.linspace(-2, 2, 401)
truth = np.sin(3 * line) + 0.5 * line
y = np.sin(3 * x) + 0.5 * x + 0.3 * np.random.default_rng(1).normal(size=x.size)

# %%
panels = plotting.new_axes(2, 6, width=2.9, height=2.9).reshape(2, 6)
for row, c in zip(panels, (1e-9, 1e-4)):
    for axes, m in zip(row, [4, 8, 15, 60, 1000, 0]):
        found = fits(m, c)
        for values in found:
            axes.plot(line, values, color=plotting.COLOURS[0], lw=0.9, ls="-")
        axes.plot(line, truth, color=plotting.COLOURS[1], lw=2, ls="--")
        axes.plot(x, y, "o", ms=5, color="black", mfc="white", ls="none", zorder=3)
        miss = np.median([np.mean((values - truth) ** 2) for values in found])
        plotting.finish(axes, xlabel=f"x (error {miss:.2g})", title=f"m = {m or '∞'}, λ = {c:g}")
        axes.set(ylim=(-3.5, 3.5))

# %% [markdown]
# **Read the picture.** The dashed line is the truth; errors are medians over the seeds. In which
# panels do the fits pass through all points? In the upper row, what do the lines do between the
# points with 15 and 60 neurons, and what does the penalty change? What do the last two columns have
# in common?
#
# <details><summary>Answer</summary>
#
# In the upper row, from 60 neurons on (and for some seeds earlier). With 15 few fits do, although
# there are as many neurons as points: a neuron whose kink lies outside of $[-2, 2]$ draws a
# straight line there, or 0, and no more than two straight lines are of use. So the peak comes later
# here. Fits that are just able to meet all points need large weights, and jump between the points.
# The penalty gives up a few points and removes the jumps. In the last columns the seed no longer
# matters: 1000 neurons already draw the line of the kernel, which does not depend on $W$.
#
# </details>

# %% [markdown] nbgrader={"grade": true, "grade_id": "width", "locked": false, "points": 5, "schema_version": 3, "solution": true}
# ## 8. What width does · 5 points
#
# "A wider model has more parameters, so it overfits more." Discuss this claim in about eight
# sentences, using the pictures of sections 5 to 7.
#
# * With a small penalty, why is the error largest at $m = N$? What happens to $\theta$ there?
# * Beyond $m = N$ every width fits the training data exactly. Which of the many solutions is chosen
#   then, and why does the error fall?
# * What does the penalty change at $m = N$, and what at $m = 3000$?
# * What remains when $m \to \infty$? What is still random then, and what is not?
#
# <!-- BEGIN SOLUTION -->
# *The peak.* With $m < N$ there are more equations than unknowns, and noise is averaged. At $m = N$
# there is exactly one $\theta$ with $F\theta = y$, at any price. A random square $F$ has singular
# values $s$ near 0. In their directions $\theta$ is the target, with its noise, divided by $s$, so
# it becomes huge. On inputs other than the training samples these huge weights do not cancel: the
# error is about 65 where it was 0.6 before. Section 7 shows it: lines that are just able to meet
# all points jump between them, differently for each seed.
#
# *Beyond.* With $m > N$ infinitely many $\theta$ fit exactly, and a small penalty picks the
# shortest. The more features there are to choose from, the shorter it gets (measured by its effect,
# $\lVert \theta \rVert \sqrt m$), and the smallest singular value of $F/\sqrt m$ moves away from 0,
# because $F F^\top / m$ tends to the fixed matrix $K$. So the error falls to 0.23 at 3000, less
# than half of the best with $m < N$, although the number of parameters rises: the claim is wrong.
# How large $\theta$ has to be tells us more than how many entries it has.
#
# *The penalty.* With $s/(s^2 + \lambda m)$ instead of $1/s$ a small singular value does no harm. At
# $m = N$ the peak is gone (0.29 with $\lambda = 0.1$), and the error falls with the width. At $m =
# 3000$ there are no tiny singular values, and the penalty matters less: it decides how much of the
# noise is fitted, and reduces the error from 0.23 to 0.18.
#
# *The limit.* A mean over random neurons becomes an expectation, the kernel in closed form. The
# outputs no longer depend on $W$: all lines of a panel become one. Only the data, with their noise,
# remain random.
#
# **Rubric.** 1 point: at $m = N$ one solution, tiny singular values, huge $\theta$. 1 point: for
# $m > N$ the shortest of many solutions is chosen, and gets shorter; or singular values move away
# from 0. 1 point: the penalty bounds $s/(s^2 + \lambda)$, removes the peak, and matters less for
# wide layers. 1 point: the limit is kernel regression; $W$ drops out and the data remain. 1 point:
# the claim is refuted with numbers or pictures from the notebook, and not merely denied.
#
# *Typical wrong answers.* "At $m = N$ the model starts to overfit, and more features overfit more;
# the penalty stops this": 1 point at most. The picture shows that the error *falls* beyond $m = N$.
# "Wide models generalise because they have learned better features": 1 point at most. The hidden
# layer learns nothing; features are as random at 3000 as at 60, and the reason is which $\theta$ is
# chosen.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Takeaways
#
# * With fixed hidden weights, learning is linear algebra: $(F^\top F + \lambda I)\,\theta = F^\top
#   y$, or $N$ equations instead of $m$. Solve the smaller system.
# * The error peaks where there are as many features as samples, and only if the penalty is small.
#   With a good penalty, wider was never much worse.
# * An infinitely wide random layer is a kernel. It needs $N \times N$ numbers, whatever the width.
#
# **Three questions to take further**
#
# 1. Draw $W$ with other lengths, or from a uniform law. Which of the results depend on the law of
#    $w$, and which do not?
# 2. Keep $m = 400$ and change the number of samples from 10 to 2000. Where is the peak, and can
#    more data make the test error worse?
# 3. Train the hidden weights, too. What is left of the peak, and what does this network know that a
#    kernel does not?
#
# **Two papers**
#
# * Y. Cho, L. K. Saul: [*Kernel Methods for Deep
#   Learning*](https://proceedings.neurips.cc/paper/2009/hash/5751ec3e9a4feab575962e78e006250d-Abstract.html),
#   NeurIPS 2009, pages 342–350. The kernel of section 6 is the case $n = 1$ there, up to a factor
#   of 2.
# * M. Belkin, D. Hsu, S. Ma, S. Mandal: [*Reconciling modern machine-learning practice and the
#   classical bias–variance trade-off*](https://arxiv.org/abs/1812.11118), PNAS 116 (2019), pages
#   15849–15854. Double descent, with random features, networks and trees.
