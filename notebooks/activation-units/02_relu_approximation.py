# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What can a few ReLUs draw?
#
# Two ReLUs are enough to follow the parabola x² all the way from 0 to 1. *Almost* well enough: in
# two places, the net below leaves the band of ±0.04 that we allow. Does it need a third unit, or
# only better weights? In this notebook we build such nets by hand, find out how close *any* net of
# a given size can come, and see how much of that training finds.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false}
import numpy as np

from helpers import checks, netplots, plotting

# %%
W1, b1 = np.array([[1.0], [1.0]]), np.array([0.0, -0.5])
W2, b2 = np.array([[0.5, 1.0]]), np.array([0.0])
axes = plotting.new_axes(1, 2, width=5.2)
netplots.plot_fit(axes, {"0.5 relu(x) + relu(x − 0.5)": (W1, b1, W2, b2)}, tolerance=0.04)

# %% [markdown]
# **Look at the picture.** On the left you see x² (grey, wide), the band of ±0.04 around it, and a
# net with two units. On the right is the net's error. It touches x² at 0, ½ and 1, and in between
# it is off by up to 0.0625: too much. You could move the kink, change the slopes, or shift the
# whole net up or down. Which of these helps?
#
# **About 4 hours** (the ★ question: half an hour more) · the cells themselves run in about
# 10 seconds at `quick` and 20 at `normal`.
#
# **You need** parabolas and straight lines, NumPy arrays, and the ReLU of
# [Activation units and their derivatives](01_derivatives.ipynb). Section 2 of
# [the note](00_note.ipynb) shows what a layer of units can draw.
#
# **Afterwards you can**
#
# * read a net with one hidden layer of ReLUs as a chain of straight pieces, and place its kinks;
# * say how many units a given error takes, and prove that fewer cannot do it;
# * explain what the universal approximation theorem promises, and what it does not.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (`✓ 2 of 2`, `◐ 1 of 2` or `✗ 0 of 2`) and names the likely
# slip. Additional hidden checks run during grading. You may use NumPy, SciPy, PyTorch, SymPy, the
# standard library and your earlier answers; a mistake there affects later ones. `helpers.checks` is
# for the tests only: no answer may use it. Names that end in `_` belong to the checks.
#
# **Notation.** $x$: the input, a number in $[0, 1]$ · $g(x)$: what the net computes · $W_1$, $b_1$:
# weights and biases of the hidden layer · $W_2$, $b_2$: those of the output · $d$: number of hidden
# units · $h$: length of a straight piece · $e$: the largest error on $[0, 1]$.

# %% [markdown]
# ## 1. A net you can draw with a ruler
#
# With one hidden layer of $d$ ReLU units, a net for one number $x$ is
#
# $$g(x) = W_2\,\mathrm{relu}(W_1 x + b_1) + b_2, \qquad
# W_1: (d, 1),\quad b_1: (d,),\quad W_2: (1, d),\quad b_2: (1,).$$
#
# Unit $i$ contributes $w_{2,i}\,\max(0,\; w_{1,i}\,x + b_{1,i})$. This is zero on one side of its
# **kink** at $x = -b_{1,i}/w_{1,i}$, and a straight line on the other. So $g$ is continuous and
# made of straight pieces.
#
# Our target is $f(x) = x^2$. (The function $f(x) = x$ would be too easy: on $[0, 1]$ one unit hits
# it exactly.) We judge a net by its **largest** error, $\sup_{0 \le x \le 1} |g(x) - x^2|$: it has
# to be good everywhere, not just on average.

# %%
left, right = plotting.new_axes(1, 2, width=5.2)
x = plotting.grid(0.0, 1.0)
units = {
    "relu(2x − 0.5)": np.maximum(2 * x - 0.5, 0),
    "relu(−x + 0.6)": np.maximum(-x + 0.6, 0),
}
units["half the first + the second"] = 0.5 * units["relu(2x − 0.5)"] + units["relu(−x + 0.6)"]
plotting.plot_curves(left, x, units, xlabel="x", ylabel="output", title="Two units and a sum")
netplots.draw_target(right, tolerance=0.04)
plotting.finish(right, xlabel="x", title="The task: x², in a band of ±0.04");

# %% [markdown]
# **Read the picture.** How many kinks does the sum on the left have, and where? Which of the two
# units switches *off* at its kink as x grows? Hold a ruler against the right-hand picture: how far
# can one straight line run inside the band?
#
# <details><summary>Answer</summary>
#
# It has two kinks, one for each unit: at 0.5/2 = 0.25 and at 0.6. The second unit has a negative
# input weight, so it switches off at 0.6. A line inside the band cannot run far: the parabola bends
# away from it, by the same amount everywhere. Section 2 computes the length.
#
# </details>

# %% [markdown]
# ### 1.1 A net inside the band · 4 points
#
# Choose $d$ and the weights so that the largest error is at most 0.04. Any $d$ will do, and so will
# any way of finding the weights: ruler and paper, a formula, or a fit.
#
# The check below looks at eleven points. Grading looks at **every** x in $[0, 1]$.

# %% nbgrader={"grade": false, "grade_id": "relu-net", "locked": false, "schema_version": 3, "solution": true}
def relu_net():
    """Return W1 (d, 1), b1 (d,), W2 (1, d), b2 (1,): a net within 0.04 of x² on all of [0, 1].

    g(x) = W2·relu(W1·x + b1) + b2, with any number d of hidden units.
    All four are NumPy arrays of dtype float64. The largest error is computed exactly from the
    weights, for every real x in [0, 1]; 1e-9 is granted for rounding.
    """
    ### BEGIN SOLUTION
    # Interpolates x² at 0, 0.2, 0.6 and 1: slopes 0.2, 0.8, 1.6, errors 0.01, 0.04, 0.04.
    W1 = np.array([[1.0], [1.0], [1.0]])
    b1 = np.array([0.0, -0.2, -0.6])
    W2 = np.array([[0.2, 0.6, 0.8]])
    b2 = np.array([0.0])
    return W1, b1, W2, b2
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "relu-net-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "four arrays that fit together"):
    checks.own_work(relu_net)
    checks.relu_weights(checks.call(relu_net), "relu_net")
with marks_.part(1, "eleven points"):
    places_ = np.linspace(0, 1, 11)
    gaps_ = checks.evaluate(checks.call(relu_net), places_) - places_**2
    worst_ = np.abs(gaps_).argmax()
    checks.is_true(
        abs(gaps_[worst_]) <= 0.04 + 1e-9,
        f"At x = {places_[worst_]:.1f} the net is off by {gaps_[worst_]:+.4f}.",
        slip="a kink lies at −b1/W1: check its sign. Slopes add up over the units that are active.",
    )
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "relu-net-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import functools as functools_


@functools_.cache  # one call for both parts
def largest_error_():
    checks.own_work(relu_net)
    return checks.sup_error(checks.call(relu_net))


marks = checks.Marks()
with marks.part(1, "better than every straight line"):
    error_ = largest_error_()
    checks.is_true(
        error_ < 1 / 8 - 1e-6,
        "Somewhere in [0, 1] the net is no closer to x² than a straight line.",
        got=error_,
        slip="no kink lies inside (0, 1), or the net runs away between the points you looked at.",
    )
with marks.part(1, "within 0.04 everywhere"):
    error_ = largest_error_()
    checks.is_true(
        error_ <= 0.04 + 1e-9,
        "The largest error on [0, 1] is above 0.04.",
        got=error_,
        slip="the error is largest at a kink or between two kinks; a coarse grid misses it.",
    )
marks.total()
### END HIDDEN TESTS

# %%
axes = plotting.new_axes(1, 2, width=5.2)
netplots.plot_fit(axes, {"your net": relu_net()}, tolerance=0.04)

# %% [markdown]
# **Read the picture.** The number in the legend is the exact largest error. It was found without a
# grid: the dots on the right are the only places where the error can be extreme. Why only there?
#
# <details><summary>Answer</summary>
#
# Between two kinks, g is a straight line with some slope s and intercept c. The error sx + c − x²
# is a parabola that opens downwards. On an interval, a parabola is extreme at the two ends, or at
# its vertex x = s/2 if that lies inside. Eleven points, or a thousand, may all miss the worst
# place. These few cannot.
#
# </details>

# %% [markdown]
# ## 2. How far off is a straight piece?
#
# The obvious piece connects two points *on* the parabola: the chord over an interval of length $h$.
# Its error is zero at both ends, largest in the middle ($h^2/4$), and never negative. That wastes
# half of what we allow: if you move the chord down by half of its largest error, it is off by no
# more than $h^2/8$ anywhere.

# %%
left, right = plotting.new_axes(1, 2, width=5.2)
x = plotting.grid(0.2, 0.8)
chord = 0.04 + (x - 0.2)  # through (0.2, 0.04) and (0.8, 0.64): slope 0.2 + 0.8
lines = {"chord": chord, "chord, moved down": chord - 0.6**2 / 8, "tangent in the middle": x - 0.25}
netplots.draw_target(left)
plotting.plot_curves(left, x, lines, xlabel="x", title="Three lines over [0.2, 0.8]")
errors = {label: values - x**2 for label, values in lines.items()}
plotting.plot_curves(right, x, errors, xlabel="x", ylabel="line − x²", title="Their errors");

# %% [markdown]
# **Read the picture.** All three errors are the same curve, moved up or down. Which line would you
# take if only the largest error counts? How much longer may a piece be if we allow four times the
# error?
#
# <details><summary>Answer</summary>
#
# The chord that was moved down: its error reaches the same size three times, with alternating sign.
# Tilting the line makes one end worse; moving it makes the ends or the middle worse. So it is the
# best line on this interval. The error grows with h², so four times the error allows twice the
# length.
#
# </details>

# %% [markdown]
# ### 2.1 The best net of a given width · 6 points
#
# You will often see a net with three units that touches the parabola at its kinks, shown as *the*
# solution of this task. Its error has one sign only, and nobody says that it takes three units. Now
# get the most out of `width` units: place the kinks, choose the slopes, and use the output bias
# $b_2$.
#
# Two hints. Suppose that every unit switches on as x grows: what does $g$ look like before the
# first kink? And in the best net every piece uses its full error allowance: a piece that stays
# below it could be longer.

# %% nbgrader={"grade": false, "grade_id": "best-relu-net", "locked": false, "schema_version": 3, "solution": true}
def best_relu_net(width):
    """Return W1 (width, 1), b1 (width,), W2 (1, width), b2 (1,) with the smallest largest error.

    width: an int from 1 to 64 (Python's or NumPy's). The net has exactly `width` hidden units.
    All four are NumPy arrays of dtype float64, and g(x) = W2·relu(W1·x + b1) + b2.
    The largest abs(g(x) − x²) on [0, 1], computed exactly, may exceed the smallest that any net
    with `width` units and an output bias can have by a factor of 1.001, for every such width.
    """
    ### BEGIN SOLUTION
    # Constant on [0, h], h = √(2e), then `width` pieces of length 2h: (2·width + 1)h = 1.
    h = 1 / (2 * int(width) + 1)
    kinks = h * np.arange(1, 2 * int(width), 2)
    W1 = np.ones((int(width), 1))
    W2 = np.full((1, int(width)), 4 * h)  # from piece to piece the best slope grows by 2·2h
    return W1, -kinks, W2, np.array([h**2 / 2])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "best-relu-net-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "as many units as asked for"):
    checks.own_work(best_relu_net, 2)
    for width_ in (1, 2, 3, 64):
        checks.relu_weights(checks.call(best_relu_net, width_), f"best_relu_net({width_})", width_)
with marks_.part(1, "errors that alternate"):
    for width_ in (1, 2, 3, 4):
        net_ = checks.call(best_relu_net, width_)
        count_ = checks.alternations(checks.relu_weights(net_, f"best_relu_net({width_})", width_))
        checks.is_true(
            count_ >= 2 * width_ + 2,
            f"The error of best_relu_net({width_}) should reach its largest size, with alternating "
            f"sign, at {2 * width_ + 2} points in a row. In your net it does so at {count_}.",
            slip="the error is largest on one side only: does b2 halve it?" if count_ == 1 else
            "a piece with a smaller error could be longer. And is the slope of each piece free?",
        )
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "best-relu-net-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
def excess_(width, limit, kind=int):
    title = f"best_relu_net({width})"
    net = checks.relu_weights(checks.call(best_relu_net, kind(width)), title, width)
    error = checks.sup_error(net)
    slip = "this is interpolation: its error has one sign, and is twice what it could be."
    if abs(error * 4 * width**2 - 1) > 1e-6:
        slip = "every piece should reach the largest error; the piece that cannot tilt is shorter."
    sentence = f"{title} has a largest error of {error:.8f} on [0, 1], which is too much."
    checks.is_true(error <= limit * (1 + 1e-9), sentence, slip=slip)

best_ = lambda width: 1.001 / (2 * (2 * width + 1) ** 2)
marks = checks.Marks()
with marks.part(1, "every width: at least as good as interpolation at equally spaced points"):
    for width_ in range(1, 65):
        excess_(width_, 1 / (4 * width_**2))
with marks.part(1, "widths 1 and 2: the best"):
    checks.own_work(best_relu_net, 2)
    for width_ in (1, 2):
        excess_(width_, best_(width_))
with marks.part(1, "widths 3 to 64: the best"):
    checks.own_work(best_relu_net, 5)
    for width_ in range(3, 65):
        excess_(width_, best_(width_))
with marks.part(1, "widths that are NumPy integers"):
    for width_ in (64, *checks.rng("best-relu-net").integers(3, 65, 4)):
        excess_(int(width_), best_(int(width_)), np.int64)
marks.total()
### END HIDDEN TESTS

# %%
axes = plotting.new_axes(1, 2, width=5.2)
netplots.plot_fit(axes, {f"d = {width}": best_relu_net(width) for width in (1, 2, 4)})
axes[1].set_ylim(-0.065, 0.12)  # room for the legend
axes[1].get_legend().set_loc("upper right")

# %% [markdown]
# **Read the picture.** On the right, count the dots where the error of the narrowest net is
# largest. Compare with the numbers that you could choose: a kink and a slope for each unit, and
# $b_2$. Why is there one dot more?
#
# <details><summary>Answer</summary>
#
# Each unit brings two numbers, its kink and its change of slope, and b2 is one more: 2d + 1 in all.
# The error is largest, with alternating sign, at 2d + 2 dots. To do better, a net would have to
# lower the error at every dot, and it has one number too few for that. This is called
# *equioscillation*; the best line in the picture before has two numbers and three dots. Section 6
# shows that this really is the end: no net with d units does better.
#
# </details>

# %% [markdown]
# ### 2.2 How many units does it take? · 3 points
#
# The universal approximation theorem ([Leshno and others,
# 1993](https://doi.org/10.1016/S0893-6080(05)80131-5)) promises that *some* finite width reaches
# any given error. The layer need not be infinitely wide. But the theorem does not tell us the
# width, which depends on $f$ and on the error. For x² and ReLU, you can now say it exactly.

# %% nbgrader={"grade": false, "grade_id": "minimal-width", "locked": false, "schema_version": 3, "solution": true}
# An int: the smallest number of hidden units with which a net (with b1 and b2) gets within 0.04.
minimal_width = None
### BEGIN SOLUTION
minimal_width = 2
### END SOLUTION

def best_error(width):
    """Return the smallest largest error on [0, 1] of any ReLU net with `width` hidden units.

    width: an int ≥ 1, also NumPy's and also in the millions; the result is a float, correct to a
    relative 1e-6. The net has b1 and b2.
    """
    ### BEGIN SOLUTION
    return 1 / (2 * (2 * int(width) + 1) ** 2)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "minimal-width-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "a whole number, and an error that falls as it should"):
    checks.answered(minimal_width, "minimal_width")
    count_ = np.asarray(minimal_width)
    whole_ = count_.dtype.kind in "iu" and count_.ndim == 0 and count_ >= 1
    checks.is_true(whole_, "minimal_width must be an int of at least 1.", got=minimal_width)
    checks.own_work(best_error, 2)
    units_ = (1, int(count_), int(count_) + 1, 500, 1000, max(int(count_) - 1, 1))
    errors_ = [checks.call(best_error, width_) for width_ in units_]
    checks.as_floats(errors_, "best_error", "")
    checks.is_true(all(np.diff(errors_[1:5]) < 0), "best_error must fall as the net gets wider.")
    checks.is_true(
        0.04 < errors_[0] < 1 / 8,
        "best_error(1) cannot be right: one unit beats every straight line, but misses 0.04.",
        got=errors_[0],
    )
    checks.is_true(
        abs(errors_[3] / errors_[4] - 4) < 0.1,
        "From 500 to 1000 units, the error should fall to about a quarter.",
        slip="pieces of half the length have a quarter of the error.",
    )
    fits_ = errors_[1] <= 0.04 < errors_[5]
    checks.is_true(fits_, "Your minimal_width and your best_error disagree about 0.04.",
                   slip="call best_error with this width, and with one unit less.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "minimal-width-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks = checks.Marks()
with marks.part(1, "minimal_width"):
    count_ = np.asarray(minimal_width)
    checks.is_true(
        count_.dtype.kind in "iu" and count_.ndim == 0 and count_ == 2,
        "minimal_width is not the smallest number of units that will do.",
        got=minimal_width,
        slip="interpolation at the kinks needs more units than the best net of your own.",
    )
with marks.part(1, "best_error"):
    rng = checks.rng("minimal-width")
    checks.own_work(best_error, 3)
    widths_ = [1, 2, 3, 64, 10**6, *rng.integers(5, 100_000, 5), *map(int, rng.integers(5, 100, 5))]
    checks.agrees(
        best_error,
        lambda width: 1 / (2 * (2 * int(width) + 1) ** 2),
        widths_,
        slips={
            "the first piece has a slope of its own in this formula; can a net have that?":
            lambda width: 1 / (8 * (int(width) + 1) ** 2),
            "width pieces of equal length: the first one needs no unit of its own.":
            lambda width: 1 / (8 * int(width) ** 2),
            "this is the error of interpolation, twice as large as needed.":
            lambda width: 1 / (4 * int(width) ** 2),
        },
        rtol=1e-6,
        atol=0.0,
    )
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 3. No kinks: the identity as activation
#
# Replace ReLU by the identity, and every layer becomes **affine**, x ↦ Ax + b. (People often say
# "linear", but a linear map sends 0 to 0.) Affine maps of affine maps are affine. So however deep
# the network is, on $[0, 1]$ it draws one straight line.
#
# ### 3.1 The best line · 3 points
#
# How close can a line come to x², if the largest error on $[0, 1]$ counts?

# %% nbgrader={"grade": false, "grade_id": "best-line", "locked": false, "schema_version": 3, "solution": true}
def best_line():
    """Return (slope, intercept, error): the line closest to x² on [0, 1] in the largest error.

    error: the largest abs(slope·x + intercept − x²) for x in [0, 1], as small as possible.
    Three floating-point numbers (or 0-d arrays) in a tuple, a list or an array; correct to 1e-6.
    """
    ### BEGIN SOLUTION
    return 1.0, -1 / 8, 1 / 8
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "best-line-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "the error belongs to the line"):
    checks.own_work(best_line)
    line_ = checks.as_floats(checks.call(best_line), "best_line", "")
    checks.is_true(line_.shape == (3,), "best_line must return three numbers: slope, intercept, "
                   "error.", got=line_)
    checks.equals(
        line_[2],
        checks.line_sup_error(line_[0], line_[1]),
        "The error that you give for your line",
        slip="the largest error is positive, and lies at an end or where 2x equals the slope.",
        atol=1e-6,
    )
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "best-line-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
def three_():
    checks.own_work(best_line)
    values = checks.as_floats(checks.call(best_line), "best_line", "")
    checks.is_true(values.shape == (3,), "best_line must return three numbers.")
    return values

marks = checks.Marks()
with marks.part(1, "slope and intercept"):
    line_ = three_()
    fit_ = np.polyfit(np.arange(0, 1, 1e-3), np.arange(0, 1, 1e-3) ** 2, 1)
    squares_ = np.allclose(line_[:2], fit_, atol=1e-2)
    checks.equals(
        line_[:2],
        [1.0, -1 / 8],
        "The line of best_line",
        slip="least squares makes the mean square small, not the largest error." if squares_
        else "at the best line the error is equally large at both ends and in between.",
        atol=1e-6,
    )
with marks.part(1, "error"):
    checks.equals(three_()[2], 1 / 8, "The smallest error that a line can have", atol=1e-6)
marks.total()
### END HIDDEN TESTS

# %%
slope, intercept, _ = best_line()
one = np.array([1.0])  # as a net: one unit, active on all of [0, 1]
line = (one[:, None], 0 * one, slope * one[:, None], intercept * one)
axes = plotting.new_axes(1, 2, width=5.2)
netplots.plot_fit(axes, {"line": line, "best net with 1 unit": best_relu_net(1)}, tolerance=0.04)

# %% [markdown]
# **Read the picture.** One kink more than halves the error. Where is the net worse than the line,
# and why does that not matter?
#
# <details><summary>Answer</summary>
#
# Near 0.15 and 0.85, where the line crosses the parabola: there the line has no error at all, and
# the net has some. We do not ask for a net that is better everywhere. Only the largest error
# counts. The line has it at both ends and in the middle, and there the net is much closer.
#
# </details>

# %% [markdown]
# ## ★ 4. No biases: every kink in one place
#
# Formulas of networks are often printed without $b_1$, as $W_2\,\mathrm{relu}(W_1 x)$. Then every
# unit has its kink at x = 0. On $[0, 1]$ each unit is either a multiple of x or zero, so
# $g(x) = s\,x$ for some slope $s$ (plus $b_2$, if there is an output bias). Without $b_1$, the
# universal approximation theorem is **false**. With it, the kinks can go wherever you need them.

# %%
rng = np.random.default_rng(0)
left, right = plotting.new_axes(1, 2, width=5.2)
x = plotting.grid(0.0, 1.0)
for axes, scale in ((left, 0.0), (right, 0.7)):
    for _ in range(5):
        w1, b1, w2 = rng.normal(size=(3, 50))
        axes.plot(x, np.maximum(np.outer(x, w1) + scale * b1, 0) @ w2 / 7)
plotting.finish(left, xlabel="x", ylabel="g(x)", title="Five random nets, 50 units, b1 = 0")
plotting.finish(right, xlabel="x", title="The same kind of nets with b1");

# %% [markdown]
# **Read the picture.** On the left all nets are straight lines through one point, although each has
# 50 units. Would a second hidden layer without biases help? A wider one?
#
# <details><summary>Answer</summary>
#
# No. If you scale x by c > 0, every hidden unit is scaled by c, in every layer: g(cx) = c·g(x). On
# [0, 1] that leaves only g(x) = g(1)·x, at any width and depth.
#
# </details>
#
# ### ★ 4.1 The best line through the origin · 3 points
#
# Which slope is best now, and how close does it come?

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "no-bias", "locked": false, "schema_version": 3, "solution": true}
def best_line_through_origin():
    """Return (slope, error): the best that ReLU nets without any bias (b1 = 0, b2 = 0) can do.

    error: the largest abs(slope·x − x²) for x in [0, 1], as small as possible.
    Two floating-point numbers (or 0-d arrays) in a tuple, a list or an array; correct to 1e-6.
    """
    ### BEGIN SOLUTION
    # sx − x² is s²/4 at x = s/2 and s − 1 at x = 1. Equal sizes: s² / 4 = 1 − s.
    slope = 2 * (np.sqrt(2) - 1)
    return slope, 1 - slope
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "no-bias-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "the error belongs to the slope"):
    checks.own_work(best_line_through_origin)
    pair_ = checks.as_floats(checks.call(best_line_through_origin), "best_line_through_origin", "")
    checks.is_true(pair_.shape == (2,), "best_line_through_origin must return two numbers: slope, "
                   "error.", got=pair_)
    checks.equals(
        pair_[1],
        checks.line_sup_error(pair_[0], 0.0),
        "The error that you give for your slope",
        slip="the largest error is positive, and lies at x = 1 or where 2x equals the slope.",
        atol=1e-6,
    )
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "no-bias-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
def two_():
    name = "best_line_through_origin"
    checks.own_work(best_line_through_origin)
    values = checks.as_floats(checks.call(best_line_through_origin), name, "")
    checks.is_true(values.shape == (2,), f"{name} must return two numbers: slope, error.")
    return values

marks = checks.Marks()
with marks.part(1, "slope"):
    checks.equals(
        two_()[0],
        2 * (2**0.5 - 1),
        "The slope",
        slip="at the best slope the error inside is as large as the error at x = 1.",
        atol=1e-6,
    )
with marks.part(1, "error"):
    checks.equals(two_()[1], 3 - 2 * 2**0.5, "The smallest error through the origin", atol=1e-6)
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# > **Careful.** Four traps so far:
# > - A grid gives a lower bound of the largest error, and not the error itself.
# > - Without b1 every kink sits at 0, and more units do not help.
# > - An affine map need not be linear, and the line that is best on average is not best at its
# >   worst.
# > - "This construction needs three units" does not mean that the task does.

# %% [markdown]
# ## 5. Two proofs of impossibility
#
# One example shows that something can be done. To show that something *cannot* be done, you need an
# argument about every choice of weights at once. Keep it short: a sketch with the right numbers is
# enough, if you say what you use.

# %% [markdown] nbgrader={"grade": true, "grade_id": "linear-proof", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### 5.1 The identity cannot do it · 4 points
#
# Why can a network with the identity as activation not stay within 0.04 of x² on $[0, 1]$, whatever
# its width and depth? Your argument has to cover every line, and not just the best one you found.
#
# <!-- BEGIN SOLUTION -->
# **The network is one line.** Each layer is affine, x ↦ Ax + b, and so is their composition.
# Input and output are single numbers, hence g(x) = αx + β for some numbers α, β, at any width and
# depth.
#
# **Every line is off by at least 1/8.** Let e be the largest abs(g(x) − x²) on [0, 1], and write
# r(x) = x² − g(x). For a line, g(0) − 2g(½) + g(1) = 0. For the square, 0 − 2·¼ + 1 = ½. Therefore
# ½ = r(0) − 2r(½) + r(1) ≤ abs(r(0)) + 2·abs(r(½)) + abs(r(1)) ≤ 4e, so e ≥ 1/8 = 0.125 > 0.04.
#
# The bound is sharp: x − 1/8 has the errors −1/8, +1/8, −1/8 at 0, ½, 1 and less elsewhere.
#
# The same works on an interval [p, p + h], with its ends and its midpoint: every affine function is
# off by at least h²/8.
#
# **Rubric.** 1 point: such a network is affine on [0, 1], at any width and depth (because affine
# maps compose). 2 points: a lower bound above 0.04 that holds for *every* line: three points as
# above, Chebyshev's alternation, or minimising the largest error over slope and intercept with a
# reason why the minimum is one. (1 of the 2 if only one line, or only one slope, is treated.) 1
# point: the number 1/8, or another correct bound, compared with 0.04. "x² is not linear" alone
# earns none of these three points.
#
# *Typical wrong answers.* "x² is curved and a line is not, so no line can fit it": 1 point at
# most, for the affine network; the same would hold for an error of 0.2, which a line reaches.
# "The best line is x − 1/8, and its error is 1/8": 2 or 3 points, without a reason why no other
# line is better.
# <!-- END SOLUTION -->

# %% [markdown] nbgrader={"grade": true, "grade_id": "one-unit-proof", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### 5.2 One unit cannot do it · 4 points
#
# Why can a network with a single ReLU unit (with $b_1$ and $b_2$) not stay within 0.04 of x² on
# $[0, 1]$? You may use that a line on an interval of length $h$ is off by at least $h^2/8$ from x².
# Section 6 treats any number of units. Please don't cite it here: with one unit, you can go through
# the few cases yourself.
#
# <!-- BEGIN SOLUTION -->
# Let g(x) = b2 + v·relu(wx + b), and suppose that abs(g(x) − x²) ≤ 0.04 on [0, 1].
#
# **No kink inside (0, 1)** (w = 0, or −b/w ≤ 0, or −b/w ≥ 1): g is affine on [0, 1] and off by
# at least 1/8. So there is a kink t with 0 < t < 1. On one side of it the unit is off and g is
# constant; on the other g is affine. On [p, q] a constant is off by at least (q² − p²)/2, half the
# rise of x².
#
# **Constant on [0, t]** (w > 0): t²/2 ≤ 0.04 gives t ≤ √0.08 < 0.283. Then the affine piece on
# [t, 1] has length above 0.717 and is off by at least 0.717²/8 > 0.064 > 0.04.
#
# **Constant on [t, 1]** (w < 0): (1 − t²)/2 ≤ 0.04 gives t² ≥ 0.92. Then the affine piece on [0,
# t] is off by at least t²/8 ≥ 0.115 > 0.04.
#
# Every case contradicts the assumption. (The best is t²/2 = (1 − t)²/8, so t = 1/3 and the error
# 1/18.)
#
# **Rubric.** 1 point: no kink inside (0, 1), then g is affine and 1/8 applies. 1 point: with a kink
# inside, g is constant on one side of it. 1 point: the case where it is constant on the left, with
# numbers. 1 point: the case where it is constant on the right; "g must rise to 1, and is off by
# about half of what x² rises there" is enough. The value 1/18 is not asked for. "Section 6 says
# 1/18" alone: no point; its proof written out again for n = 1, with both directions of the unit,
# earns all four.
#
# *Typical wrong answers.* "One ReLU makes one kink, so there are two lines of length ½, and each is
# off by at least (½)²/8 = 1/32": 1 point at most. 1/32 is below 0.04, so nothing follows; what is
# missing is that one of the pieces is constant. "Put the kink at t: on [t, 1] the error is at
# least (1 − t)²/8, so t must be large, and then the constant piece is bad": 3 points, as the unit
# that is constant on the right has been forgotten.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 6. Why no net does better
#
# In section 2 you found a net for every width. How do we know that nobody finds a better one? Let
# $e$ be the largest error of *any* net with $d$ units. Its $d$ kinks cut $[0, 1]$ into at most
# $d + 1$ pieces.
#
# **A quick bound.** One of these pieces has a length of at least $1/(d+1)$, and a line on it is off
# by at least $h^2/8$. So $e \ge 1/(8(d+1)^2)$. That is nearly it, but not quite: for $d = 1$ it
# says 1/32. This is below 0.04, so it does not even answer question 5.2.
#
# **The exact bound, if all units switch on as x grows.** What the quick bound forgets is the first
# piece: no unit is active there, so $g$ is *constant*. On $[0, h_0]$ a constant is off by at least
# $h_0^2/2$, half of what x² rises. With error $e$, the first piece therefore has a length of at
# most $\sqrt{2e}$, and each of the $d$ others at most $\sqrt{8e} = 2\sqrt{2e}$. Together they must
# cover $[0, 1]$:
#
# $$1 \;\le\; \sqrt{2e} + d \cdot 2\sqrt{2e} .$$
#
# Solve this for $e$ and compare with your `best_error`. Your best net reaches the bound: each of
# its pieces has just the length that the error allows.
#
# **In general**, units may also switch *off* as x grows, and then the first piece can have a slope.
# It does not help, and here is why.
#
# <details><summary>The proof for units of both directions</summary>
#
# Write R = √(8e). Take a piece of length h with midpoint m and slope s, and let δ = |s − 2m| be the
# difference from the best slope. On this piece sx − x² covers a range of (h + δ)²/4 if δ ≤ h, and
# of hδ if δ ≥ h. The error is at least half of that range. Hence h ≤ R for every piece, and **h ≤
# R/2 wherever δ ≥ h**.
#
# *Fewer than d different kinks inside (0, 1).* Then there are at most d pieces, so 1 ≤ dR.
#
# *Exactly d kinks.* Each unit has its own. Number the pieces 0 … d from left to right, with lengths
# hⱼ, midpoints mⱼ and slopes sⱼ, so that unit i (between pieces i − 1 and i) changes the slope by
# sᵢ − sᵢ₋₁. On the far left only the units that switch off are active. Let L be the set of these
# units. Unit i in L has the slope −(sᵢ − sᵢ₋₁) before its kink, so s₀ + Σ (sᵢ − sᵢ₋₁) = 0, with the
# sum over i in L. Sort this by slopes: Σ aⱼ sⱼ = 0, where those aⱼ that are not zero are +1, −1,
# +1, …, +1 in turn.
#
# Now put 2mⱼ in place of sⱼ. The midpoints of two pieces are at least half the sum of their lengths
# apart, and the first midpoint is at least half a length away from 0. So Σ aⱼ · 2mⱼ ≥ Σ hⱼ, over
# the pieces with aⱼ ≠ 0. As Σ aⱼ sⱼ = 0, also Σ δⱼ ≥ Σ hⱼ over them. Then one of these pieces has δ
# ≥ h, and its length is at most R/2. The other d pieces have at most R each, so 1 ≤ dR + R/2.
#
# In both cases 1 ≤ dR + R/2, and with R = √(8e) this is the inequality from above.
#
# </details>
#
# Proofs are easier to believe when you have tried to beat them. So let us change every number of
# your best nets at random, by a little or by a lot.

# %%
rng = np.random.default_rng(0)
sizes = np.geomspace(1e-4, 0.3, 150)
excess = {}
for width in (1, 2, 4):
    net = best_relu_net(width)
    changed = [[part * (1 + size * rng.normal(size=part.shape)) for part in net] for size in sizes]
    excess[f"d = {width}"] = [checks.sup_error(one) / best_error(width) - 1 for one in changed]
axes = plotting.new_axes(width=7.0, height=4.0)
for mark, (label, values) in zip("o^s", excess.items()):
    axes.plot(sizes, values, mark, markersize=4, label=label)
plotting.finish(axes, xlabel="relative size of the random changes",
                ylabel="error / best_error − 1", title="150 attempts for each width")
axes.set(xscale="log", yscale="log")
print(f"the smallest of all: {min(min(values) for values in excess.values()):.1e}")

# %% [markdown]
# **Read the picture.** On these axes only positive numbers can be shown: a net that beats the bound
# would be missing. None is: the smallest of the numbers is printed above the picture. The points
# lie along a line of slope 1: ten times the change, ten times the loss. At the minimum of a
# *smooth* function, ten times the change would cost a hundred times as much. Where does the
# difference come from?
#
# <details><summary>Answer</summary>
#
# From the maximum over many points. At the best net the error is equally large at 2d + 2 points,
# with alternating sign. A small change raises it at some of these points and lowers it at others,
# each in proportion to the change. The largest error follows the worst point, so it always goes up,
# and in proportion to the change. This is a kink and not a smooth valley. It is also why gradient
# descent on the largest error itself is not pleasant.
#
# </details>

# %% [markdown]
# ## 7. What exists, and what training finds
#
# So far you have placed every kink yourself. Usually an optimiser does that, starting from random
# weights. The theorem says that good weights exist. It does not say that anybody finds them. We
# compare three ways of getting a net of a given width with the smallest error that is possible:
#
# - *interpolation*: chords over `width` equal pieces, whose error is known without building them;
# - *random kinks*: W1 and b1 are drawn at random and left alone, W2 and b2 come from least squares;
# - *trained*: gradient descent (Adam) fits all four, on the mean square error over 101 points.
#
# The last two depend on chance, so each runs with eight seeds.

# %%
def random_kinks(width, seed, x=np.linspace(0, 1, 101)):
    """Return a net with random hidden units; least squares finds the output layer."""
    rng = np.random.default_rng([seed, width])
    W1, b1 = rng.uniform(-1, 1, (width, 1)), rng.uniform(-1, 1, width)
    features = np.maximum(np.outer(x, W1[:, 0]) + b1, 0)
    fit = np.linalg.lstsq(np.column_stack([features, np.ones_like(x)]), x**2)[0]
    return W1, b1, fit[None, :-1], fit[-1:]

# %%
import torch

from helpers.budgets import by_budget

STEPS = by_budget(quick=100, normal=1000, full=10_000)
torch.set_num_threads(1)  # arrays this small gain nothing from more


def trained(width, seeds=8):
    """Return `seeds` nets, trained side by side: every array has one more axis in front."""
    random = torch.Generator().manual_seed(width)

    def draw(*shape):
        return torch.rand(seeds, *shape, generator=random, dtype=torch.float64) * 2 - 1

    W1, b1, W2, b2 = draw(width, 1), draw(width, 1), draw(1, width) / width**0.5, draw(1, 1)
    optimizer = torch.optim.Adam([p.requires_grad_() for p in (W1, b1, W2, b2)], lr=0.02)
    x = torch.linspace(0, 1, 101, dtype=torch.float64)
    for _ in range(STEPS):
        optimizer.zero_grad()
        g = W2 @ torch.relu(W1 * x + b1) + b2
        ((g - x**2) ** 2).mean(dim=-1).sum().backward()
        optimizer.step()
    a, b, c, d = (p.detach().numpy() for p in (W1, b1, W2, b2))
    return [(a[k], b[k, :, 0], c[k], d[k, 0]) for k in range(seeds)]

# %%
from tqdm.auto import tqdm

widths = [1, 2, 4, 8, 16, 32, 64]
by_design = {
    "theory: best_error": [best_error(width) for width in widths],
    "your best_relu_net": [checks.sup_error(best_relu_net(width)) for width in widths],
    "interpolation": [(1 / width) ** 2 / 4 for width in widths],  # chords: h²/4
}
by_chance = {"random kinks": np.zeros((8, 7)), "trained": np.zeros((8, 7))}  # seeds × widths
straight = []  # how many of the 8 trained nets have no kink inside (0, 1)
for column, width in enumerate(tqdm(widths, desc="width")):
    nets = trained(width)
    straight.append(sum(len(checks.kinks(net)) == 0 for net in nets))
    for seed in range(8):
        by_chance["random kinks"][seed, column] = checks.sup_error(random_kinks(width, seed))
        by_chance["trained"][seed, column] = checks.sup_error(nets[seed])

# %% [markdown]
# **Predict, then run.** Which of the four gets better fastest as the width grows? Will the eight
# seeds agree?

# %%
axes = plotting.new_axes(width=8.0, height=5.0)
axes.set(xscale="log", yscale="log", xticks=widths, xticklabels=widths)
plotting.plot_curves(axes, widths, by_design)
axes.lines[0].set(lw=7, alpha=0.35)  # the theory, under what should lie on it
title = f"What exists, and what is found (bands: all of 8 seeds, {STEPS} steps)"
plotting.plot_spread(axes, widths, by_chance, quantiles=(0, 1), title=title,
                     xlabel="hidden units", ylabel="largest error on [0, 1]");

# %%
print("width   theory     trained: best, median, worst of 8 seeds   seeds without a kink in (0, 1)")
for column, width in enumerate(widths):
    errors = by_chance["trained"][:, column]
    three = f"{min(errors):.4f}  {np.median(errors):.4f}  {max(errors):.4f}"
    print(f"{width:5}   {best_error(width):.6f}            {three}      {straight[column]:10}")

# %% [markdown]
# **Read the picture.** Which lines are parallel, and what does their slope mean? How many units do
# the trained nets need for the error that the best net reaches with two? The nets with random kinks
# have no local minima to get stuck in, and yet they stay far above. What do they lack?
#
# <details><summary>Answer</summary>
#
# Theory, your nets and interpolation fall with a slope of nearly −2 on these axes: twice the
# units, a quarter of the error. Interpolation pays a constant factor for being one-sided.
#
# The trained nets need more than 16 units for the error of 0.02 that two can reach, and their seeds
# differ by a factor of several. Up to width 4 almost all of them end without a kink inside (0, 1):
# as a straight line (0.165: nearly the least-squares line, which is off by 1/6 at the ends) or,
# with every unit switched off, as a constant (0.665).
#
# The nets with random kinks lack good *places* for their kinks: many lie outside [0, 1], where they
# are useless, and the widest gap between the others sets the error. Training moves kinks, but
# slowly, and it lowers the mean square error, which forgives a large error on a short stretch. So
# the theorem is true, and it tells you nothing about the net that you will get.
#
# </details>

# %% [markdown]
# ## Takeaways
#
# * A layer of d ReLUs draws at most d + 1 straight pieces; a bias decides where each kink lies.
# * The best net uses its full error allowance on every piece. Twice the units, about a quarter of
#   the error.
# * You can prove that a net *cannot* do something: find points at which no choice of weights is
#   good.
# * That good weights exist does not mean that training finds them.
#
# **Three questions to take further**
#
# 1. A smooth function f has the curvature f″(x). Where should its kinks go, close together or far
#    apart, and how does the best error depend on f″?
# 2. Take two hidden layers of three units each. How many straight pieces can you get, and how close
#    to x² can you come?
# 3. Train on the *largest* error of the 101 points in place of the mean square. Does it come closer
#    to the best net, and how well does it train?
#
# **Two papers**
#
# * M. Leshno, V. Y. Lin, A. Pinkus, S. Schocken: [*Multilayer feedforward networks with a
#   nonpolynomial activation function can approximate any
#   function*](https://doi.org/10.1016/S0893-6080(05)80131-5), Neural Networks 6 (1993), pages
#   861–867. Which units have the theorem, and what the biases are for.
# * D. Yarotsky: [*Error bounds for approximations with deep ReLU
#   networks*](https://arxiv.org/abs/1610.01145), Neural Networks 94 (2017), pages 103–114. How
#   depth draws x² with far fewer units than width.
