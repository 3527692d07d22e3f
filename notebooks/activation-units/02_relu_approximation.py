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
# **Objective.** Build small ReLU networks by hand that stay close to x² on [0, 1], find out how
# close *any* network of a given size can get, and see how far training stays behind.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false}
import numpy as np

from helpers import checks, netplots, plotting

# %% [markdown]
# ## 1 · A network you can draw with a ruler
#
# With one hidden layer of d ReLU units, a network for one number x is
#
# $$g(x) = W_2\,\mathrm{relu}(W_1 x + b_1) + b_2, \qquad
# W_1: (d, 1),\quad b_1: (d,),\quad W_2: (1, d),\quad b_2: (1,).$$
#
# Unit i contributes $w_{2,i}\,\max(0,\; w_{1,i}\,x + b_{1,i})$: zero on one side of its **kink**
# $x = -b_{1,i}/w_{1,i}$, a straight line on the other. So g is continuous and made of straight
# pieces.
#
# The target is $f(x) = x^2$. (Not f(x) = x, which one unit hits exactly on [0, 1].) What counts
# is the **largest** error of the network, $\sup_{0 \le x \le 1} |g(x) - x^2|$: everywhere, not on
# average.

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
# **Read the picture.** How many kinks has the sum on the left, and where? Which of the two units
# switches *off* at its kink? Lay a ruler on the right-hand picture: how far can one straight line
# run inside the band?
#
# <details><summary>Answer</summary>
#
# Two kinks, one for each unit: 0.5/2 = 0.25 and 0.6. The second unit has a negative input weight,
# so it switches off there. A line that starts at the top of the band in x = 0 leaves it again
# soon: the band bends away from every line, the same way everywhere.
#
# </details>

# %% [markdown]
# ### Question: a network inside the band (4 points)
#
# Choose d and the weights so that the largest error is at most 0.04. Any d will do, and so will
# any way to find the weights: ruler and paper, a formula, or a fit.
#
# The check below looks at eleven points. Grading looks at **every** x in [0, 1]. (Names that end
# in `_` belong to the checks. `helpers.checks` is for tests only: here and in all questions below,
# no answer may use it.)

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
marks = checks.Marks()
with marks.part(1, "four arrays that fit together"):
    checks.own_work(relu_net)
    checks.relu_weights(checks.call(relu_net), "relu_net")
with marks.part(1, "eleven points"):
    places_ = np.linspace(0, 1, 11)
    gaps_ = checks.evaluate(checks.call(relu_net), places_) - places_**2
    worst_ = np.abs(gaps_).argmax()
    checks.is_true(
        abs(gaps_[worst_]) <= 0.04 + 1e-9,
        f"At x = {places_[worst_]:.1f} the net is off by {gaps_[worst_]:+.4f}.",
        slip="a kink lies at −b1/W1: check its sign. Slopes add up over the units that are active.",
    )
marks.total()

# %% nbgrader={"grade": true, "grade_id": "relu-net-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import functools as functools_


@functools_.cache  # one net for both parts
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
# **Read the picture.** The number in the legend is the exact largest error. It was found without
# a grid: the dots on the right are the only places where the error can be extreme. Why these, and
# no others?
#
# <details><summary>Answer</summary>
#
# Between two kinks g is a straight line with some slope s, and the error sx + c − x² is a
# parabola that opens downwards. A parabola on an interval is extreme at the two ends, or at its
# vertex x = s/2 if that lies inside. Eleven points, or a thousand, may all miss the worst place;
# this handful cannot.
#
# </details>

# %% [markdown]
# ## 2 · Where a straight piece errs
#
# The obvious piece connects two points *on* the parabola: the chord over an interval of length h.
# Its error is zero at both ends, largest in the middle (h²/4), and all on one side. That wastes
# half of what is allowed: moved down by half of its worst error, the chord is off by no more than
# h²/8 anywhere.

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
# **Predict.** All three errors are the same curve, moved up or down. Which line would you take if
# only the largest error counts? How much longer may a piece be if four times the error is
# allowed?
#
# <details><summary>Answer</summary>
#
# The one in the middle: its error reaches the same size three times, with alternating sign. Tilting
# it makes one end worse, moving it makes either the ends or the middle worse, so it is the best
# line on this interval. The error grows with h², so four times the error allows twice the length.
#
# </details>

# %% [markdown]
# ### Question: the best network of a given width (6 points)
#
# A three-unit net that touches the parabola at its kinks is often shown as *the* solution of this
# task. Its error is one-sided, and nothing says that three are needed. Now get the most out of
# `width` units: place the kinks, choose the slopes, and use the output bias b2.
#
# Two hints. When every unit switches on from left to right, how is g before the first kink? And
# the largest error of the best net is reached at as many points as possible, so no piece has any
# to spare.

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
marks = checks.Marks()
with marks.part(1, "as many units as asked for"):
    checks.own_work(best_relu_net, 2)
    for width_ in (1, 2, 3, 64):
        checks.relu_weights(checks.call(best_relu_net, width_), f"best_relu_net({width_})", width_)
with marks.part(1, "errors that alternate"):
    for width_ in (1, 2, 3, 4):
        net_ = checks.call(best_relu_net, width_)
        count_ = checks.alternations(checks.relu_weights(net_, f"best_relu_net({width_})", width_))
        checks.is_true(
            count_ >= 2 * width_ + 2,
            f"The error of best_relu_net({width_}) is largest, with alternating sign, at {count_} "
            f"points in a row. In the best net it is so at {2 * width_ + 2} points in a row.",
            slip="the error is largest on one side only: does b2 halve it?" if count_ == 1 else
            "a piece that errs less could be longer. And do all the pieces have a free slope?",
        )
marks.total()

# %% nbgrader={"grade": true, "grade_id": "best-relu-net-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
def excess_(width, limit, kind=int):
    title = f"best_relu_net({width})"
    net = checks.relu_weights(checks.call(best_relu_net, kind(width)), title, width)
    error = checks.sup_error(net)
    slip = "the error of equally spaced interpolation: one-sided, and twice what its pieces need."
    if abs(error * 4 * width**2 - 1) > 1e-6:
        slip = "every piece should reach the largest error; the one that cannot tilt is shorter."
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

# %% [markdown]
# **Read the picture.** Count the dots on the right where the error of the narrowest net is
# largest, and compare with its free parameters: a kink and a slope for each unit, and b2. Why is
# there one dot more than parameters?
#
# <details><summary>Answer</summary>
#
# A unit brings a kink and a jump of the slope, b2 one parameter more: 2·width + 1 numbers. In a
# family like this, the best fit makes the error equally large, with alternating sign, at one
# point more than it has numbers to choose. With so many equal extremes, no small change lowers
# all of them at once. The same rule gave three dots to a line, which has two numbers.
#
# </details>

# %% [markdown]
# ### Question: how many units does it take? (3 points)
#
# The universal approximation theorem promises that *some* finite width reaches any given error.
# It does not need an "infinitely wide" layer, and it does not say how wide: the width depends on
# f and on the error asked for. For x² and ReLU you can say it exactly.

# %% nbgrader={"grade": false, "grade_id": "minimal-width", "locked": false, "schema_version": 3, "solution": true}
# An int: the smallest number of hidden units with which a net (with b1 and b2) gets within 0.04.
minimal_width = None
### BEGIN SOLUTION
minimal_width = 2
### END SOLUTION

def best_error(width):
    """Return the smallest largest error on [0, 1] of any ReLU net with `width` hidden units.

    width: an int ≥ 1, also NumPy's and also in the millions; the result is a float, right to a
    relative 1e-6. The net has b1 and b2.
    """
    ### BEGIN SOLUTION
    return 1 / (2 * (2 * int(width) + 1) ** 2)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "minimal-width-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
count_ = np.asarray(minimal_width)
whole_ = count_.dtype.kind in "iu" and count_.ndim == 0 and count_ >= 1
checks.is_true(whole_, "minimal_width is a whole number of units (an int).", got=minimal_width)
checks.own_work(best_error, 2)
errors_ = [checks.call(best_error, width) for width in (1, int(count_), int(count_) + 1, 500, 1000)]
checks.as_floats(errors_, "best_error", "")
checks.is_true(all(np.diff(errors_[1:]) < 0), "best_error must fall as the net gets wider.")
checks.is_true(
    0.04 < errors_[0] < 1 / 8,
    "best_error(1) cannot be right: one unit can beat every straight line, but not reach 0.04.",
    got=errors_[0],
)
checks.is_true(
    abs(errors_[-2] / errors_[-1] - 4) < 0.1,
    "From 500 to 1000 units the error should fall to about a quarter.",
    slip="pieces of half the length have a quarter of the error.",
)
fits_ = errors_[1] <= 0.04 < checks.call(best_error, max(int(count_) - 1, 1))
checks.is_true(fits_, "Your minimal_width and your best_error contradict each other about 0.04.")

# %% nbgrader={"grade": true, "grade_id": "minimal-width-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks = checks.Marks()
with marks.part(1, "minimal_width"):
    count_ = np.asarray(minimal_width)
    checks.is_true(
        count_.dtype.kind in "iu" and count_.ndim == 0 and count_ == 2,
        "minimal_width is not the smallest number of units.",
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
# ## 3 · No kinks: the identity as activation
#
# Take the identity instead of ReLU and every layer is **affine**, x ↦ Ax + b. (Often called
# "linear"; a linear map would send 0 to 0.) Affine maps of affine maps are affine, so however
# deep the network, on [0, 1] it draws one straight line.
#
# ### Question: the best line (3 points)
#
# How close can a line come to x², if the largest error on [0, 1] counts?

# %% nbgrader={"grade": false, "grade_id": "best-line", "locked": false, "schema_version": 3, "solution": true}
def best_line():
    """Return (slope, intercept, error): the line closest to x² on [0, 1] in the largest error.

    error: the largest abs(slope·x + intercept − x²) for x in [0, 1], as small as possible.
    Three floating-point numbers (or 0-d arrays) in a tuple, a list or an array; right to 1e-6.
    """
    ### BEGIN SOLUTION
    return 1.0, -1 / 8, 1 / 8
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "best-line-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
checks.own_work(best_line)
line_ = checks.as_floats(checks.call(best_line), "best_line", "")
checks.is_true(line_.shape == (3,), "best_line returns three numbers: slope, intercept, error.")
checks.equals(
    line_[2],
    checks.line_sup_error(line_[0], line_[1]),
    "The error that you give for your line",
    slip="the largest error is positive, and lies at an end or where the slopes 2x and s agree.",
    atol=1e-6,
)

# %% nbgrader={"grade": true, "grade_id": "best-line-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
def three_():
    checks.own_work(best_line)
    values = checks.as_floats(checks.call(best_line), "best_line", "")
    checks.is_true(values.shape == (3,), "best_line returns slope, intercept, error: 3 numbers.")
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
# **Read the picture.** One kink more than halves the error. Where does the net lose against the
# line, and why does that not matter?
#
# <details><summary>Answer</summary>
#
# Where the line crosses the parabola, near 0.15 and 0.85: there the line has no error at all, and
# the net has some. Being better everywhere is not the aim. Only the largest error counts, and the
# line has it at both ends and in the middle, where the net is much closer.
#
# </details>

# %% [markdown]
# ## 4 · No biases: every kink in one place
#
# Formulas of networks are often printed without b1, as $W_2\,\mathrm{relu}(W_1 x)$. Then every
# unit has its kink at x = 0, and on [0, 1] each unit is either a multiple of x or zero, so
# $g(x) = s\,x$ for some slope s (plus b2, if there is an output bias). The universal
# approximation theorem is **false** without b1; with it, the kinks can go wherever they are
# needed.

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
# **Predict.** On the left, all the nets are straight and go through one point, although each has 50
# units. Would a second hidden layer without biases help? A wider one?
#
# <details><summary>Answer</summary>
#
# No. Scaling x by c > 0 scales every hidden unit by c, in every layer: g(cx) = c·g(x). On [0, 1]
# that leaves only g(x) = g(1)·x, at any width and depth.
#
# </details>
#
# ### Question: the best line through the origin (3 points)
#
# Which slope is best now, and how close does it come?

# %% nbgrader={"grade": false, "grade_id": "no-bias", "locked": false, "schema_version": 3, "solution": true}
def best_line_through_origin():
    """Return (slope, error): the best that ReLU nets without any bias (b1 = 0, b2 = 0) can do.

    error: the largest abs(slope·x − x²) for x in [0, 1], as small as possible.
    Two floating-point numbers (or 0-d arrays) in a tuple, a list or an array; right to 1e-6.
    """
    ### BEGIN SOLUTION
    # sx − x² is s²/4 at x = s/2 and s − 1 at x = 1. Equal sizes: s² / 4 = 1 − s.
    slope = 2 * (np.sqrt(2) - 1)
    return slope, 1 - slope
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "no-bias-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
checks.own_work(best_line_through_origin)
line_ = checks.as_floats(checks.call(best_line_through_origin), "best_line_through_origin", "")
checks.is_true(line_.shape == (2,), "best_line_through_origin returns two numbers: slope, error.")
checks.equals(
    line_[1],
    checks.line_sup_error(line_[0], 0.0),
    "The error that you give for your slope",
    slip="the largest error is positive, and lies at x = 1 or where the slopes 2x and s agree.",
    atol=1e-6,
)

# %% nbgrader={"grade": true, "grade_id": "no-bias-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
def two_():
    name = "best_line_through_origin"
    checks.own_work(best_line_through_origin)
    values = checks.as_floats(checks.call(best_line_through_origin), name, "")
    checks.is_true(values.shape == (2,), f"{name} returns two numbers: slope, error.")
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
# > **Pitfalls so far.**
# >
# > - A grid gives a lower bound of the largest error, never the error itself.
# > - Without b1 every kink sits at 0, and more units do not help.
# > - An affine map is not linear, and the line that is best on average is not best at its worst.
# > - "This construction needs three units" does not say that the task does.

# %% [markdown]
# ## 5 · Two proofs of impossibility
#
# An example shows that something can be done. That something *cannot* be done needs an argument
# about every choice of weights at once. A sketch with numbers in the right places is enough; say
# what you use.

# %% [markdown] nbgrader={"grade": true, "grade_id": "linear-proof", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# **Why can a network with the identity as activation not stay within 0.04 of x² on [0, 1],
# whatever its width and depth? (4 points)** Your argument has to cover every line, not only the
# best one you found.
#
# <!-- BEGIN SOLUTION -->
# **The network is one line.** Each layer is affine, x ↦ Ax + b, and so is their composition.
# Input and output are single numbers, hence g(x) = αx + β for some numbers α, β, at any width and
# depth.
#
# **Every line errs by at least 1/8.** Let e be the largest abs(g(x) − x²) on [0, 1], and write
# r(x) = x² − g(x). For a line, g(0) − 2g(½) + g(1) = 0. For the square, 0 − 2·¼ + 1 = ½. Therefore
# ½ = r(0) − 2r(½) + r(1) ≤ abs(r(0)) + 2·abs(r(½)) + abs(r(1)) ≤ 4e, so e ≥ 1/8 = 0.125 > 0.04.
#
# The bound is sharp: x − 1/8 has the errors −1/8, +1/8, −1/8 at 0, ½, 1 and less elsewhere.
#
# The same on an interval [p, p + h], with ends and midpoint: every affine function errs by at
# least h²/8.
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
# **Why can a network with a single ReLU unit (with b1 and b2) not stay within 0.04 of x² on [0, 1]?
# (4 points)** You may use that a line on an interval of length h errs by at least h²/8 against x².
#
# <!-- BEGIN SOLUTION -->
# Let g(x) = b2 + v·relu(wx + b), and suppose that abs(g(x) − x²) ≤ 0.04 on [0, 1].
#
# **No kink inside (0, 1)** (w = 0, or −b/w ≤ 0, or −b/w ≥ 1): g is affine on [0, 1] and errs by
# at least 1/8. So there is a kink t with 0 < t < 1. On one side of it the unit is off and g is
# constant; on the other g is affine. On [p, q] a constant errs by at least (q² − p²)/2, half the
# rise of x².
#
# **Constant on [0, t]** (w > 0): t²/2 ≤ 0.04 gives t ≤ √0.08 < 0.283. Then the affine piece on
# [t, 1] has length above 0.717 and errs by at least 0.717²/8 > 0.064 > 0.04.
#
# **Constant on [t, 1]** (w < 0): (1 − t²)/2 ≤ 0.04 gives t² ≥ 0.92. Then the affine piece on [0,
# t] errs by at least t²/8 ≥ 0.115 > 0.04.
#
# Every case contradicts the assumption. (The best is t²/2 = (1 − t)²/8, so t = 1/3 and the error
# 1/18.)
#
# **Rubric.** 1 point: no kink inside (0, 1), then g is affine and 1/8 applies. 1 point: with a kink
# inside, g is constant on one side of it. 1 point: the case where it is constant on the left, with
# numbers. 1 point: the case where it is constant on the right; "g must rise to 1, and errs by about
# half of what x² rises there" is enough. The value 1/18 is not asked for.
#
# *Typical wrong answers.* "One ReLU makes one kink, that is two lines of length ½, and each errs
# by at least (½)²/8 = 1/32": 1 point at most. 1/32 is below 0.04, so nothing follows; what is
# missing is that one of the pieces is constant. "Put the kink at t: on [t, 1] the error is at
# least (1 − t)²/8, so t must be large, and then the constant piece is bad": 3 points, as the unit
# that is constant on the right has been forgotten.
#
# **Remark: n units never get below 1/(2(2n + 1)²).** Let e be the largest error and R = √(8e). A
# piece of length h, midpoint m and slope s with δ = abs(s − 2m) errs by (h + δ)²/8 if δ ≤ h, and
# by hδ/2 otherwise. So h ≤ R always, and h ≤ R/2 wherever δ ≥ h. *Fewer than n kinks inside (0,
# 1)*: at most n pieces, so 1 ≤ nR. *Otherwise* pieces 0 … n with slopes s₀ … sₙ, and kink i
# changes the slope by sᵢ − sᵢ₋₁. Only units that switch off at their kink (i in L) are active on
# the far left, so s₀ + Σ_L (sᵢ − sᵢ₋₁) = 0. Collected by slopes, Σ aⱼsⱼ = 0, where the aⱼ that
# are not 0 alternate +1, −1, …, +1. Midpoints of two pieces lie at least half the sum of their
# lengths apart, so Σ aⱼ·2mⱼ ≥ Σ hⱼ over the aⱼ ≠ 0. Then Σ δⱼ ≥ Σ hⱼ over them, so one of them
# has δ ≥ h and length at most R/2. In both cases 1 ≤ nR + R/2, which is e ≥ 1/(2(2n + 1)²).
# `best_relu_net` attains it.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 6 · What exists, and what training finds
#
# So far you placed every kink yourself. Usually an optimiser does it, starting from random
# weights, and the theorem is silent about that: it says that good weights exist, not that anybody
# finds them. Three ways to get a network of a given width, beside the smallest error that is
# possible:
#
# - *interpolation*: chords over `width` equal pieces, whose error is known without building them;
# - *random kinks*: W1 and b1 drawn at random and kept, W2 and b2 by least squares;
# - *trained*: all four by gradient descent (Adam) on the mean square error over 101 points.
#
# The last two depend on chance, so each runs from eight seeds.

# %%
def random_kinks(width, seed, x=np.linspace(0, 1, 101)):
    """Random hidden units as they come; the output layer by least squares."""
    rng = np.random.default_rng([seed, width])
    W1, b1 = rng.uniform(-1, 1, (width, 1)), rng.uniform(-1, 1, width)
    features = np.maximum(np.outer(x, W1[:, 0]) + b1, 0)
    fit = np.linalg.lstsq(np.column_stack([features, np.ones_like(x)]), x**2)[0]
    return W1, b1, fit[None, :-1], fit[-1:]

# %%
import torch

from helpers.budgets import by_budget

# Ten times 1000: wide nets gain a factor of about three, narrow ones little.
STEPS = by_budget(quick=100, normal=1000, full=10_000)
torch.set_num_threads(1)  # arrays this small gain nothing from more


def trained(width, seeds=8):
    """Train `seeds` nets side by side: every array has one more axis in front."""
    random = torch.Generator().manual_seed(width)
    draw = lambda *shape: torch.rand(seeds, *shape, generator=random, dtype=torch.float64) * 2 - 1
    W1, b1, W2, b2 = draw(width, 1), draw(width, 1), draw(1, width) / width**0.5, draw(1, 1)
    parameters = [p.requires_grad_() for p in (W1, b1, W2, b2)]
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    x = torch.linspace(0, 1, 101, dtype=torch.float64)
    for _ in range(STEPS):
        optimizer.zero_grad()
        g = W2 @ torch.relu(W1 * x + b1) + b2
        ((g - x**2) ** 2).mean(dim=-1).sum().backward()
        optimizer.step()
    a, b, c, d = (p.detach().numpy() for p in parameters)
    return [(a[k], b[k, :, 0], c[k], d[k, 0]) for k in range(seeds)]

# %%
widths = [1, 2, 4, 8, 16, 32, 64]
by_design = {
    "theory: best_error": [best_error(width) for width in widths],
    "your best_relu_net": [checks.sup_error(best_relu_net(width)) for width in widths],
    "interpolation": [(1 / width) ** 2 / 4 for width in widths],  # chords: h²/4
}
random_nets = [[random_kinks(width, seed) for width in widths] for seed in range(8)]
trained_nets = zip(*[trained(width) for width in widths])  # by seed, as above
by_chance = {
    "random kinks": [[checks.sup_error(net) for net in nets] for nets in random_nets],
    "trained": [[checks.sup_error(net) for net in nets] for nets in trained_nets],
}

# %% [markdown]
# **Predict, then run.** Which of the four gets better fastest with the width? Will eight seeds
# agree?

# %%
axes = plotting.new_axes(width=8.0, height=5.0)
axes.set(xscale="log", yscale="log", xticks=widths, xticklabels=widths)
plotting.plot_curves(axes, widths, by_design)
axes.lines[0].set(lw=7, alpha=0.35)  # the theory, under what should lie on it
title = f"What exists, and what is found (bands: all of 8 seeds, {STEPS} steps)"
plotting.plot_spread(axes, widths, by_chance, quantiles=(0, 1), title=title,
                     xlabel="hidden units", ylabel="largest error on [0, 1]");

# %% [markdown]
# **Read the picture.** Which lines run parallel, and what does their slope say? How many units do
# the trained nets spend on what the best net does with two? Random kinks with least squares have
# no local minima to get stuck in, and yet they stay far above. What do they lack?
#
# <details><summary>Answer</summary>
#
# Theory, your nets and interpolation fall with a slope of nearly −2 on these axes: twice the
# units, a quarter of the error. Interpolation pays a constant factor for being one-sided.
#
# The trained nets need twenty to thirty units for the error that two can reach, and their seeds
# differ by a factor of several. Up to width 4 most runs end without a kink inside (0, 1): as a line
# (0.165 is the least-squares line) or, with every unit switched off, as a constant (0.665).
#
# The nets with random kinks have no local minima to get stuck in, but they lack good *places* for
# their kinks: many lie outside [0, 1], where they are no use, and the widest gap between the others
# sets the error. Training moves kinks, slowly, and lowers the mean square error, which forgives a
# large error on a short stretch. So the theorem holds, and says nothing about the net you will get.
#
# </details>
