# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Split, transform, merge
#
# A convolutional block can be one wide road or 32 narrow ones side by side. The narrow roads need
# only a third of the parameters. But write them down carelessly, and you get one road that is
# travelled 32 times, without any error message. In this notebook we build such a layer, count what
# it saves, write it again with three grouped convolutions, and find out which version is faster.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np
import torch
from torch import nn

from helpers import checks, plotting
from helpers.budgets import by_budget
from helpers.seeds import seeded

# %%
from helpers.drawings import FILL, INK

torch.set_num_threads(1)


def chain(axes, places):
    """Draw boxes with texts, and an arrow from each to the next one."""
    for (x, y, _), (u, v, _) in zip(places, places[1:]):
        axes.annotate("", (u, v), (x, y), zorder=1,
                      arrowprops={"arrowstyle": "-|>", "color": INK, "shrinkB": 24})
    for x, y, text in places:
        axes.text(x, y, text, ha="center", va="center", fontsize=10, zorder=3,
                  bbox={"boxstyle": "round,pad=0.45", "fc": FILL, "ec": INK, "lw": 1.5})


def block(axes, column, width, end, name=""):
    """Draw the three convolutions of a block or path, from x to its end."""
    texts = (f"{name}1×1\n256 → {width}", f"3×3\n{width} → {width}", f"1×1\n{width} → 256")
    chain(axes, [(3, 4.1, "x"), *((column, 3.1 - k, text) for k, text in enumerate(texts)),
                 (3, 0, end)])


# %%
left, right = plotting.new_axes(1, 2, width=6.0, height=4.4)
block(left, 3, 128, "y")
for column, name in ((0.3, "path 1"), (2.1, "path 2"), (5.7, "path 32")):
    block(right, column, 4, "y = Σ", f"{name}\n")
right.text(3.9, 2.1, ". . .", ha="center", va="center", fontsize=20)
for axes, title in ((left, "one block, 128 wide"), (right, "32 paths, each 4 wide")):
    axes.set(xlim=(-0.8, 6.8), ylim=(-0.4, 4.5))
    axes.set_axis_off()
    plotting.finish(axes, title=title)

# %% [markdown]
# **Look at the picture.** On the left is an ordinary block: a 1×1 convolution turns 256 channels
# into 128, a 3×3 convolution looks at neighbours, and another 1×1 convolution returns to 256
# channels. On the right the same width of 128 is *split* into 32 paths of 4 channels. Each path
# *transforms* its input separately, and the outputs are *merged* by adding them. A ReLU follows
# each convolution. Both blocks map 256 channels to 256 channels. What does each of them cost, and
# what do we lose?
#
# **About 3 hours** · the cells run in about 15 seconds at `quick` and 30 at `normal`.
#
# **You need** `nn.Module` and `nn.Conv2d` of PyTorch, and skip connections from [Gradients that
# take the shortcut](03_residual_gradients.ipynb).
#
# **Afterwards you can**
#
# * count the parameters of any convolution;
# * tell 32 paths from one path that is used 32 times;
# * turn parallel paths into grouped convolutions and back, and say when this is faster.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Your code must print nothing. You may use NumPy,
# SciPy, PyTorch, the standard library and your earlier answers. Names that end in `_` belong to the
# checks.
#
# **Notation.** $x$, $y$: input and output, tensors $(N, C, H, W)$: samples, channels, rows, columns
# · $k$: side of a square kernel · $P$, $p$: number of paths, index of a path · $A_p$, $B_p$, $C_p$:
# its three convolutions, with biases $a_p$, $b_p$, $c_p$ · $g$: number of groups.
#
# ## 1. Counting · 3 points
#
# A convolution with square kernels of side $k$ has one kernel for each pair of an input channel and
# an output channel, and one bias for each output channel:
#
# $$\text{weights } W: (C_{out}, C_{in}, k, k), \quad \text{biases } b: (C_{out},), \qquad
#   \text{parameters} = \;?$$
#
# The size of the image and the padding do not matter: the same kernel is used at every place.

# %% nbgrader={"grade": false, "grade_id": "count", "locked": false, "schema_version": 3, "solution": true}
def conv_parameters(channels_in, channels_out, kernel):
    """Return how many weights and biases a convolution has, an int.

    channels_in, channels_out: numbers of channels. kernel: the side of the square kernel, 1 or 3
    for instance. All are ints >= 1. There is one bias for each output channel.
    """
    ### BEGIN SOLUTION
    return channels_out * (channels_in * kernel**2 + 1)
    ### END SOLUTION


# The two blocks of the picture, with all their convolutions, as ints:
# original_block = …
# split_block = …
### BEGIN SOLUTION
original_block = (conv_parameters(256, 128, 1) + conv_parameters(128, 128, 3)
                  + conv_parameters(128, 256, 1))
split_block = 32 * (conv_parameters(256, 4, 1) + conv_parameters(4, 4, 3)
                    + conv_parameters(4, 256, 1))
### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "counting", "locked": true, "schema_version": 3, "solution": false}
def compare_counts(answer, *cases):
    """Compare an answer with the parameters of PyTorch's layer (which gets no memory here)."""
    for case, got in zip(cases, checks.call_each(answer, cases), strict=True):
        layer = nn.Conv2d(*case, device="meta")
        due = sum(p.numel() for p in layer.parameters())
        checks.is_true(isinstance(got, int | np.integer), "The number is not an int.", got=got)
        weights = layer.weight.numel()
        slips = {weights: "do not forget the biases, one for each output channel.",
                 case[0] * case[1] * case[2] + case[1]: "a square kernel has k² weights."}
        checks.is_true(got == due, f"A convolution {case[0]} → {case[1]} with a kernel of side "
                       f"{case[2]} has {due} parameters.", got=got, slip=slips.get(got, ""))

# %% nbgrader={"grade": true, "grade_id": "count-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "small convolutions"):
    compare_counts(conv_parameters, (1, 1, 1), (2, 1, 1), (1, 5, 1), (3, 2, 3))
    checks.is_true(type(original_block) is int and type(split_block) is int,
                   "original_block and split_block are ints.", got=[original_block, split_block])
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "count-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("count"), checks.Marks()
with marks_.part(1, "convolutions of all sizes"):
    compare_counts(conv_parameters, *map(tuple, rng.integers(1, 60, (12, 3)).tolist()),
                   (1, 1, 7), (8, 4, 2), (100_000, 70_000, 11))
with marks_.part(1, "the two blocks"):
    for block_, widths_, paths_, got_ in (("original", 128, 1, original_block),
                                          ("split", 4, 32, split_block)):
        layers_ = [nn.Conv2d(256, widths_, 1, device="meta"), nn.Conv2d(widths_, 256, 1),
                   nn.Conv2d(widths_, widths_, 3, device="meta")]
        due_ = paths_ * sum(p.numel() for layer in layers_ for p in layer.parameters())
        checks.is_true(got_ == due_, f"{block_}_block is wrong.", got=got_,
                       slip="a path has three convolutions, and biases of its own.")
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# Into how many paths should we split a width of 128, if we only care about the number of
# parameters? **Predict, then run.**

# %%
paths = [1, 2, 4, 8, 16, 32, 64, 128]
parts = {"1×1, 256 → width": [], "3×3": [], "1×1, width → 256": []}
for count in paths:
    width = 128 // count
    for name, case in zip(parts, ((256, width, 1), (width, width, 3), (width, 256, 1))):
        parts[name].append(count * conv_parameters(*case))
parts["together"] = np.sum(list(parts.values()), axis=0)
axes = plotting.plot_curves(plotting.new_axes(width=8.0), paths, parts, xlabel="number of paths",
                            ylabel="parameters", title="A total width of 128, split into paths")
axes.set_xscale("log", base=2)
axes.set(xticks=paths, xticklabels=paths, ylim=(0, 230_000))
print("together:", *parts["together"])

# %% [markdown]
# **Read the picture.** Which part becomes cheaper, and by which factor? Why does the sum rise again
# at the end?
#
# <details><summary>Answer</summary>
#
# Only the 3×3 convolution becomes cheaper: each of its channels looks at $128/P$ channels instead
# of 128, which divides its weights by the number of paths $P$. Nothing changes for the first 1×1
# convolution, since all paths read the same input. The last one has as many weights as before, but
# each path adds 256 biases of its own: $256 P$. So $9 \cdot 128^2 / P + 256\,P$ has a minimum near
# $P = 24$, and 32 is the best power of 2.
#
# </details>
#
# ## 2. Thirty-two paths · 6 points
#
# Each path $p$ has three convolutions of its own. For $x$ of shape $(N, 256, H, W)$,
#
# $$y = \sum_{p=1}^{32} \mathrm{relu}(C_p(\mathrm{relu}(B_p(\mathrm{relu}(A_p(x)))))),$$
#
# $$A_p: 256 \to 4 \;(1{\times}1), \qquad B_p: 4 \to 4 \;(3{\times}3), \qquad
#   C_p: 4 \to 256 \;(1{\times}1) .$$
#
# $B_p$ has padding 1 (zeros), so $y$ has the shape of $x$. There is no skip connection.
#
# > **Careful.** *Of its own* means two things. No two paths share a parameter. And they must not
# > start with equal numbers: paths that start alike get equal gradients, and remain alike for ever.

# %% nbgrader={"grade": false, "grade_id": "block", "locked": false, "schema_version": 3, "solution": true}
class STMConvLayer(nn.Module):
    """32 independent paths side by side, summed: (N, 256, H, W) to (N, 256, H, W), no skip.

    A path: 1×1 convolution 256 → 4, ReLU, 3×3 convolution 4 → 4 with padding 1, ReLU, 1×1
    convolution 4 → 256, ReLU. All convolutions have biases. Weights are drawn independently of each
    other, from PyTorch's global generator. `STMConvLayer()` takes no arguments. How you build it
    inside is up to you. After `.to(dtype)` it works in that floating dtype, and returns it.
    N, H and W may be 1.
    """

    ### BEGIN SOLUTION
    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList([
            nn.Sequential(nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1),
                          nn.ReLU(), nn.Conv2d(4, 256, 1), nn.ReLU())
            for _ in range(32)])

    def forward(self, x):
        return sum(path(x) for path in self.paths)
    ### END SOLUTION

# %% [markdown]
# How can we test a layer without knowing how it is built inside? By its numbers. The cells below
# put numbers of their choice into all 78 592 places and look at the output and the gradients. If
# all parameters are 1, the gradient shows what each number does: the gradient of a weight that
# reads channel 7 contains $x_7$. A second round makes the biases different and shows which 3×3
# weights read which of them, and so on. After four rounds we know the place of every number,
# whatever its name, and can compare the layer with a plain formula. (You need not read these cells.
# Just run them.)

# %% nbgrader={"grade": false, "grade_id": "formula", "locked": true, "schema_version": 3, "solution": false}
SHAPES = {"A": (32, 4, 256), "a": (32, 4), "B": (32, 4, 4, 3, 3), "b": (32, 4),
          "C": (32, 256, 4), "c": (32, 256)}
ENDS = np.cumsum([np.prod(shape) for shape in SHAPES.values()])  # the last one is 78 592


def formula(values, x):
    """For the checks: the sum over all paths, from weights A, B, C and biases a, b, c."""
    height, width = x.shape[2:]
    A, a, B, b, C, c = (values[name] for name in SHAPES)
    z = torch.einsum("pic,nchw->npihw", A, x) + a[..., None, None]
    z = nn.functional.pad(z.relu(), (1, 1, 1, 1))
    z = b[..., None, None] + sum(
        torch.einsum("pji,npihw->npjhw", B[..., r, s], z[..., r:r + height, s:s + width])
        for r in range(3) for s in range(3))
    return (torch.einsum("poj,npjhw->npohw", C, z.relu()) + c[..., None, None]).relu().sum(dim=1)


def formula_slopes(values, x, upstream):
    """For the checks: output, all parameters' gradients in one row, and that of x, by autograd."""
    leaves = {name: torch.tensor(v, requires_grad=True) for name, v in values.items()}
    x = torch.tensor(x, requires_grad=True)
    y = formula(leaves, x)
    found = torch.autograd.grad((y * torch.tensor(upstream)).sum(), [*leaves.values(), x])
    return y.detach().numpy(), np.concatenate([g.numpy().ravel() for g in found[:-1]]), found[-1]

# %% nbgrader={"grade": false, "grade_id": "numbers", "locked": true, "schema_version": 3, "solution": false}
class NumbersOf:
    """For the checks: all parameters of a layer in one row, in the order in which it has them."""

    def __init__(self, layer):
        checks.use(layer, ("call", "double"))
        self.layer, parameters = layer, checks.model_state(layer)["parameters"]
        self.shapes = {name: np.shape(value) for name, value in parameters.items()}
        size = sum(int(np.prod(shape)) for shape in self.shapes.values())
        checks.is_true(size == ENDS[-1], f"The layer has {size} parameters, not {ENDS[-1]}.", slip={
            0: "PyTorch does not see modules in a plain list; use nn.ModuleList.",
            int(ENDS[-1]) // 32: "the convolutions of one path are used 32 times.",
        }.get(size, "you need 32 paths with three convolutions each, all with biases."))

    def slopes(self, row, x, upstream):
        """Put numbers in; return the output, and the gradients of all parameters and of x."""
        ends = np.cumsum([int(np.prod(shape)) for shape in self.shapes.values()])
        parts = zip(self.shapes.items(), np.split(row, ends[:-1]))
        checks.set_parameters(self.layer, {name: part.reshape(s) for (name, s), part in parts})
        found = checks.pullback(self.layer, [x], upstream)
        for name, gradient in found.parameters.items():
            checks.is_true(gradient is not None, f"The output does not depend on {name}.")
        return (found.output, np.concatenate([g.ravel() for g in found.parameters.values()]),
                found.inputs[0])

# %% nbgrader={"grade": false, "grade_id": "alike", "locked": true, "schema_version": 3, "solution": false}
def alike(numbers, value, made, shape=(1, 256, 3, 3)):
    """Compare a layer whose parameters all have one value with the formula.

    Return sets of places in its row: of all numbers that then have the same gradient, by name.
    """
    x, upstream = made.uniform(1, 2, shape), made.uniform(1, 2, shape)
    y, due, _ = formula_slopes({name: np.full(s, value) for name, s in SHAPES.items()}, x, upstream)
    got, slopes, _ = numbers.slopes(np.full(ENDS[-1], value), x, upstream)
    slips = {"add the outputs of the paths; do not take their mean.": y / 32,
             "there is no skip connection.": y + x}
    said = [slip for slip, wrong in slips.items()
            if np.shape(got) == y.shape and np.allclose(got, wrong, rtol=1e-9)]
    checks.equals(got, y, f"The output for an image {shape}, where all parameters are {value:g},",
                  slip=said[0] if said else "32 paths side by side; zero padding; ReLUs.")
    order, found = np.argsort(due, kind="stable"), np.argsort(slopes, kind="stable")
    checks.equals(slopes[found], due[order], "The sorted list of all parameters' gradients",
                  slip="do you use a path twice, or leave one out?")
    places = np.empty(ENDS[-1], dtype=int)
    places[order] = found
    at = dict(zip(SHAPES, np.split(places, ENDS[:-1])))
    return {"A": at["A"].reshape(128, 256).T, "a": at["a"], "B": at["B"].reshape(512, 9).T,
            "b": at["b"], "c": at["c"].reshape(32, 256).T,
            "C": at["C"].reshape(32, 256, 4).swapaxes(0, 1).reshape(256, 128)}, (x, upstream)

# %% nbgrader={"grade": false, "grade_id": "units", "locked": true, "schema_version": 3, "solution": false}
def slopes_with(numbers, changes, images):
    """Set all parameters to 1 except for those that are changed; return their gradients."""
    row = np.ones(ENDS[-1])
    for places, new in changes:
        row[places] = new
    return numbers.slopes(row, *images)[1]


def by_size(places, slopes):
    """Sort each row of places by the gradients there."""
    return np.take_along_axis(places, np.argsort(slopes[places], axis=1), axis=1)


def units(numbers, sets, images):
    """Sort A and C by the units that they feed and read; make a table of the 3×3 weights."""
    B, ramp, unit = sets["B"], np.linspace(1, 2, 128), np.arange(512) // 4
    reads, feeds = np.zeros((2, ENDS[-1]), dtype=int)  # the unit below and above a 3×3 weight
    slopes = slopes_with(numbers, [(sets["a"], ramp), (sets["b"], 1e6 * ramp)], images)
    reads[by_size(B, slopes)], C = unit, by_size(sets["C"], slopes)
    slopes = slopes_with(numbers, [(B, ramp[reads[B]]), (C, 1 + 1e-4 * ramp)], images)
    feeds[by_size(B, slopes)], A = unit, by_size(sets["A"], slopes)
    table = np.full((9, 128, 128), -1)
    table[np.arange(9)[:, None], reads[B], feeds[B]] = B
    return A, C, table


# %% nbgrader={"grade": false, "grade_id": "places", "locked": true, "schema_version": 3, "solution": false}
def places_of(numbers, made):
    """Return where each number of the formula's table is in the layer's row, by name."""
    sets, images = alike(numbers, 1.0, made)
    A, C, table = units(numbers, sets, images)
    fed = np.argsort(table[0] < 0, axis=1, kind="stable")[:, :4]  # by each unit: four in its path
    a = np.lexsort(fed.T[::-1]).reshape(32, 4)
    b = fed[a[:, 0]]
    # Which path has which bias at the end? Path p is on for the first p of 32 images, ever larger.
    size, ones = np.arange(1.0, 33.0), np.ones((32, 256, 1, 1))
    low = -1 / (4 * (4 * (256 * (size + 0.5) + 1) + 1))
    images = size[:, None, None, None] * ones, ones
    c = by_size(sets["c"], slopes_with(numbers, [(C[:, b], low[:, None])], images))
    B = np.moveaxis(table[:, a[:, None, :], b[:, :, None]], 0, -1).reshape(SHAPES["B"])
    places = {"A": A[:, a].transpose(1, 2, 0), "a": sets["a"][a], "B": B, "b": sets["b"][b],
              "C": C[:, b].swapaxes(0, 1), "c": c.T}
    every = np.sort(np.concatenate([at.ravel() for at in places.values()]))
    checks.is_true(np.array_equal(every, np.arange(ENDS[-1])), "The layer does not consist of 32 "
                   "separate paths with 4 and 4 channels.")
    return places


# %% nbgrader={"grade": false, "grade_id": "tried", "locked": true, "schema_version": 3, "solution": false}
# For the checks: a layer's output in all data types; and what layers draw, and whether they share.
TRIED = """
import torch

def dtypes(make):
    found, layer = [], make()
    for name in ("float16", "bfloat16", "float64", "float32"):
        layer = layer.to(getattr(torch, name))
        y = layer(torch.linspace(-2, 2, 1536).reshape(1, 256, 2, 3).to(getattr(torch, name)))
        found.append((name, str(y.dtype), y.double().abs().sum().item()))
    return found

def draws(make):
    rows = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        layer = make()
        rows.append(torch.cat([p.detach().flatten() for p in layer.parameters()]))
        with torch.no_grad():
            for p in layer.parameters():
                p.zero_()
    return [row.numpy() for row in rows]
"""

# %% nbgrader={"grade": true, "grade_id": "block-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_, rng = checks.Marks(), checks.rng("block, visible")
with marks_.needed(2, "STMConvLayer"):
    layer_ = checks.call(STMConvLayer)
with marks_.part(1, "parameters, and the shape of the output"):
    numbers_ = NumbersOf(layer_)
    for shape_ in ((1, 256, 2, 3), (3, 256, 1, 1)):
        got_ = np.shape(checks.value(checks.call(numbers_.layer, torch.ones(shape_).double())))
        checks.is_true(got_ == shape_, f"An image {shape_} has become {got_}.",
                       slip="padding=1 keeps height and width with a 3×3 kernel.")
with marks_.part(1, "all parameters alike"):
    numbers_ = NumbersOf(layer_)
    alike(numbers_, 0.5, rng)
    alike(numbers_, -2.0, rng, (2, 256, 2, 1))
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "block-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_, rng = checks.Marks(), checks.rng("block")
with marks_.part(2, "the formula, with numbers of any sign"):
    numbers_ = NumbersOf(checks.call(STMConvLayer))
    places_, row_ = places_of(numbers_, rng), np.empty(ENDS[-1])
    for shape_ in ((2, 256, 3, 4), (1, 256, 1, 5)):
        values_ = {name: rng.normal(0, np.prod(s[2:]) ** -0.5, s) for name, s in SHAPES.items()}
        for name_, value_ in values_.items():
            row_[places_[name_]] = value_
        x_, upstream_ = rng.normal(size=(2, *shape_))
        y_, slopes_, back_ = numbers_.slopes(row_, x_, upstream_)
        due_ = formula_slopes(values_, x_, upstream_)
        checks.equals(y_, due_[0], f"The output for {shape_}, with random parameters,")
        at_ = np.concatenate([place.ravel() for place in places_.values()])
        checks.equals(slopes_[at_], due_[1], "The gradients of the parameters", atol=1e-9)
        checks.equals(back_, due_[2], "The gradient of the input", atol=1e-9)
    checks.leaves_alone(numbers_.layer, torch.randn(1, 256, 2, 2).double(), draws=False)
with marks_.part(1, "data types"):
    found_ = checks.call(checks.define(TRIED, "dtypes"), STMConvLayer)
    for name_, dtype_, size_ in found_:
        checks.is_true(dtype_ == f"torch.{name_}", f"Given {name_}, it returns {dtype_}.",
                       slip="`torch.zeros(shape)` is float32; `zeros_like(x)` is like x.")
        checks.equals(size_ / found_[2][2], 1.0, f"The output in {name_}", atol=0.05)
with marks_.part(1, "numbers of its own, drawn independently"):
    first_, twin_, other_ = checks.call(checks.define(TRIED, "draws"), STMConvLayer)
    checks.is_true(np.unique(first_).size > 65_000, "Many weights are equal to each other.",
                   got=first_, slip="copies of a path start and remain alike; draw each anew.")
    checks.is_true(np.array_equal(first_, twin_), "The same seed of PyTorch gives other weights, "
                   "or layers share their numbers.", slip="draw new numbers, as nn.Conv2d does.")
    checks.is_true(np.mean(first_ == other_) < 0.5, "Another seed gives the same weights.",
                   slip="is there a seed inside, or are layers made once and used again?")
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 3. The trap: one path, used 32 times
#
# It is easy to make three convolutions in `__init__` and to write a loop around them. Then the loop
# runs 32 times over *the same* three. Nothing fails: shapes are right, gradients flow. But the
# layer is not what you wanted.

# %%
class OnePath(nn.Module):
    """The trap."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(256, 4, 1), nn.Conv2d(4, 4, 3, padding=1)
        self.third = nn.Conv2d(4, 256, 1)

    def path(self, x):
        return self.third(self.second(self.first(x).relu()).relu()).relu()

    def forward(self, x):
        merged = torch.zeros_like(x)
        for _ in range(32):
            merged = merged + self.path(x)
        return merged


# %%
seeds = range(by_budget(quick=5, normal=10, full=30))
for kind in (STMConvLayer, OnePath):
    print(f"{kind.__name__:13} {sum(p.numel() for p in kind().parameters()):7} parameters")
gaps = []
for seed in seeds:
    with seeded(seed), torch.no_grad():
        trap, x = OnePath(), torch.randn(2, 256, 7, 5)
        gaps.append(((trap(x) - 32 * trap.path(x)).abs().max() / trap(x).max()).item())
print(f"output against 32 times one path, {len(seeds)} seeds: at most {max(gaps):.0e} apart")

# %%
def contrasts(kind):
    """Return how much output channels of a new layer differ from each other, relative to size."""
    found = []
    for seed in seeds:
        with seeded(seed), torch.no_grad():
            y = kind()(torch.randn(4, 256, 8, 8))
        found.append((y.mean(dim=(0, 2, 3)) / y.mean()).sort().values.numpy())
    return found


def directions(kind):
    """Return singular values of the output's deviations from its mean; the largest is 1."""
    found = []
    for seed in seeds:
        with seeded(seed), torch.no_grad():
            y = kind()(torch.randn(16, 256, 8, 8)).movedim(1, -1).reshape(-1, 256).double()
        sizes = torch.linalg.svdvals(y - y.mean(dim=0))
        found.append((sizes / sizes[0])[:64].numpy())
    return found


# %%
left, right = plotting.new_axes(1, 2, width=5.6, height=3.6)
kinds = {"32 paths": STMConvLayer, "1 path, 32 times": OnePath}
sizes = {name: contrasts(kind) for name, kind in kinds.items()}
plotting.plot_spread(left, range(1, 257), sizes, xlabel="channel, sorted by size",
                     ylabel="mean output / overall mean", title=f"Channels, {len(seeds)} seeds")
plotting.plot_spread(right, range(1, 65), {name: directions(kind) for name, kind in kinds.items()},
                     xlabel="number", ylabel="relative singular value",
                     title="Directions in which outputs vary")
right.set_yscale("log")
for name, found in sizes.items():
    off = (np.array(found) == 0).sum(axis=1)
    print(f"{name}: {off.min()} to {off.max()} of 256 channels are off at every pixel")

# %% [markdown]
# **Read the picture.** On the left: how many channels of the trap are off at every pixel, and why
# does this hardly ever happen with 32 paths? On the right: in how many directions does the output
# of the trap vary, and where do you see the four channels inside it?
#
# <details><summary>Answer</summary>
#
# With each seed, 60 to 100 of the 256 channels are 0 everywhere. A channel of the trap sees four
# numbers, which are never negative. If its four weights and its bias are mostly negative, it is off
# for every input, and so are its 32 copies. With 32 paths, all 32 would have to be off at once. The
# sum averages over 32 draws, so all channels have similar sizes.
#
# On the right the line of the trap falls by a factor of ten within the first five values. All 256
# channels are functions of the same *four*, and without the bends of the last ReLU they would vary
# in four directions only. With 32 paths there are 128 channels in the middle.
#
# </details>
#
# A check of one line protects you, `sum(p.numel() for p in layer.parameters())`: a count that is 32
# times too small gives the trap away. Two variants of the trap pass this check. `x = path(x)`
# inside the loop overwrites the input, so the paths run one after the other. And 32 copies of one
# path have the right count, but they start alike, get equal gradients, and remain one path for
# ever.
#
# ## 4. The same with three convolutions · 5 points
#
# A *grouped* convolution with $g$ groups cuts its input channels into $g$ blocks, and its output
# channels as well. Block $p$ of the output sees block $p$ of the input, and nothing else. In
# PyTorch this is `nn.Conv2d(…, groups=g)`. Its weight is $(C_{out}, C_{in}/g, k, k)$, with the
# weights of the blocks one below the other. So the paths can run side by side through one
# convolution:
#
# $$256 \to 128 \;\; (1{\times}1), \qquad 128 \to 128 \;\; (3{\times}3,\; g = 32), \qquad
#   128 \to 32 \cdot 256 \;\; (1{\times}1,\; g = 32) .$$
#
# All paths read the same $x$, so the first convolution needs no groups: its 128 output channels
# *are* the 32 times 4. At the end each path has 256 channels of its own, because a ReLU comes
# before the sum.
#
# > **Careful.** The last convolution has 8192 channels, path after path. Arrange them as $(N, 32,
# > 256, H, W)$. Over which axis do you have to sum?

# %% nbgrader={"grade": false, "grade_id": "grouped", "locked": false, "schema_version": 3, "solution": true}
class GroupedSTMConvLayer(nn.Module):
    """The same function as STMConvLayer, from three convolutions: the last two have 32 groups.

    No arguments. 78 592 parameters, in at most six tensors; inputs and outputs have their dtype.
    `copy_from(layer)` copies the numbers of another layer of this dtype, which must not be modified
    and shares nothing with this one: `layer.paths` is an nn.ModuleList of 32 nn.Sequential, each
    of Conv2d(256, 4, 1), ReLU, Conv2d(4, 4, 3, padding=1), ReLU, Conv2d(4, 256, 1), ReLU. Use
    nothing else of the layer.
    """

    ### BEGIN SOLUTION
    def __init__(self):
        super().__init__()
        self.reduce = nn.Conv2d(256, 128, 1)
        self.look = nn.Conv2d(128, 128, 3, padding=1, groups=32)
        self.widen = nn.Conv2d(128, 32 * 256, 1, groups=32)

    def forward(self, x):
        z = self.widen(self.look(self.reduce(x).relu()).relu()).relu()
        return z.unflatten(1, (32, 256)).sum(dim=1)

    @torch.no_grad()
    def copy_from(self, layer):
        for place, conv in ((0, self.reduce), (2, self.look), (4, self.widen)):
            conv.weight.copy_(torch.cat([path[place].weight for path in layer.paths]))
            conv.bias.copy_(torch.cat([path[place].bias for path in layer.paths]))
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "paths", "locked": true, "schema_version": 3, "solution": false}
# For the checks: 32 paths, as `copy_from` gets them, made on either side. They only hold numbers.
PATHS = """
from torch import nn

def separate_paths():
    def convs():
        yield from (nn.Conv2d(256, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU())
        yield from (nn.Conv2d(4, 256, 1), nn.ReLU())

    holder = nn.Module()
    holder.register_module("paths", nn.ModuleList())
    while len(holder.paths) < 32:
        holder.paths.append(nn.Sequential(*convs()))
    return holder
"""

# %% nbgrader={"grade": false, "grade_id": "drawn-paths", "locked": true, "schema_version": 3, "solution": false}
def draw_numbers(paths, made):
    """Fill 32 paths with random numbers of both signs; return them by name."""
    values = {name: made.normal(0, np.prod(s[2:]) ** -0.5, s) for name, s in SHAPES.items()}
    shapes = {"A": (4, 256, 1, 1), "B": (4, 4, 3, 3), "C": (256, 4, 1, 1)}
    checks.set_parameters(paths, {
        f"paths.{p}.{place}.{kind}": values[name][p].reshape(shapes.get(name, -1))
        for place, names in ((0, "Aa"), (2, "Bb"), (4, "Cc"))
        for kind, name in zip(("weight", "bias"), names) for p in range(32)})
    return values


def make_paths(dtype="double"):
    """Make 32 paths of this dtype on the answer's side."""
    paths = checks.call(checks.define(PATHS, "separate_paths"))
    checks.use(paths, ("call", dtype))
    return paths

# %% nbgrader={"grade": false, "grade_id": "grouped-comparison", "locked": true, "schema_version": 3, "solution": false}
def compare_grouped(layer, values, made, shape, digits=1e-9):
    """Compare a grouped layer with the formula: output, and gradients of all that it depends on."""
    x, upstream = made.normal(size=(2, *shape))
    y, slopes, back = formula_slopes(values, x, upstream)
    dtype = np.float64 if digits < 1e-7 else np.float32
    got = checks.pullback(layer, [x.astype(dtype)], upstream.astype(dtype))
    checks.equals(got.output, y, f"The output for {shape}", rtol=digits, atol=digits * np.ptp(y),
                  slip="path p owns rows 4p … 4p + 3 of two weights, 256p … 256p + 255 of one.")
    checks.is_true(np.asarray(got.output).dtype == dtype, "The output has another dtype than x.")
    checks.equals(got.inputs[0], back, "The input's gradient", rtol=digits,
                  atol=digits * np.ptp(np.asarray(back)))
    found = [g for g in got.parameters.values() if g is not None]
    found = np.concatenate([np.ravel(g) for g in found] or [[]])
    checks.is_true(found.size == slopes.size, f"There are {found.size} parameters, not "
                   f"{slopes.size}, which require a gradient and get one.")
    checks.equals(np.sort(found), np.sort(slopes), "The sorted list of all parameters' gradients",
                  rtol=digits, atol=digits * np.ptp(slopes))

# %% nbgrader={"grade": true, "grade_id": "grouped-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_, rng = checks.Marks(), checks.rng("grouped, visible")
with marks_.part(1, "parameters, and the shape of the output"):
    layer_ = checks.call(GroupedSTMConvLayer)
    sizes_ = [np.size(v) for v in checks.model_state(layer_)["parameters"].values()]
    checks.is_true(sum(sizes_) == ENDS[-1], "It has 78 592 parameters.", got=sizes_,
                   slip="groups=32 where a path reads its own channels only.")
    checks.is_true(len(sizes_) <= 6, "Three convolutions have six tensors.", got=len(sizes_))
    got_ = np.shape(checks.value(checks.call(layer_, torch.ones(2, 256, 3, 1))))
    checks.is_true(got_ == (2, 256, 3, 1), f"An image (2, 256, 3, 1) has become {got_}.")
with marks_.part(1, "copied numbers"):
    paths_ = make_paths()
    values_ = draw_numbers(paths_, rng)
    checks.use(layer_, ("call", "double"), ("call", "copy_from", paths_))
    compare_grouped(layer_, values_, rng, (1, 256, 2, 3))
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "grouped-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_, rng, paths_ = checks.Marks(), checks.rng("grouped"), make_paths("float")
layer_ = checks.call(GroupedSTMConvLayer)
with marks_.part(1, "single precision; nothing else changes"):
    values_ = draw_numbers(paths_, rng)
    names_ = checks.model_state(paths_)["parameters"]
    checks.set_gradients(paths_, {name: value + 1 for name, value in names_.items()})
    checks.leaves_alone(checks.use(layer_, ("get", "copy_from"))[0], paths_, draws=False)
    compare_grouped(layer_, values_, rng, (2, 256, 2, 2), 1e-4)
    checks.leaves_alone(layer_, torch.ones(1, 256, 2, 1), draws=False)
checks.use(paths_, ("call", "double"))
checks.use(layer_, ("call", "double"))
with marks_.part(1, "a second copy, another shape"):
    values_ = draw_numbers(paths_, rng)
    checks.use(layer_, ("call", "copy_from", paths_))
    compare_grouped(layer_, values_, rng, (3, 256, 1, 4))
with marks_.part(1, "copies are copies"):
    values_ = draw_numbers(paths_, rng)
    checks.use(layer_, ("call", "copy_from", paths_))
    names_ = checks.model_state(paths_)["parameters"]
    checks.set_parameters(paths_, {name: 0 * value for name, value in names_.items()})
    compare_grouped(layer_, values_, rng, (1, 256, 1, 2))
    state_ = checks.model_state(layer_)["parameters"]
    checks.is_true(sum(map(np.size, state_.values())) == ENDS[-1], "It keeps the other layer.")
    checks.set_parameters(layer_, {name: value + 1 for name, value in state_.items()})
    for name_, value_ in checks.model_state(paths_)["parameters"].items():
        checks.is_true(not np.any(value_), f"{name_} of the other layer changes with the copy.")
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Equal to the last digits?
#
# Mathematically the two layers are the same function. On a computer each adds up its terms in a
# different order. **Predict, then run.** How many digits do their outputs have in common in
# float32, and how many in float64?

# %%
names = {}
exec(PATHS, names)  # 32 paths without a forward; here is one


def one_by_one(layer, x):
    """Add the outputs of the paths, one after the other."""
    merged = torch.zeros_like(x)
    for path in layer.paths:
        merged = merged + path(x)
    return merged


def twins(dtype, seed):
    """Return 32 separate paths and the grouped layer that has the same numbers."""
    with seeded(seed):
        layer, grouped = names["separate_paths"]().to(dtype), GroupedSTMConvLayer().to(dtype)
    grouped.copy_from(layer)
    return layer, grouped


# %%
for dtype in (torch.float32, torch.float64):
    gaps = []
    for seed in seeds:
        (layer, grouped), draws = twins(dtype, seed), torch.Generator().manual_seed(seed)
        x = torch.randn(4, 256, 14, 14, generator=draws, dtype=dtype)
        with torch.no_grad():
            gaps.append(((one_by_one(layer, x) - grouped(x)).abs() / grouped(x)).max().item())
    print(f"{dtype}: largest relative difference {np.median(gaps):.0e} ({min(gaps):.0e} to "
          f"{max(gaps):.0e}, {len(seeds)} seeds); a last digit is {torch.finfo(dtype).eps:.0e}")

# %% [markdown]
# In both types the relative differences are a few times the distance between neighbouring floats.
# So the two layers *are* the same function, and the rest is rounding. This is also how you tell a
# small mistake from rounding: repeat the comparison in float64. Rounding errors shrink by nine
# digits, and a mistake does not.
#
# ## 6. Which one is faster?
#
# 96 small convolutions or three large ones: which is faster for an image of one pixel, and which
# for four images of 28 by 28 pixels? **Predict, then run.**

# %%
from time import perf_counter

sizes = by_budget(quick=[(1, 1), (1, 7), (1, 14), (4, 14)],
                  normal=[(1, 1), (1, 3), (1, 7), (1, 14), (4, 14), (4, 28)],
                  full=[(1, 1), (1, 3), (1, 7), (1, 14), (4, 14), (4, 28), (16, 28)])
repeats = by_budget(quick=5, normal=11, full=21)
layer, grouped = twins(torch.float32, 0)
routes = {"32 paths": lambda x: one_by_one(layer, x), "grouped": grouped}


def milliseconds(route, x, back):
    """Return how long a few passes take, forward or forward and back, after one to warm up."""
    found = []
    for _ in range(repeats + 1):
        start = perf_counter()
        with torch.set_grad_enabled(back):
            y = route(x)
        if back:
            torch.autograd.grad(y.sum(), x)
        found.append(1000 * (perf_counter() - start))
    return found[1:]


# %%
pixels = [N * side**2 for N, side in sizes]
panels = plotting.new_axes(1, 2, width=5.6, height=3.6)
for axes, back in zip(panels, (False, True)):
    runs = {}
    for name, route in routes.items():
        images = [torch.randn(N, 256, side, side, requires_grad=back) for N, side in sizes]
        runs[name] = np.transpose([milliseconds(route, x, back) for x in images])
        print(f"{name:8} {'forward and back' if back else 'forward':16} (ms)",
              *(f"{time:8.2f}" for time in np.median(runs[name], axis=0)))
    plotting.plot_spread(axes, pixels, runs, xlabel="pixels: N · H · W", ylabel="milliseconds",
                         title="forward and back" if back else "forward")
    axes.set(xscale="log", yscale="log")

# %% [markdown]
# **Read the picture.** Where do the lines cross on your machine? What does a pass cost for a single
# pixel in each layer, and where does this time go? For large images, why do three large
# convolutions not win, although they do the same multiplications?
#
# <details><summary>Answer</summary>
#
# On the machine where we wrote this (one thread), the separate paths need about 2 ms even for a
# single pixel, and the grouped layer a third of that or less. This is the price of *calls*: 32 · 7
# operations of some microseconds each, whatever they do, against 7 in all. The lines meet at
# several hundred pixels. Beyond that, the grouped layer is slower: it writes all 8192 channels to
# memory, reads them for the ReLU and again for the sum. For four images of 28 by 28 in float32 that
# is 100 MB, too much for any cache. The 256 channels of a single path take 3 MB and are used at
# once. The multiplications are the same, but the traffic to memory is not.
#
# </details>
#
# ## 7. What the last ReLU costs
#
# Without the last ReLU each path ends in an affine map, and a sum of affine maps is one affine map:
#
# $$\sum_p (C_p z_p + c_p) = [C_1 \cdots C_{32}] \begin{pmatrix} z_1 \\ \vdots \\ z_{32}
# \end{pmatrix} + \sum_p c_p .$$
#
# So a single ordinary convolution $128 \to 256$ does the whole merge: no 8192 channels, and one
# bias instead of 32. This is the form in which such blocks are used in practice.

# %%
def paths_side_by_side(layer, x):
    """Return the inner channels of all paths: (N, 128, H, W)."""
    return torch.cat([path[:4](x) for path in layer.paths], dim=1)


def without_last_relu(dtype, seed):
    """Compare 32 paths without their last ReLU with a block that merges by one convolution."""
    layer, grouped = twins(dtype, seed)
    merge = nn.Conv2d(128, 256, 1).to(dtype)
    with torch.no_grad():
        merge.weight.copy_(torch.cat([path[4].weight for path in layer.paths], dim=1))
        merge.bias.copy_(sum(path[4].bias for path in layer.paths))
        x = torch.randn(2, 256, 9, 7, generator=torch.Generator().manual_seed(seed), dtype=dtype)
        short = merge(paths_side_by_side(layer, x))
        long = torch.stack([path[:5](x) for path in layer.paths]).sum(dim=0)
    return ((short - long).abs().max() / long.abs().max()).item()


# %%
for dtype in (torch.float32, torch.float64):
    gaps = [without_last_relu(dtype, seed) for seed in seeds]
    print(f"{dtype}: at most {max(gaps):.0e} of the largest output apart, {len(seeds)} seeds")
short = conv_parameters(256, 128, 1), 32 * conv_parameters(4, 4, 3), conv_parameters(128, 256, 1)
print("Parameters:", *short, "together", sum(short), "instead of", split_block)

# %% [markdown]
# **Read the numbers.** How many parameters does the short form save, and which are they? Without
# their last ReLU, can the 32 separate paths compute anything that the short form cannot?
#
# <details><summary>Answer</summary>
#
# It saves $31 \cdot 256 = 7936$: of the 32 biases of an output channel only the sum matters, so one
# is enough. Both compute exactly the same functions. With the last ReLU, each path decides for
# itself where it is on, and its biases move that border. Then all 32 biases matter, and the price
# is an intermediate result that is 32 times as large as the output.
#
# </details>
#
# ## Takeaways
#
# * A convolution has $(C_{in} k^2 + 1)\, C_{out}$ parameters. Splitting makes only the 3×3 part
#   cheaper, by a factor of the number of paths.
# * Modules that are made once and called 32 times are one module. Count the parameters.
# * Parallel paths are a grouped convolution, whose weights are those of the paths, one below the
#   other.
# * "Fewer calls" does not always mean "faster": small calls cost overhead, and large intermediate
#   results cost memory traffic. Measure it.
#
# **Three questions to take further**
#
# 1. Add a skip connection, $y = x + \dots$. Using section 5 of [Gradients that take the
#    shortcut](03_residual_gradients.ipynb), which variance should the sum of the paths have at the
#    start, and how does it depend on their number?
# 2. With 128 paths of width 1 the 3×3 convolution is *depthwise*. Which two of the three
#    convolutions would you then split differently?
# 3. Let both layers learn the same task from the same start. Do they remain equal up to rounding,
#    and for how many steps?
#
# **Two papers**
#
# * S. Xie, R. Girshick, P. Dollár, Z. Tu, K. He: [*Aggregated Residual Transformations for Deep
#   Neural Networks*](https://arxiv.org/abs/1611.05431), CVPR 2017. Blocks of 32 paths of width 4; its
#   figure 3 shows the forms of sections 2 and 7 (with a skip connection, and without the last ReLU
#   of each path).
# * C. Szegedy, W. Liu, Y. Jia and others: [*Going Deeper with
#   Convolutions*](https://arxiv.org/abs/1409.4842), CVPR 2015. This is where split, transform and merge
#   come from: paths of different kinds, whose channels are put side by side.
