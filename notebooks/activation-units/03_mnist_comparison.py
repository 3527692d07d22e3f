# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Six units in one network, on MNIST
#
# Which activation unit is the best one? Train the same network with six of them, and one unit
# reaches an accuracy of 0.6 where the others reach 0.9. Choose another learning rate, and the loser
# is among the winners. In this notebook we run such a comparison ourselves, and find out how much
# of a ranking belongs to the units, and how little.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np
import torch
import torch.nn.functional as F
from matplotlib import colormaps
from torch import nn
from tqdm.auto import tqdm

from helpers import checks, data, plotting, published, training
from helpers.budgets import budget, by_budget
from helpers.seeds import seeded

# %%
full = published.load("mnist")  # measured by the full protocol, see results/mnist
NAMES = ["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"]


def plot_by_unit(axes, seeds, title, ylabel=""):
    """Draw a mark for each unit and seed, and a bar for their mean, which is printed below, too."""
    places, means = range(len(NAMES)), np.mean(seeds, axis=0)
    axes.plot(places, means, "_", color="grey", markersize=22)
    for values, marker in zip(seeds, "ov^"):
        axes.plot(places, values, marker, color="black", markersize=5, mfc="none")
    axes.set_xticks(places, [f"{unit}\n{mean:.4f}" for unit, mean in zip(NAMES, means)], size=9)
    plotting.finish(axes, title=title, ylabel=ylabel)


def best_accuracies(search):
    """Return the validation accuracy of each unit at its best rate, one row for each seed."""
    best = lambda unit: unit["runs"][str(unit["best"])]
    return [[best(units[name])["valid_accuracy"] for name in NAMES] for units in search]


left, right = plotting.new_axes(1, 2, width=5.8)
same = [[one[name]["valid_accuracy"] for name in NAMES] for one in full["same_rate"].values()]
plot_by_unit(left, same, "All at learning rate 0.005", "validation accuracy")
plot_by_unit(right, best_accuracies(full["search"].values()), "Each at its own learning rate")
left.set(ylim=(0.5, 1)), right.set(ylim=(0.5, 1));

# %% [markdown]
# **Look at the picture.** Each mark is a network after 1 000 epochs of training on MNIST, from one
# of three random starts; the short bars are their means. Only the learning rate differs between the
# two sides. What would you have written about the sigmoid if you had seen the left one alone?
#
# **About 5 hours** (the ★ section: half an hour more) · the cells run in about 30 seconds at
# `quick` and 50 at `normal`.
#
# **You need** the six units and their derivatives from [Activation units and their
# derivatives](01_derivatives.ipynb), and a first acquaintance with PyTorch: tensors, modules,
# `backward`. One training step is explained here.
#
# **Afterwards you can**
#
# * write an activation unit as a module, with a parameter that is learned;
# * take a full-batch gradient step without an optimiser, and measure without leaving a trace;
# * search for a learning rate, and see when a search has told you nothing;
# * say which differences between units are larger than chance.
#
# **The protocol.** Every network is 784–200–64–10: pixels in, two hidden layers with the unit that
# we test, ten logits out. We use the first 12 000 training images of MNIST: 9 600 to train, 2 400
# to validate; 1 000 epochs; and the 10 000 test images at the very end. Training is *full-batch
# gradient descent*: one step an epoch, along the gradient of the whole training set, without
# momentum. So apart from the unit there is only one number to choose, the learning rate. The pixels
# are used **raw, as numbers from 0 to 255**. That is unusual, and every sentence such as "this unit
# converges at this learning rate" depends on it. We shall also see what changes when pixels are
# divided by 255, or standardised (mean 0, standard deviation 1).
#
# **Budgets.** By default (`normal`) you train on 1 200 images for 60 epochs, and the measured
# results of the full protocol stand beside yours. Set the environment variable
# `ACTIVATION_LAB_BUDGET=full` before you start Jupyter, and the same cells run the full protocol,
# in one to two hours on two cores. `quick` is smaller still: 600 images, 40 epochs.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. What a function is given must not be modified:
# arrays, tensors, lists, dicts and models, with their `.grad`, modes and hooks; nor any seed or
# generator of the whole program. Where a function is there to change something, its text says what.
# You may use NumPy, SciPy, PyTorch, the standard library and your earlier answers; a mistake in one
# of them affects later answers. `helpers.checks` is for the checks only, and so are names that end
# in `_`.
#
# **Notation.** $z$ is a pre-activation, $f(z)$ the unit (modules call their input `x`, as PyTorch
# does) · $\sigma$ is the sigmoid · $\beta$ is Swish's parameter · $\mathcal L$ is the loss · $\eta$
# is the learning rate · $N$ is the number of images.
#
# ## 1. Look at the data · 3 points
#
# Never train on data that you have not looked at. An image is a row of 784 bytes: its 28 rows of 28
# pixels one after the other, with 0 for the background and 255 for full ink.
#
# Draw a few images at random. All randomness comes from the generator `rng`, which the caller
# passes in, so that the caller can repeat the draw.
#
# > **Careful.** By default `rng.choice(n, 3)` draws with replacement, so it may return the same
# > number twice. And an image is of no use without *its* label: draw positions, not images.

# %% nbgrader={"grade": false, "grade_id": "samples", "locked": false, "schema_version": 3, "solution": true}
def sample_images(images, labels, rng, count=3):
    """Return `count` different images, chosen at random, and their labels.

    images: (n, 784) uint8; labels: (n,) ints; rng: an np.random.Generator, the only randomness.
    Result: images (count, 784) and labels (count,), in any order, with count <= n.
    """
    ### BEGIN SOLUTION
    chosen = rng.choice(len(images), size=count, replace=False)
    return images[chosen], labels[chosen]
    ### END SOLUTION


def show_images(axes, images, labels):
    """Draw image i on axes[i] with `imshow`, upright, 28×28; its digit is in the title.

    axes: a flat array of Matplotlib axes, one for each image. Pixels may be rescaled. What counts
    is what a reader sees: the whole image, with its first row at the top.
    """
    ### BEGIN SOLUTION
    for ax, image, label in zip(axes, images, labels, strict=True):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray_r")
        ax.set_title(f"a {label}")
        ax.axis("off")
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "samples-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
images_ = np.arange(9 * 784).reshape(9, 784).astype(np.uint8)  # row i starts with 16 · i
labels_, marks_ = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5]), checks.Marks()
with marks_.part(0.5, "sample_images"):
    some_ = checks.call(sample_images, images_, labels_, checks.remote(np.random.default_rng, 1))
    checks.is_true(isinstance(some_, tuple | list) and len(some_) == 2,
                   "sample_images returns two things: images and labels.")
    drawn_, named_ = (np.asarray(part) for part in some_)
    checks.is_true(drawn_.shape == (3, 784) and named_.shape == (3,),
                   "By default there are 3 images of 784 pixels, and 3 labels.",
                   got=f"shapes {drawn_.shape} and {named_.shape}")
    checks.is_true(all(labels_[int(row[0]) // 16] == name for row, name in zip(drawn_, named_)),
                   "An image is paired with another image's label.",
                   slip="draw positions once, and take images and labels at these positions.")
with marks_.part(0.5, "show_images"):
    axes_ = checks.remote(checks.new_axes, 2)
    checks.call(show_images, axes_, images_[4:6], labels_[4:6])
    for picture_, label_ in zip(checks.describe(axes_), ("5", "9"), strict=True):
        checks.is_true(len(picture_["images"]) == 1, "Each of the axes must show one image.",
                       slip="`axes[i].imshow(…)`; `plt.imshow` draws elsewhere.")
        checks.is_true(picture_["images"][0].shape[:2] == (28, 28), "Draw an image as 28×28.",
                       slip="reshape the row of 784 pixels.")
        checks.is_true(label_ in picture_["title"], f"The digit {label_} is not in its title.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "samples-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import re as re_

rng, marks = checks.rng("samples"), checks.Marks()
many_, names_ = rng.integers(0, 256, (40, 784), dtype=np.uint8), rng.integers(0, 10, 40)
places_ = {row.astype(float).tobytes(): place for place, row in enumerate(many_)}


def draws_(seed, times, images=many_, labels=names_, **count):
    calls = [(images, labels, checks.remote(np.random.default_rng, seed))] * times  # one for all
    for drawn in checks.call_each(sample_images, calls, **count):
        rows = [places_.get(row.tobytes(), 40) for row in np.asarray(drawn[0], float)]
        checks.is_true(max(rows) < len(images), "A row is not one of the images.")
        checks.is_true(len({*rows}) == len(rows), "An image was drawn twice: with replacement?")
        checks.equals(np.asarray(drawn[1], float), labels[rows], "The labels of the images")
        yield tuple(rows)


with marks.part(1, "sample_images"):
    checks.leaves_alone(sample_images, many_[:9], names_[:9],
                        checks.remote(np.random.default_rng, 1), draws=False)
    sizes_ = [len(rows) for rows in (*draws_(1, 1), *draws_(1, 1, count=40))]
    checks.is_true(sizes_ == [3, 40], "The number of images is not `count`.", got=sizes_)
    checks.is_true([*draws_(5, 1)] == [*draws_(5, 1)], "The same generator gives other images.",
                   slip="`rng` is the only randomness: not `np.random`, not `random`.")
    pairs_ = {*map(frozenset, draws_(0, 130, many_[:4], names_[:4], count=2))}
    checks.is_true(len(pairs_) == 6, "Some images are never drawn together.",
                   slip="every choice must be possible, not only neighbours or the first ones.")
with marks.part(1, "show_images"):
    chosen_, axes_ = np.array([6, 9, 7, 8]), checks.remote(checks.new_axes, 4)  # not positions
    checks.leaves_alone(show_images, axes_, many_[:4], chosen_, draws=False)
    for picture_, image_, label_ in zip(checks.describe(axes_), many_, chosen_):
        shown_ = np.asarray([*picture_["images"], np.zeros((1, 1))][0], float)  # as on the screen
        shown_ = shown_[..., :3].mean(axis=-1) if shown_.ndim == 3 else shown_
        same_ = (shown_.shape == (28, 28) and np.ptp(shown_) > 0.2  # neither NaN nor dark
                 and abs(np.corrcoef(shown_.ravel(), image_)[0, 1]) > 0.999)
        checks.is_true(same_, "The picture on the screen is not the upright image.",
                       slip="do `origin`, `extent`, limits or `vmin` turn or hide it?")
        found_ = {*map(int, re_.findall(r"\d+", picture_["title"]))} & {6, 7, 8, 9}
        checks.is_true(found_ == {label_}, "A title is wrong.")
marks.total()
### END HIDDEN TESTS

# %%
COUNT, EPOCHS = by_budget(quick=(600, 40), normal=(1_200, 60), full=(12_000, 1_000))
FULL, THREADS = budget() == "full", torch.get_num_threads()
torch.set_num_threads(THREADS if FULL else 1)  # few images gain nothing from more
digits = data.load_digits()
print(digits.line)
print(f"Budget {budget()}: {COUNT} images for training and validation, {EPOCHS} epochs.")
rng = np.random.default_rng(0)
axes = plotting.new_axes(1, 6, width=1.6, height=2.0)
show_images(axes[:3], *sample_images(digits.train_images, digits.train_labels, rng))
show_images(axes[3:], *sample_images(digits.test_images, digits.test_labels, rng))

# %% [markdown]
# **Read the picture.** Three training images are on the left, three test images on the right. Most
# pixels are 0. Some pixels are 0 in *every* training image. What does that mean for their weights
# in the first layer?
#
# <details><summary>Answer</summary>
#
# The gradient of such a weight is a sum over images of (something) × (pixel), so it is exactly 0:
# the weight keeps the random value that it started with. On the training set it has no effect. But
# a test image that has ink there brings in noise.
#
# </details>
#
# ## 2. Split · 3 points
#
# We choose the learning rate by results, so we need images that the weights have not seen: the
# **validation set**. Here it is the *last* part of the training images. They were shuffled when
# MNIST was made, so the last part is as good as any other. The test images must not be used until
# the end.
#
# Of $n$ images, the last $m = \mathrm{round}(r \cdot n)$ validate, where $r$ is the `fraction`, and
# the first $n - m$ train. Where $r \cdot n$ lies halfway between two whole numbers, either is
# right.
#
# > **Careful.** `images[:-m]` is everything but the last $m$ images. But if $m = 0$, it is empty.

# %% nbgrader={"grade": false, "grade_id": "split", "locked": false, "schema_version": 3, "solution": true}
def split(images, labels, fraction=0.2):
    """Return train_images, train_labels, valid_images, valid_labels, in the order given.

    images: (n, 784); labels: (n,). The last round(fraction · n) of them are for validation,
    0 <= fraction <= 1. Either part may be empty: then it has length 0.
    """
    ### BEGIN SOLUTION
    border = len(images) - round(fraction * len(images))
    return images[:border], labels[:border], images[border:], labels[border:]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "split-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
images_, marks_ = np.arange(8 * 784).reshape(8, 784), checks.Marks()
with marks_.part(1, "8 images"):
    parts_ = checks.call(split, images_, np.arange(8))
    checks.is_true(isinstance(parts_, tuple | list) and len(parts_) == 4,
                   "split returns four things: train images and labels, valid images and labels.")
    sizes_ = [len(part) for part in parts_]
    checks.is_true(sorted(sizes_) == [2, 2, 6, 6], "Of 8 images 6 should train, and 2 validate.",
                   got=sizes_, slip="round(0.2 · 8) is round(1.6) = 2; `int` would cut it to 1.")
    checks.is_true(sizes_ == [6, 6, 2, 2], "The four parts come in another order.", got=sizes_,
                   slip="train images, train labels, validation images, validation labels.")
    checks.is_true(np.asarray(parts_[1]).tolist() == [0, 1, 2, 3, 4, 5],
                   "The first 6 images should train.", got=np.asarray(parts_[1]),
                   slip="keep the order, and take the validation images from the end.")
    checks.is_true(np.array_equal(np.asarray(parts_[2]), images_[6:]),
                   "The last 2 images should validate.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "split-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("split")
marks = checks.Marks()


def compare_(count, fraction, valid):
    images = rng.integers(0, 256, (count, 784), dtype=np.uint8)
    labels = rng.integers(0, 10, count)
    keywords = {} if fraction is None else {"fraction": fraction}
    parts = [np.asarray(part) for part in checks.call(split, images, labels, **keywords)]
    sizes = [len(part) for part in parts]
    train = count - valid
    checks.is_true(sizes == [train, train, valid, valid], "The sizes are wrong.", got=sizes,
                   slip=f"{count} images, {keywords or 'fraction 0.2'}: {valid} validate.")
    whole = [[part for part in parts[start::2] if len(part)] for start in (0, 1)]
    for title, pieces, given in zip(("images", "labels"), whole, (images, labels)):
        checks.is_true(np.array_equal(np.concatenate(pieces), given),
                       f"The {title} are not the given ones in their order.",
                       slip="no shuffling, no overlap; validation takes the last ones.")


with marks.part(1, "the sizes, and what is in each part"):
    checks.leaves_alone(split, rng.random((9, 784)), rng.integers(0, 10, 9), draws=False)
    compare_(1_200, None, 240)
    for count_, fraction_ in ((7, 0.2), (8, 0.2), (59, 0.29), (100, 0.29), (34, 0.5), (31, 0.75)):
        compare_(count_, fraction_, round(fraction_ * count_))
with marks.part(1, "parts that are empty"):
    compare_(25, 0.0, 0)
    compare_(4, 0.1, 0)
    compare_(12, 1.0, 12)
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Mish and Swish as modules · 4 points
#
# PyTorch has modules for ReLU, the sigmoid, LeakyReLU and tanh. The two newer units you build
# yourself: [Mish](https://arxiv.org/abs/1908.08681) (Misra 2019) and
# [Swish](https://arxiv.org/abs/1710.05941) (Ramachandran, Zoph and Le 2017).
#
# $$\mathrm{mish}(z) = z \tanh(\mathrm{softplus}(z)), \qquad
#   \mathrm{swish}_\beta(z) = z\,\sigma(\beta z), \qquad
#   \mathrm{softplus}(z) = \log(1 + e^z)$$
#
# The $\beta$ of Swish is **learned**: it belongs to the module as an `nn.Parameter` of one element,
# gets a gradient from every entry of $z$, and is moved by the same gradient step as the weights.
# Nothing keeps it positive.
#
# Raw pixels make pre-activations of many hundreds, and float32 ends at $e^{88.7}$. So values *and
# gradients* must be finite up to $|z| = 10^4$.
#
# > **Careful.** In the sigmoid the exponent is $-\beta z$. And a formula whose value is finite may
# > still have a gradient that is NaN: autograd differentiates the steps that you wrote, not the
# > function that you had in mind.

# %% nbgrader={"grade": false, "grade_id": "mish-swish", "locked": false, "schema_version": 3, "solution": true}
class Mish(nn.Module):
    """x · tanh(softplus(x)) for each entry of a tensor, 1-d or more; it has no parameters."""

    ### BEGIN SOLUTION
    def forward(self, x):
        return x * torch.tanh(F.softplus(x))
    ### END SOLUTION


class Swish(nn.Module):
    """x · σ(βx) for each entry of a tensor, 1-d or more.

    `beta`: an nn.Parameter of one element, shape () or (1,), float32; it starts at the
    constructor's argument, any real number, by default 1. Each Swish has a `beta` of its own.
    """

    ### BEGIN SOLUTION
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(float(beta)))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "mish-swish-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
x_, marks_ = torch.linspace(-4, 4, 9), checks.Marks()
with marks_.needed(1, "Mish and Swish"):
    mish_, swish_ = checks.call(Mish), checks.call(Swish, beta=1.5)
quiet_ = checks.remote(torch.no_grad)  # a module must work without gradients, too
with marks_.part(0.5, "values and slopes"):
    for unit_, right_ in ((mish_, F.mish(x_)), (swish_, x_ * torch.sigmoid(1.5 * x_))):
        checks.equals(checks.pullback(unit_, [x_]).output, right_, checks.calls.name_of(unit_),
                      rtol=1e-4, atol=1e-5, slip="check the sign of the exponent, and β.")
        checks.call(checks.call(quiet_, unit_), x_)
        slope_ = checks.pullback(unit_, [torch.tensor([-1e4, -95.0, 95.0, 1e4])]).inputs[0]
        checks.equals(slope_, [0.0, 0.0, 1.0, 1.0], "The slope at -10⁴, -95, 95, 10⁴", atol=1e-5,
                      slip="NaN: an exponential overflows on the way. F.softplus does not.")
with marks_.part(0.5, "the learnable β"):
    for module_, start_ in ((swish_, 1.5), (checks.call(Swish), 1.0)):
        found_ = checks.model_state(module_)["parameters"]
        checks.is_true([name.split(".")[-1] for name in found_] == ["beta"],
                       "Swish must have one parameter, called `beta`.", got=list(found_),
                       slip="a number or a plain tensor is not learned: make it an nn.Parameter.")
        checks.equals(next(iter(found_.values())).reshape(()), start_, "β at the start", rtol=1e-6)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "mish-swish-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("mish-swish"), checks.Marks()
near_ = [torch.tensor(rng.normal(0, 4, shape)) for shape in ((0,), (1,), (7,), (3, 4), (2, 3, 5))]
near_ += [x.float() for x in near_]
far_ = torch.tensor([0.0, 1e-6, -1e-6, 20.0, -20.0, 90.0, -90.0, 1e4, -1e4])


def compare_(unit, formula, inputs):
    checks.leaves_alone(unit, inputs[-1], draws=False)
    cases = [([x], torch.tensor(rng.normal(size=x.shape), dtype=x.dtype)) for x in inputs]
    for ((x,), upstream), got in zip(cases, checks.pullbacks(unit, cases)):
        leaf = x.double().clone().requires_grad_()
        slope = torch.autograd.grad((formula(leaf) * upstream.double()).sum(), leaf)[0]
        checks.equals(got.output, formula(x.double()), "The value", rtol=1e-4, atol=1e-5)
        checks.equals(got.inputs[0], slope, "The slope times upstream", rtol=1e-4, atol=1e-5)


with marks.part(1, "Mish"):
    compare_(checks.call(Mish), F.mish, [*near_, far_])
    checks.is_true(not checks.model_state(checks.call(Mish))["parameters"], "Mish has parameters.")
with marks.part(1, "Swish"):
    checks.leaves_alone(Swish, draws=False)
    for b_ in (1, 0.0, 0.625, -1.375, 30):
        compare_(checks.call(Swish, b_), lambda x: x * torch.sigmoid(b_ * x), [*near_, far_])
with marks.part(1, "the learnable β"):
    checks.owns_its_parameters(Swish)
    first_, other_ = checks.call(Swish), checks.call(Swish, beta=-0.75)
    old_, state_ = checks.model_state(first_)["parameters"], checks.model_state(other_)
    (name_, value_), = state_["parameters"].items()
    checks.is_true(value_.shape in ((), (1,)) and value_.dtype == np.float32 and value_ == -0.75
                   and state_["requires_grad"][name_] and old_[name_] == 1.0,
                   "β is one learnable number in float32 that starts as asked.", got=value_)
    checks.set_parameters(other_, {name_: np.full(value_.shape, 1.25)})
    compare_(other_, lambda x: x * torch.sigmoid(1.25 * x), near_)
    cases_ = [([x], torch.tensor(rng.normal(size=x.shape), dtype=x.dtype)) for x in near_]
    for ((x_,), up_), got_ in zip(cases_, checks.pullbacks(other_, cases_)):
        terms_ = up_ * x_**2 / (2 + 2 * torch.cosh(1.25 * x_.double()))  # σ(z)σ(-z)
        error_ = 1e-4 * terms_.abs().sum() + 1e-6 * (1 + (up_ * x_**2).abs().sum())
        checks.is_within(got_.parameters[name_], np.full(value_.shape, terms_.sum()), error_,
                         "The gradient for β", slip="x²σ(βx)(1 − σ(βx)) · upstream, summed.")
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# **Predict, then run.** Written as `z * torch.tanh(torch.log(1 + torch.exp(z)))`, Mish has the
# right value at $z = 100$ in float32: $z \tanh(\infty) = z$. What slope does autograd find there?
# Where does it come from, and what does `F.softplus` do to avoid it?
#
# <details><summary>Answer</summary>
#
# NaN. Above 88.7, `exp(z)` in float32 is inf. The derivative of $\log(1 + u)$ is $1/(1 + u)$, which
# is 0 there, and that of exp is inf. Autograd multiplies them: 0 · inf is NaN. Where $z > 20$,
# `F.softplus` returns $z$ itself and differentiates that branch, whose slope is 1. One NaN in one
# unit is enough to make every weight NaN in the next step.
#
# </details>
#
# ## ★ 4. The same gradients by hand · 4 points
#
# Autograd hides what a unit costs on the way back. Let us write it out. Given the gradient of the
# loss with respect to the output, $g = \partial \mathcal L/\partial f(z)$ (the *upstream* gradient,
# shaped like $z$), return the gradients with respect to $z$ and $\beta$:
#
# $$\frac{\partial \mathcal L}{\partial z} = g \odot f'(z), \qquad
#   \frac{\partial \mathcal L}{\partial \beta} = \sum_i g_i \frac{\partial f(z_i)}{\partial \beta}$$
#
# For mish, with $t = \tanh(\mathrm{softplus}(z))$,
#
# $$\mathrm{mish}'(z) = t + z\,\sigma(z)\,(1 - t^2) .$$
#
# The two derivatives of swish you know from [Activation units and their
# derivatives](01_derivatives.ipynb). One $\beta$ serves all entries, so its gradient is a *sum*
# over all of them.
#
# **Rule: formulas only.** No autograd, neither backward nor forward; no differences of function
# values; no complex steps; and no library's ready-made derivative, whatever its name. The check
# reads your cell, and it looks at what runs when your functions are called. You may use the
# functions themselves, such as `torch.sigmoid`, `F.softplus` and `F.silu`.

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "manual-backward", "locked": false, "schema_version": 3, "solution": true}
def mish_backward(x, upstream):
    """Return the gradient of the loss with respect to x, a tensor shaped like x.

    x: a float tensor, 1-d or more, abs(x) <= 1e4; upstream: the gradient with respect to
    mish(x), same shape. float64 tensors give float64's digits: an error of at most
    1e-13 · max(1, abs(x)) · abs(upstream). Rule: formulas only.
    """
    ### BEGIN SOLUTION
    t = torch.tanh(F.softplus(x))
    return upstream * (t + x * torch.sigmoid(x) * (1 - t**2))
    ### END SOLUTION


def swish_backward(x, beta, upstream):
    """Return (grad_x, grad_beta); beta: a tensor of shape () or (1,), and so is grad_beta.

    Digits of grad_x as above; of grad_beta 1e-13 · sum of abs(upstream) · x². The same rule.
    """
    ### BEGIN SOLUTION
    s = torch.sigmoid(beta * x)
    slope = s + beta * x * s * (1 - s)
    return upstream * slope, (upstream * x**2 * s * (1 - s)).sum().reshape(beta.shape)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "manual-backward-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
x_, upstream_ = torch.linspace(-3, 3, 7), torch.linspace(2, -1, 7)
leaf_, beta_ = x_.clone().requires_grad_(), torch.tensor([1.5], requires_grad=True)
marks_ = checks.Marks()
with marks_.part(0.5, "mish_backward"):
    right_ = torch.autograd.grad((F.mish(leaf_) * upstream_).sum(), leaf_)[0]
    checks.equals(checks.call(mish_backward, x_, upstream_), right_, "mish_backward", atol=1e-5,
                  slip="the slope at x, times upstream.")
with marks_.part(0.5, "swish_backward"):
    swish_ = leaf_ * torch.sigmoid(beta_ * leaf_)
    right_ = torch.autograd.grad((swish_ * upstream_).sum(), (leaf_, beta_))
    got_ = checks.call(swish_backward, x_, beta_.detach(), upstream_)
    checks.is_true(isinstance(got_, tuple | list) and len(got_) == 2,
                   "swish_backward returns two gradients: for x and for β.")
    checks.equals(got_[0], right_[0], "swish_backward's gradient for x", atol=1e-5,
                  slip="the product rule: σ(βx) + βx·σ(βx)(1 − σ(βx)), then times upstream.")
    checks.equals(got_[1], right_[1], "swish_backward's gradient for β", atol=1e-5,
                  slip="x appears twice: ∂σ(βx)/∂β = x·σ(1 − σ). Then sum, in β's shape.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "manual-backward-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("manual-backward"), checks.Marks()
rule_ = "here the gradients are formulas: no autograd, differences or ready-made derivatives."
tools_ = checks.AUTOGRAD, checks.NUMERIC, checks.KERNELS
shapes_ = ((0,), (1,), (9,), (3, 4), (2, 3, 5))
inputs_ = [torch.tensor(rng.normal(0, 3, shape), dtype=kind)
           for shape in shapes_ for kind in (torch.float32, torch.float64)]
far_ = torch.tensor([0.0, 20.0, -20.0, 90.0, -90.0, 800.0, -800.0, 1e4, -1e4])


def compare_(function, formula, inputs, betas=(), which=0):
    calls = [(x, *(torch.tensor(b, dtype=x.dtype) for b in beta),
              torch.tensor(rng.normal(size=x.shape), dtype=x.dtype))
             for x in inputs for beta in ([[b] for b in betas] or [[]])]
    checks.by_hand(function, *calls[len(calls) * 3 // 4], tools=tools_, because=rule_)
    checks.leaves_alone(function, *calls[-1], draws=False)
    for (*given, upstream), got in zip(calls, checks.call_each(function, calls)):
        leaves, x = [item.double().clone().requires_grad_() for item in given], given[0]
        right = torch.autograd.grad((formula(*leaves) * upstream.double()).sum(), leaves)[which]
        size = (upstream * x**2).abs().sum() if which else upstream.abs() * x.abs().clamp(min=1)
        error = 1e-13 * size  # float64's digits; float32's:
        if x.dtype == torch.float32:
            error = 1e-4 * right.abs() + 1e-5 + 1e-6 * which * size
        checks.is_within(got[which] if betas else got, right, error, "The gradient",
                         slip=f"β = {given[1].tolist()}" if betas else "")


def swish_(x, beta):
    return x * torch.sigmoid(beta * x)


with marks.part(1, "mish_backward"):
    compare_(mish_backward, F.mish, [*inputs_, far_])
with marks.part(1, "swish_backward, for x"):
    compare_(swish_backward, swish_, [*inputs_, far_], (1.0, [0.625], -1.375, [0.0], 30.0))
with marks.part(1, "swish_backward, for β"):
    compare_(swish_backward, swish_, inputs_, (1.0, [0.625], -1.375, [0.0], [3.0]), which=1)
    compare_(swish_backward, swish_, [far_], (1.0, [-0.625]), which=1)
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 5. The network · 4 points
#
# $$784 \xrightarrow{\;W^1, b^1\;} 200 \xrightarrow{\;f\;} 200 \xrightarrow{\;W^2, b^2\;} 64
#   \xrightarrow{\;f\;} 64 \xrightarrow{\;W^3, b^3\;} 10$$
#
# With weights and biases it has $784 \cdot 200 + 200 + 200 \cdot 64 + 64 + 64 \cdot 10 + 10 =
# 170\,514$ parameters, and 170 516 with one $\beta$ for each hidden layer.
#
# The output is ten **logits**, which may be any real numbers: the loss, `F.cross_entropy`, applies
# the softmax itself. A softmax after the last layer would be a second one, and a unit there would
# cut off logits.
#
# A comparison of units is fair if all networks start alike. So leave the weights as `nn.Linear`
# draws them, and set no seed inside: that is up to whoever calls the function.
#
# > **Careful.** `activation` is a class such as `nn.Tanh`, or another function without arguments
# > that makes a unit. Call it once *per layer*: two hidden layers with one shared `Swish` would
# > share one $\beta$.

# %% nbgrader={"grade": false, "grade_id": "network", "locked": false, "schema_version": 3, "solution": true}
def make_network(activation):
    """Return a new module 784–200–64–10 with `activation()` after each of the two hidden layers.

    activation: a class or factory without arguments, called once for each hidden layer.
    Layers: nn.Linear with biases, initialised as nn.Linear does it: weights and biases uniform
    between ±1/√(inputs of the layer), drawn from PyTorch's global generator, anew for each network.
    The caller sets the seed. Input: (N, 784) floats, used as they come (nothing is rescaled).
    Output: (N, 10) logits.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Linear(784, 200), activation(),
        nn.Linear(200, 64), activation(),
        nn.Linear(64, 10))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "network-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.needed(1, "make_network"):
    net_ = checks.call(make_network, nn.Softplus)
x_ = torch.tensor(checks.rng("look").uniform(0, 255, (5, 784)), dtype=torch.float32)
with marks_.part(0.5, "logits"):
    logits_ = checks.as_floats(checks.call(net_, x_), "The network", "5 images")
    checks.is_true(logits_.shape == (5, 10), "5 images should give logits of shape (5, 10).",
                   got=logits_.shape)
    checks.is_true(not np.allclose(logits_.sum(axis=1), 1.0, atol=1e-3),
                   "The outputs add up to 1.", slip="return logits: no softmax in the network.")
with marks_.part(0.5, "layers and parameters"):
    state_ = checks.model_state(net_)
    sizes_ = [(part["in_features"], part["out_features"]) for part in state_["modules"]
              if "in_features" in part]
    checks.is_true(sorted(sizes_) == [(64, 10), (200, 64), (784, 200)],
                   "The network needs three nn.Linear layers: 784–200, 200–64, 64–10.", got=sizes_)
    count_ = sum(value.size for value in state_["parameters"].values())
    checks.is_true(count_ == 170_514, "The network has the wrong number of parameters.",
                   got=count_, slip="biases in every layer, and no layer twice.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "network-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks = checks.Marks()
raw_ = torch.tensor(checks.rng("network").integers(0, 256, (6, 784)), dtype=torch.float32)


def linear_(net):
    state = (checks.call(net, raw_), checks.model_state(net))[1]  # lazy layers need a first pass
    layers, values = [p for p in state["modules"] if "in_features" in p], state["parameters"]
    layers.sort(key=lambda part: -part["in_features"])
    return [[values.get(p["name"] + kind) for kind in (".weight", ".bias")] for p in layers], values


def compare_(net, units):
    layers = [[torch.tensor(value).double() for value in layer] for layer in linear_(net)[0]]
    for x in (raw_, raw_[:1] / 255, raw_[:3] / 1000 - 0.1):
        z = x.double()
        for layer, unit in zip(layers, [*units, torch.clone]):
            z = unit(F.linear(z, *layer))
        near = {"rtol": 2e-4, "atol": 1e-4 + 1e-6 * z.abs().max().item()}  # sums in float32
        checks.equals(checks.call(net, x), z, "The network's output", **near,
                      slip="the unit after both hidden layers, and nothing after the last one.")


with marks.part(1, "three linear layers with biases, drawn anew"):
    checks.leaves_alone(make_network, nn.Tanh)
    got_ = [np.shape(v) for p in linear_(checks.call(make_network, nn.Tanh))[0] for v in p]
    due_ = [(200, 784), (200,), (64, 200), (64,), (10, 64), (10,)]
    checks.is_true(got_ == due_, "The layers have other shapes, or no biases.", got=got_)
    checks.has_default_weights(checks.draws_anew(make_network, nn.Tanh, inputs=raw_))
with marks.part(1, "what it computes"):
    for kind_, unit_ in ((nn.Tanh, torch.tanh), (nn.Softplus, F.softplus), (nn.ReLU, F.relu)):
        compare_(checks.call(make_network, kind_), [unit_, unit_])
with marks.part(1, "a unit of its own for each hidden layer"):
    made_ = []
    net_ = checks.call(make_network, lambda: made_.append(1) or checks.remote(nn.PReLU))
    checks.is_true(made_ == [1, 1], "Call `activation` once for each hidden layer.", got=made_)
    own_ = [name for name, value in linear_(net_)[1].items() if value.size == 1]
    checks.is_true(len(own_) == 2, "The hidden layers share one unit.", got=own_)
    checks.set_parameters(net_, dict(zip(own_, ([0.5], [-1.5]))))
    compare_(net_, [lambda z: F.leaky_relu(z, 0.5), lambda z: F.leaky_relu(z, -1.5)])
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 6. One step, and a look without a step · 7 points
#
# The **loss** $\mathcal L$ is the mean cross-entropy over the images, and the **accuracy** is the
# fraction of images whose largest logit belongs to the label. A full-batch gradient step with
# learning rate $\eta$ is
#
# $$p \leftarrow p - \eta\, \frac{\partial \mathcal L}{\partial p}
#   \qquad \text{for every parameter } p \text{ that requires a gradient.}$$
#
# `training_step` takes one such step and returns the loss and the accuracy *before* it: they come
# from the forward pass that it needs anyway. `evaluate` only measures. We use it on validation and
# test images, and it must leave no trace in the model.
#
# > **Careful.** `backward` *adds* to `p.grad`. Whatever an earlier step, or somebody else, has left
# > there must not take part.

# %% nbgrader={"grade": false, "grade_id": "training-step", "locked": false, "schema_version": 3, "solution": true}
def training_step(model, images, labels, learning_rate):
    """Take one full-batch gradient step on the mean cross-entropy; return (loss, accuracy).

    images: (N, 784) float32 tensor; labels: (N,) int64 tensor. loss and accuracy (in [0, 1]) are
    Python floats, measured before the step. Plain gradient descent: nothing is remembered from
    step to step. A stale `.grad` takes no part; frozen parameters (requires_grad False) stay.
    Only parameters, their `.grad` and the model's training or evaluation mode may change.
    """
    ### BEGIN SOLUTION
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.requires_grad and p.grad is not None:
                p -= learning_rate * p.grad
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "training-step-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
images_ = torch.tensor(checks.rng("step").uniform(0, 1, (20, 784)), dtype=torch.float32)
layer_ = checks.remote(nn.Linear, 784, 10)  # a network without a hidden layer, for the check
before_ = {name: torch.tensor(value, requires_grad=True)
           for name, value in checks.model_state(layer_)["parameters"].items()}
logits_ = F.linear(images_, before_["weight"], before_["bias"])
labels_ = torch.where(torch.arange(20) < 5, logits_.argmax(dim=1), logits_.argmin(dim=1))
loss_, marks_ = F.cross_entropy(logits_, labels_), checks.Marks()
loss_.backward()
with marks_.needed(1, "training_step"):
    got_ = checks.call(training_step, layer_, images_, labels_, 0.5)
with marks_.part(0.5, "loss and accuracy, before the step"):
    floats_ = isinstance(got_, tuple | list) and [isinstance(g, float) for g in got_] == [1, 1]
    checks.is_true(floats_, "Return two Python floats, by `.item()`: loss and accuracy.", got=got_)
    checks.equals(got_[0], loss_.item(), "The loss before the step", rtol=1e-4,
                  slip="take the mean over the images, not the sum, and before the step.")
    right_ = (logits_.argmax(dim=1) == labels_).double().mean().item()
    checks.equals(got_[1], right_, "The accuracy before the step", atol=1e-6,
                  slip="the number of correct images / the number of images.")
with marks_.part(0.5, "the step"):
    after_ = checks.model_state(layer_)["parameters"]
    for name_, old_ in before_.items():
        checks.equals(after_[name_], (old_ - 0.5 * old_.grad).detach(),
                      f"The {name_} after the step", rtol=1e-4, atol=1e-6,
                      slip="p − learning_rate · gradient.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "training-step-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("training-step"), checks.Marks()
x_, y_ = torch.tensor(rng.random((60, 784))).float(), torch.tensor(rng.integers(0, 10, 60))

def step_(model, rate, x=x_, y=y_, frozen=()):  # with None the step itself is not looked at
    logits, p = checks.tanh_logits(model, x)
    y = checks.clear_labels(logits, y)
    loss = F.cross_entropy(logits, y)
    loss.backward()
    got = checks.call(training_step, model, x, y, rate)
    after = checks.model_state(model)["parameters"] if frozen is not None else {}
    for name in after:
        new = p[name] - rate * p[name].grad * (name not in frozen)
        checks.equals(after[name], new.detach(), f"{name} after the step", rtol=1e-4, atol=2e-6)
    return got, np.array([loss.item(), (logits.argmax(dim=1) == y).double().mean()])


stale_ = {"0.weight": torch.ones(12, 784), "2.bias": torch.ones(10)}
with marks.part(1, "loss and accuracy, before the step"):
    for n_, rate_ in ((60, 0.5), (7, 2.0), (1, 0.1)):
        got_, right_ = step_(checks.tanh_network(), rate_, x_[:n_], y_[:n_], frozen=None)
        checks.is_true(all(isinstance(value, float) for value in got_), "Not floats.", got=got_)
        checks.equals(np.array(got_), right_, "(loss, accuracy)", rtol=1e-4, atol=1e-6)
with marks.part(1, "step after step, stale gradients"):
    model_ = checks.tanh_network()
    free_ = {0: ("values", "gradient", "mode")}
    checks.leaves_alone(training_step, model_, x_, y_, 0.5, may_change=free_)
    checks.set_gradients(model_, stale_)
    for rate_, brightness_ in ((0.5, 1), (0.25, 1), (1.0, 1), (0.01, 255)):
        step_(model_, rate_, x_ * brightness_)
with marks.part(1, "frozen parameters"):
    model_ = checks.tanh_network()
    checks.set_gradients(model_, stale_)
    checks.freeze(model_, stale_)
    step_(model_, 0.5, frozen=stale_)
marks.total()
### END HIDDEN TESTS

# %% nbgrader={"grade": false, "grade_id": "evaluate", "locked": false, "schema_version": 3, "solution": true}
def evaluate(model, images, labels):
    """Return (loss, accuracy) of the model on these images, as Python floats; change nothing.

    Arguments as in training_step. Parameters, their `.grad` and whether they ask for gradients
    must be left unchanged, and no hook may stay behind; training or evaluation mode is free.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(dim=1) == labels).double().mean().item()
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "evaluate-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
layer_, marks_ = checks.remote(nn.Linear, 784, 10), checks.Marks()
before_ = checks.model_state(layer_)["parameters"]
images_ = torch.tensor(checks.rng("look").uniform(0, 1, (20, 784)), dtype=torch.float32)
logits_ = F.linear(images_, torch.tensor(before_["weight"]), torch.tensor(before_["bias"]))
labels_ = torch.where(torch.arange(20) < 5, logits_.argmax(dim=1), logits_.argmin(dim=1))
with marks_.part(1, "it measures, and changes nothing"):
    got_ = checks.call(evaluate, layer_, images_, labels_)
    checks.is_true(isinstance(got_, tuple | list) and len(got_) == 2
                   and all(isinstance(number, float) for number in got_),
                   "evaluate returns two Python floats: loss and accuracy.", got=got_,
                   slip="`.item()` makes a Python float of a tensor.")
    checks.equals(got_[0], F.cross_entropy(logits_, labels_).item(), "The loss", rtol=1e-4,
                  slip="the mean over all images.")
    right_ = (logits_.argmax(dim=1) == labels_).double().mean().item()
    checks.equals(got_[1], right_, "The accuracy", atol=1e-6,
                  slip="the number of correct images / the number of images.")
    after_ = checks.model_state(layer_)["parameters"]
    checks.is_true(all(np.array_equal(before_[name], after_[name]) for name in before_),
                   "evaluate has changed the parameters.", slip="it must not take a step.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "evaluate-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("evaluate"), checks.Marks()


def measured_(model, count):
    x = torch.tensor(rng.uniform(0, 1, (count, 784)), dtype=torch.float32)
    logits = checks.tanh_logits(model, x)[0].detach()
    half = torch.tensor(rng.random(count) < 0.5)
    y = torch.where(half, logits.argmax(dim=1), torch.arange(count) % 10)
    y = checks.clear_labels(logits, y)
    got = checks.call(evaluate, model, x, y)
    checks.is_true(all(isinstance(number, float) for number in got), "Not floats.", got=got)
    right = (logits.argmax(dim=1) == y).double().mean()
    return np.array(got), [F.cross_entropy(logits, y).item(), right.item()]


with marks.part(1, "loss and accuracy"):
    model_ = checks.tanh_network()
    for count_ in (1, 9, 60, 1100):
        checks.equals(*measured_(model_, count_), "(loss, accuracy)", rtol=1e-4, atol=1e-6,
                      slip="the mean over all images, not over the means of uneven batches.")
with marks.part(1, "nothing is left behind"):
    model_ = checks.tanh_network()
    checks.set_gradients(model_, {"0.weight": np.ones((12, 784)), "2.bias": np.full(10, 2.0)})
    checks.freeze(model_, ["2.weight"])
    x_, y_ = torch.tensor(rng.random((20, 784))).float(), torch.arange(20) % 10
    checks.leaves_alone(evaluate, model_, x_, y_, may_change={0: ("mode",)})
    measured_(model_, 20)  # with frozen parameters
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 7. Four histories · 3 points
#
# A single number at the end hides how training went. So we keep four numbers after each epoch: loss
# and accuracy, on training and on validation images. `plot_histories` draws them for several runs,
# one line for each run. We use it twice: to compare units, and to compare learning rates.
#
# Losses fall through several powers of ten, and need a logarithmic axis. Accuracies end near 1,
# where a logarithmic axis would show nothing: their axes are linear.

# %% nbgrader={"grade": false, "grade_id": "histories", "locked": false, "schema_version": 3, "solution": true}
def plot_histories(axes, histories):
    """Draw the four histories of each run on four axes, one labelled line for each run.

    axes: four Matplotlib axes, for training loss, validation loss, training accuracy and
    validation accuracy, in this order; loss axes are logarithmic, the others are not.
    histories: the run's name → a dict with the lists "train_loss", "valid_loss",
    "train_accuracy", "valid_accuracy", one entry an epoch; entries may be NaN.

    What counts is what a reader sees: all finite entries inside the limits, epochs from left to
    right, values from bottom to top. The label of a line is what the legend says of its colour
    and dash; without a legend the line's `label`, or a text at the line. It contains the name of
    the run, and of no other one.
    """
    ### BEGIN SOLUTION
    titles = {"train_loss": "Training loss", "valid_loss": "Validation loss",
              "train_accuracy": "Training accuracy", "valid_accuracy": "Validation accuracy"}
    for ax, (key, title) in zip(axes, titles.items(), strict=True):
        for name, history in histories.items():
            ax.plot(range(1, len(history[key]) + 1), history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.set(xlabel="epoch", title=title)
    axes[0].legend(fontsize=9)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "histories-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
runs_ = {name: {key: np.exp(-(k + 1) * np.arange(1.0, 9.0) / (j + 2)).tolist() for j, key in
                enumerate(("train_loss", "valid_loss", "train_accuracy", "valid_accuracy"))}
         for k, name in enumerate(("ReLU", "Tanh"))}
axes_, marks_ = checks.remote(checks.new_axes, 4), checks.Marks()
with marks_.needed(1, "plot_histories"):
    checks.call(plot_histories, axes_, runs_)
pictures_ = checks.describe(axes_)
with marks_.part(0.5, "the lines and their labels"):
    for picture_, key_ in zip(pictures_, runs_["ReLU"], strict=True):
        checks.is_true(len(picture_["lines"]) >= 2, f"The axes for {key_} lack a line.",
                       slip="`axes[i].plot(…)`; `plt.plot` draws elsewhere.")
        for name_, run_ in runs_.items():
            line_ = checks.find_values(picture_, run_[key_])
            checks.is_true(line_ is not None, f"The axes for {key_} do not show {name_}'s list.",
                           slip="the order: training loss, validation loss, training accuracy, …")
            checks.is_true(name_ in line_["label"], f"The line of {name_} for {key_} has another "
                           "label.", got=line_["label"])
with marks_.part(0.5, "the scales"):
    scales_ = [picture["yscale"] for picture in pictures_]
    checks.is_true(scales_[:2] == ["log", "log"], "Loss axes must be logarithmic.", got=scales_)
    checks.is_true("log" not in scales_[2:], "Accuracy axes must be linear.", got=scales_)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "histories-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("histories")
marks = checks.Marks()
keys_ = ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")


def runs_(names, epochs):
    return {name: {key: rng.uniform(0.05, 1.0, epochs).tolist() for key in keys_}
            for name in names}


def lines_(runs, draw=checks.call):
    axes = checks.remote(checks.new_axes, 4)
    draw(plot_histories, axes, runs)
    for picture, key in zip(checks.describe(axes), keys_, strict=True):
        for name, run in runs.items():
            line = checks.find_values(picture, run[key])
            checks.is_true(line is not None, f"No line on the axes for {key} shows the list of "
                           f"{name}.", slip="is a part of it outside the limits, or invisible?")
            yield picture, key, name, line


with marks.part(1, "the right lists on the right axes"):
    many_ = runs_([f"rate {number}" for number in range(8)], 30)
    many_["rate 3"]["train_loss"][20:] = many_["rate 3"]["valid_loss"][20:] = [float("nan")] * 10
    only_ = lines_(runs_(["only one"], 12), checks.leaves_alone)
    for picture_, _, _, line_ in [*lines_(many_), *only_]:
        checks.is_true(bool((np.diff(line_["x"]) > 0).all()), "Epochs do not increase.")
        checks.is_true(checks.points_the_usual_way(picture_), "An axis is upside down.")
with marks.part(1, "labels and scales"):
    three_ = runs_(["Mish", "Tanh", "ReLU"], 15)
    for picture_, key_, name_, line_ in lines_(three_):
        named_ = [name for name in three_ if name in line_["label"]]
        checks.is_true(named_ == [name_], f"The line of {name_} has another label.", got=named_,
                       slip="a reader goes by the legend: colour and dash.")
        log_ = picture_["yscale"] == "log"
        checks.is_true(log_ == key_.endswith("loss"), f"The axis for {key_} has the wrong scale.")
marks.total()
### END HIDDEN TESTS

# %%
UNITS = {"ReLU": nn.ReLU, "Sigmoid": nn.Sigmoid, "LeakyReLU": nn.LeakyReLU, "Tanh": nn.Tanh,
         "Mish": Mish, "Swish": Swish}
parts = split(digits.train_images[:COUNT], digits.train_labels[:COUNT])
raw = [torch.as_tensor(data.scale_pixels(part, "raw")) for part in parts[::2]]
train_set, valid_set = zip(raw, map(torch.as_tensor, parts[1::2]))


def run(name, learning_rate):
    """Train one network with your functions; return its history."""
    with seeded(0):
        model = make_network(UNITS[name])
    history = {"train_loss": [], "train_accuracy": [], "valid_loss": [], "valid_accuracy": []}
    for _ in tqdm(range(EPOCHS), desc=name):
        numbers = training_step(model, *train_set, learning_rate) + evaluate(model, *valid_set)
        for values, number in zip(history.values(), numbers):
            values.append(number)
    return history


small = {name: run(name, learning_rate=0.005) for name in UNITS}
plot_histories(plotting.new_axes(2, 2, width=5.6, height=3.2), small)

# %%
seeds = list(full["same_rate"].values())
epochs = full["curve_step"] * np.arange(1, len(seeds[0]["ReLU"]["curves"]["train_loss"]) + 1)
kinds = {"train_loss": "Training loss", "valid_loss": "Validation loss",
         "train_accuracy": "Training accuracy", "valid_accuracy": "Validation accuracy"}
panels = plotting.new_axes(2, 2, width=5.6, height=3.2)
table = {name: [] for name in NAMES}
for axes, (key, title) in zip(panels, kinds.items()):
    curves = {name: np.array([one[name]["curves"][key] for one in seeds], dtype=float)
              for name in NAMES}
    plotting.plot_spread(axes, epochs, curves, quantiles=(0, 1), xlabel="epoch",
                         title=f"{title}, full protocol")
    axes.get_legend().remove()
    axes.set_yscale("log" if key.endswith("loss") else "linear")
    for name, runs in curves.items():
        middle = runs[:, len(epochs) // 2 - 1].mean()
        table[name].append(f"{middle:.3f} → {runs[:, -1].mean():.3f}")
        if key == "valid_loss":
            table[name].append(f"{runs.min(axis=1).mean():.3f}")
panels[1].legend(bbox_to_anchor=(1, 1))
print("Epoch 500 → epoch 1 000, means of three seeds, and the lowest validation loss on the way:")
print(f"{'':10s} {'training loss':16s}{'validation loss':16s}{'lowest':9s}"
      f"{'training acc.':16s}{'validation acc.':16s}")
for name, (loss, valid_loss, lowest, *accuracies) in table.items():
    print(f"{name:10s} {loss:16s}{valid_loss:16s}{lowest:9s}", *(f"{a:15s}" for a in accuracies))

# %% [markdown] nbgrader={"grade": true, "grade_id": "does-it-converge", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### 7.1 Does it converge? · 4 points
#
# Above are your small run and, below it, the full protocol on MNIST: 9 600 images, 1 000 epochs,
# rate 0.005. Lines are medians of three seeds, bands their range. Answer in about eight sentences,
# with numbers from the pictures or the table.
#
# * Which units have converged after 1 000 epochs, and how can you tell?
# * What differs between training and validation, and what does it mean?
# * The sigmoid is far behind. Is that a property of the unit, of the rate, or of the pixels? (Look
#   at the first picture of this notebook, too.)
# * What can your own run show, with one seed and few images, and what can it not?
#
# <!-- BEGIN SOLUTION -->
# With raw pixels and rate 0.005, ReLU, LeakyReLU, Mish and Swish have fitted the training set:
# training accuracy 0.997 or more, a training loss between 0.013 and 0.025, which still falls. Their
# validation accuracy is about 0.94 and nearly level: from epoch 500 on it rises by 0.3 to 1.2
# points, depending on unit and seed. In the strict sense the loss has not converged, since it goes
# on towards 0; the training accuracies have. Tanh is on its way (0.93 to 0.94 in training, 0.89 to
# 0.90 in validation, 2.5 to 3 points better than at epoch 500). The sigmoid is nowhere near:
# accuracy 0.59 to 0.62, still rising, loss 1.95 to 1.98. It needs more steps, or larger ones.
#
# Training accuracy is 1 and training loss goes to 0, while validation loss stays near 0.25: these
# networks have learned their training images by heart. Their validation loss passes a minimum and
# then rises a little, on average over the seeds by about 2 % with ReLU and LeakyReLU and by less
# than 1 % with Mish and Swish. Tanh has a gap as well, and both of its losses still fall. The
# sigmoid has no gap: it has not begun to overfit.
#
# The order is a statement about *unit, rate and pixels together*. All three set the size of the
# step. Raw pixels make the gradients of the first layer 255 times as large as pixels up to 1 do
# with the same $\delta$, and the sigmoid's slope, ¼ at most, makes them smaller. With the same
# pixels and a rate of 1 the sigmoid reaches a validation accuracy of 0.948 after as many epochs. So
# it is not the unit alone.
#
# A small run shows whether the code works and which runs diverge. It cannot rank units that are
# close: with 240 validation images and an accuracy of 0.8 the standard error is 2.6 points, and
# another seed moves the curves.
#
# **Rubric.** 1 point: who has converged and who has not, judged by curves that are level (or by the
# loss that still falls), with numbers. 1 point: the gap between training and validation, as
# overfitting. (Who finds that validation loss rises must name units of which this is true; not
# finding it costs nothing.) 1 point: rate or pixel scaling named as a cause, "sigmoid is bad" not
# concluded. 1 point: limits of one seed and few images. Other numbers that the student's picture
# shows are as good.
#
# *Typical wrong answers.* "ReLU, LeakyReLU, Mish and Swish converge and the sigmoid does not, so
# the sigmoid is a bad unit": 1 point, for who has converged; neither rate nor pixels are
# considered. "All of them converge, since every training loss falls": 0 or 1 point. A loss that
# still falls has not converged, and validation is not looked at.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 8. Choose a learning rate, for each unit · 7 points
#
# A rate of 0.005 was somebody's choice, and it suits some units more than others. A comparison is
# fair when each unit has the rate that suits *it*. So we try several rates from 0.001 to 1 for each
# unit, evenly spaced on a *logarithmic* scale, and take the one with the lowest validation loss
# **at the end** of the training. Test images play no role here.
#
# Large rates make some runs diverge: their loss is inf or NaN.
#
# **How the search is graded.** The hidden check trains a double of your network from new random
# weights with each of your best rates, and its training loss must fall below 0.3. The budget of the
# check is small: 100 of scikit-learn's 8×8 digits, which every machine has, drawn on 16×16 pixels.
# A short training on few images forgives less than a long one, and dimmer pixels make up for that.
# Here is what we measured with 300 draws of the weights at each rate (`results/search`):
#
# | units | steps | brightness | all 300 succeed | none of 300 succeeds |
# |---|---|---|---|---|
# | ReLU, LeakyReLU, Mish, Swish | 68 | 0.375 | 0.00072 to 0.01 | up to 0.000215, from 0.03 |
# | Tanh | 124 | 0.047 | 0.0193 to 0.373 | up to 0.012, from 0.6 |
# | Sigmoid | 210 | 0.051 | 0.139 to 1.78 | up to 0.05, from 4.6 |
#
# A rate is accepted if one of five such runs succeeds. Where all 300 did, a single run
# fails with a probability of at most 1 % (at a confidence of 95 %), and five in a row with at most
# $10^{-10}$. Between the last two columns, luck decides: at a rate of 0.012, for example, between
# 296 and 300 of 300 runs succeed, depending on the unit.
#
# What searches on raw pixels find lies inside: with MNIST at small budgets and in the full protocol
# (three seeds), and with the built-in digits at small budgets. Ten times the middle of a range, or
# a tenth of it, lies outside.
#
# > **Careful.** NaN compares as false with everything. So `min` returns NaN or not, depending on
# > where it stands, and `np.argmin` returns the *position of the NaN*. Leave diverged runs out
# > first.

# %% nbgrader={"grade": false, "grade_id": "choose-rate", "locked": false, "schema_version": 3, "solution": true}
def choose_learning_rate(results):
    """Return the learning rate with the lowest final validation loss.

    results: dict learning rate → final validation loss. Losses may be NaN or inf, and at least
    one is finite. Of several lowest ones any is right. The dict must be left unchanged.
    """
    ### BEGIN SOLUTION
    finite = {rate: loss for rate, loss in results.items() if np.isfinite(loss)}
    return min(finite, key=finite.get)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "choose-rate-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
nan_, inf_, marks_ = float("nan"), float("inf"), checks.Marks()


def chooses_(results, right):
    got = checks.call(choose_learning_rate, results)
    checks.is_true(isinstance(got, int | float), "A learning rate is a number.", got=got)
    checks.is_true(got == right, f"From {results} another rate is the best.", got=got,
                   slip="return the rate, not its loss; leave NaN and inf out first.")


with marks_.part(0.5, "finite losses"):
    chooses_({0.001: 0.9, 0.01: 0.2, 0.1: 0.4}, 0.01)
with marks_.part(0.5, "NaN and inf among them"):
    chooses_({0.001: 0.9, 0.01: 0.2, 0.1: nan_, 1.0: inf_}, 0.01)
    chooses_({1.0: nan_, 0.1: 0.5, 0.01: 0.7}, 0.1)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "choose-rate-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("choose-rate")
marks = checks.Marks()


def compare_(cases, count=9):
    calls = []
    for bad in cases:
        rates = rng.permutation(np.geomspace(1e-3, 1.0, count)).tolist()
        losses = rng.uniform(0.1, 3.0, count - len(bad)).tolist() + list(bad)
        calls.append((dict(zip(rates, rng.permutation(losses).tolist(), strict=True)),))
    for (results,), got in zip(calls, checks.call_each(choose_learning_rate, calls)):
        best = np.nanmin([*results.values()])
        checks.is_true(got in results, "The result is not one of the rates.", got=got)
        checks.is_true(results[got] == best, f"The lowest finite loss is {best:.3g}.",
                       got=results[got], slip="the lowest, of those that are finite.")


with marks.part(1, "finite losses"):
    checks.leaves_alone(choose_learning_rate, {0.1: 0.3, 0.2: 0.4}, draws=False)
    compare_([[]] * 20)
    compare_([[]], count=1)
    checks.is_true(checks.call(choose_learning_rate, {0.1: 0.3, 0.2: 0.3}) in (0.1, 0.2),
                   "Of two equal losses either will do.")
with marks.part(1, "NaN and inf among them"):
    nan_, inf_ = [float("nan")], [float("inf")]
    checks.leaves_alone(choose_learning_rate, {0.1: nan_[0], 0.2: 0.4, 0.3: inf_[0]}, draws=False)
    compare_([nan_ * int(rng.integers(1, 4)) + inf_ * int(rng.integers(3)) for _ in range(20)])
    compare_([nan_ * 8])
marks.total()
### END HIDDEN TESTS

# %%
RATES = np.geomspace(0.001, 1.0, 8).tolist()
makers = {name: lambda unit=unit: make_network(unit) for name, unit in UNITS.items()}
found = training.train_many(makers, RATES, train_set, valid_set, epochs=EPOCHS, fast=FULL,
                            cache="runs" if FULL else None, workers=THREADS)
panels = plotting.new_axes(6, 4, width=3.6, height=2.4).reshape(6, 4)
for row, name in zip(panels, UNITS):
    results = {rate: found[name, rate, 0].history.valid_loss[-1] for rate in RATES}
    best = choose_learning_rate(results)
    print(f"{name:10s} best rate {best:.4f}   validation losses",
          " ".join(f"{loss:.2f}" for loss in results.values()))
    first = min(max(RATES.index(best) - 2, 0), 3)  # draw five of the eight, around the best one
    shown = {f"{rate:.2g}" + " (best)" * (rate == best): found[name, rate, 0].history.lists()
             for rate in RATES[first : first + 5]}
    for axes in row:  # from dark, the smallest rate, to light
        axes.set_prop_cycle(color=colormaps["viridis"](np.linspace(0, 0.9, 5)),
                            linestyle=plotting.DASHES[:5])
    plot_histories(row, shown)
    for k, axes in enumerate(row):
        axes.set(title=f"{name}, {('training', 'validation')[k % 2]}",
                 ylabel=("loss", "accuracy")[k // 2], ylim=(None, (10, 1)[k // 2]))
        axes.legend().set_visible(False)
    row[3].legend(title="rate", fontsize=8, bbox_to_anchor=(1, 1))

# %% nbgrader={"grade": false, "grade_id": "search", "locked": false, "schema_version": 3, "solution": true}
# learning_rates: unit's name → the list of rates that you tried on raw pixels, at least 8 for
# each of the six units, from 0.001 (or below) to 1 (or above). Rates closer than 2 % count as one.
# best_learning_rates: unit's name → the best one of them, a float. Rounded numbers will do, within
# 5 %. Type the numbers in, so that later runs do not change your answer. The hidden check trains
# with each of them; see the table above.
learning_rates = {}
best_learning_rates = {}
### BEGIN SOLUTION
_tried = [0.001, 0.0027, 0.0072, 0.0193, 0.0518, 0.1389, 0.3728, 1.0]
best_learning_rates = {"ReLU": 0.0072, "Sigmoid": 1.0, "LeakyReLU": 0.0072, "Tanh": 0.1389,
                       "Mish": 0.0027, "Swish": 0.0027}
learning_rates = dict.fromkeys(best_learning_rates, _tried)
learning_rates["Sigmoid"] = [*_tried, 2.683]  # the best one must not be the last
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "search-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "six units, their rates and the best of them"):
    checks.answered(learning_rates, "learning_rates")
    for name_ in ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"):
        for dict_, kind_ in ((learning_rates, "learning_rates"),
                             (best_learning_rates, "best_learning_rates")):
            checks.is_true(isinstance(dict_, dict) and name_ in dict_, f"{kind_} has no {name_!r}.")
        rates_ = np.unique(np.asarray(learning_rates[name_], dtype=float))
        best_ = float(best_learning_rates[name_])
        checks.is_true(bool((rates_ > 0).all() & np.isfinite(rates_).all()),
                       f"{name_}: a rate is a positive number.", got=rates_)
        checks.is_true(1 + (np.diff(rates_) > 0.02 * rates_[1:]).sum() >= 8,
                       f"{name_}: try at least 8 different rates.", got=rates_)
        checks.is_true(rates_[0] <= 0.00105 and rates_[-1] >= 0.95,
                       f"{name_}: the rates should reach from 0.001 to 1.", got=rates_)
        checks.is_true(bool(np.isclose(rates_, best_, rtol=0.05).any()),
                       f"{name_}: the best rate is not one of those that you tried.", got=best_)
        if np.isclose(rates_[[0, -1]], best_, rtol=0.05).any():
            print(f"Note: the best rate for {name_} lies at the edge of what you tried. A better "
                  "one may lie beyond: try some, or say in your discussion that you did not.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "search-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
from sklearn.datasets import load_digits as load_digits_

rng, marks = checks.rng("search"), checks.Marks()
# 8×8, drawn twice as large; all other pixels of 28×28 are black. Four equal pixels act like one of
# twice the brightness: its weight is half the sum of theirs.
pixels_, targets_ = load_digits_(return_X_y=True)
bright_, labels_ = torch.tensor(pixels_[:100] * 2 * 255 / 16).float(), torch.tensor(targets_[:100])
units_ = {"ReLU": F.relu, "Sigmoid": torch.sigmoid, "LeakyReLU": F.leaky_relu, "Tanh": torch.tanh,
          "Mish": F.mish}


def parameter_(fan_in, *shape, pixels=1):  # drawn as PyTorch draws them
    values = rng.uniform(-(fan_in**-0.5), fan_in**-0.5, (pixels, *shape)).sum(0) / pixels**0.5
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)


def loss_after_training_(name, rate):
    steps, brightness = {"Sigmoid": (210, 0.051), "Tanh": (124, 0.047)}.get(name, (68, 0.375))
    weights = [parameter_(784, 200, 64, pixels=4), parameter_(200, 64, 200), parameter_(64, 10, 64)]
    biases = [parameter_(784, 200), parameter_(200, 64), parameter_(64, 10)]
    beta = [torch.ones((), requires_grad=True) for _ in (1, 2)] if name == "Swish" else []
    for _ in range(steps):
        a, parameters = bright_ * brightness, [*weights, *biases, *beta]
        for layer, (weight, bias) in enumerate(zip(weights, biases)):
            z = F.linear(a, weight, bias)
            a = z * torch.sigmoid(beta[layer % 2] * z) if beta else units_[name](z)
        loss = F.cross_entropy(z, labels_)
        if loss < 0.3 or not torch.isfinite(loss):  # where it then stays, as the table says
            break
        for p, grad in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.data -= rate * grad
    return loss.item()


for name_ in ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"):
    with marks.part(0.5, name_):
        losses_ = (loss_after_training_(name_, float(best_learning_rates[name_])) for _ in range(5))
        checks.is_true(any(loss < 0.3 for loss in losses_), f"With your rate for {name_} a short "
                       "training fails.", slip="too small a rate creeps, too large a one diverges.")
marks.total()
### END HIDDEN TESTS

# %%
searches = {"Raw, three seeds": list(full["search"].values()),
            "Divided by 255, one seed": [full["map"]["unit"]],
            "Standardised, one seed": [full["map"]["standardised"]]}
panels = plotting.new_axes(2, 3, width=4.6, height=3.6).reshape(2, 3)
for (top, bottom), (title, seeds) in zip(panels.T, searches.items()):
    for name in NAMES:
        for k, units in enumerate(seeds):
            runs = units[name]["runs"]
            rates = sorted(map(float, runs))
            values = np.array([runs[str(rate)]["valid_accuracy"] for rate in rates], dtype=float)
            if k == 0:
                plotting.plot_curves(top, rates, {name: values})
                colour = top.get_lines()[-1].get_color()
            top.plot(rates, values, "os^"[k], color=colour, markersize=4)
    top.set(xscale="log", ylim=(0, 1), title=title, xlabel="learning rate")
    plot_by_unit(bottom, best_accuracies(seeds), "Each at its best rate, enlarged")
    bottom.set_ylim(0.92, 0.97)
panels[0, 0].get_legend().remove(), panels[0, 1].get_legend().remove()
for axes in panels[:, 0]:
    axes.set_ylabel("validation accuracy")
print("Best rates on raw pixels by validation loss, a column for each seed:")
for name in NAMES:
    print(f"    {name:10s}", *(f"{units[name]['best']:8.4f}" for units in full["search"].values()))

# %% [markdown] nbgrader={"grade": true, "grade_id": "rates-compared", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### 8.1 Rates compared · 4 points
#
# The picture shows the full protocol: each mark is a training of 1 000 epochs (on the line: seed
# 0). Where marks are missing, the run has diverged to NaN. Use it together with your own 24 plots,
# and answer in about eight sentences.
#
# * Which rates suit which unit, and how wide is the range? Which units need the smallest rates?
# * What happens beyond the range? What do diverged runs look like, and what does an accuracy near
#   0.1 mean? Is a best rate at the edge of the grid a result?
# * Which differences between units, each at its best rate, are larger than chance? (A validation
#   accuracy of 0.94 on 2 400 images has a standard error of $\sqrt{0.94 \cdot 0.06 / 2400} \approx
#   0.005$.)
# * What does scaling the pixels change, and what does it not?
#
# <!-- BEGIN SOLUTION -->
# On raw pixels the units with slope 1 (or nearly) on a half-line, ReLU, LeakyReLU, Mish and Swish,
# want 0.001 to 0.007, a range of less than a factor of ten; from 0.02 on all of them fail. Tanh's
# best rates are 0.14 to 0.37 and the sigmoid's 0.37 to 1, fifty to a hundred times higher: their
# slopes are smaller and their outputs bounded, so a step changes less, and a jump does less harm.
#
# Beyond the range the loss jumps. Some runs become inf and then NaN for ever. Others survive with
# dead neurons and constant logits: an accuracy of 0.1096 is that of always naming one class, and a
# loss of 2.303 = log 10 that of equal probabilities. A best rate at the edge, such as 1.0 for the
# sigmoid, says only that the best one is there or beyond: the grid must be extended before we may
# speak of a best rate. The full protocol did so: at 2.7 the sigmoid is worse again, with 0.939,
# 0.946 and 0.937 in place of 0.948 or 0.949.
#
# At their best rates the means of three seeds lie between 0.934 (Mish, Swish) and 0.948 (sigmoid),
# with ReLU and LeakyReLU at 0.937 and tanh at 0.947. One standard error is 0.005, a difference of
# two independent accuracies has 0.007, and the best of eight noisy values is also a little too
# good; seeds of one unit differ by up to 0.015 (ReLU). Sigmoid and tanh are ahead with each of the
# seeds, on the same 2 400 images; the order of the other four is not supported. In any case the
# comparison reverses the one at a common rate: sigmoid and tanh, last there, are among the best
# here.
#
# With pixels divided by 255 all ranges shift upwards: the best rate is 0.37 for five units, and 2.7
# for the sigmoid. A step changes the first layer's pre-activations in proportion to the squares of
# the pixels, so smaller pixels allow larger rates. With standardised pixels it is 0.14 for five
# units and 1 for the sigmoid: much more than with raw pixels for ReLU and its relatives, and about
# the same as there for tanh and the sigmoid. With scaled pixels all units reach 0.949 or more, so
# the scaling matters more than the unit. What stays is that the sigmoid needs the largest rates.
#
# **Rubric.** 1 point: ranges for both groups, with numbers, from the picture or the student's own
# search. 1 point: divergence and edges, half a point each: how diverged runs look (NaN, or a
# constant prediction near 0.1); and that an optimum at the edge of the grid has not been found yet.
# 1 point: differences at the best rates compared with the standard error or the spread of seeds. 1
# point: scaling moves the ranges, with a reason or with numbers. (That it moves *all* of them
# upwards holds for pixels divided by 255 only; a student who says it of standardised pixels, too,
# gets half a point.)
#
# *Typical wrong answers.* "The best rates are 0.005 for ReLU and 1.0 for the sigmoid, and the
# sigmoid has the highest accuracy, so it is the best unit": 1 point, for the ranges. The edge is
# taken for an optimum, and 0.01 for a difference, without error bars. "Larger rates learn faster
# until they get unstable": 1 point at most; it is true of each unit and does not compare them.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 9. The final round · 2 points
#
# Each unit has its rate now, so the validation images have done their work. Train a *new* network
# for each unit on all the images, training and validation together, and measure its accuracy on the
# test images, once.
#
# How sure is a best rate? In the full protocol all three seeds chose the same one for the sigmoid,
# Mish and Swish, and neighbours in the grid for ReLU, LeakyReLU (0.0027 or 0.0072) and tanh (0.14
# or 0.37). The published final runs, drawn beside yours below, use the rates that seed 0 chose.
#
# > **Careful.** From here on there is no validation: we train on those images, too, and the loss on
# > them tells us nothing new. And if you went back to choose another rate by the *test* accuracy,
# > the test set would have become a validation set.
#
# How high the accuracy is depends on your budget and data. So **the check looks at the range
# only**: six numbers that could be test accuracies.

# %% nbgrader={"grade": false, "grade_id": "final", "locked": false, "schema_version": 3, "solution": true}
# final_accuracy: unit's name → accuracy on the test images, a float in [0, 1], of a new network
# trained with best_learning_rates[name] on all images, training and validation together.
# `training.train(model, (images, labels), learning_rate=…, epochs=…)` trains one in place.
final_accuracy = {}
### BEGIN SOLUTION
# Typed in from a run at budget full: for each unit a new network, training.train on all 12 000
# images for 1 000 epochs, then evaluate on the 10 000 test images.
final_accuracy = {"ReLU": 0.9353, "Sigmoid": 0.9420, "LeakyReLU": 0.9329, "Tanh": 0.9394,
                  "Mish": 0.9314, "Swish": 0.9328}
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "final-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "six accuracies"):
    checks.answered(final_accuracy, "final_accuracy")
    for name_ in ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"):
        checks.is_true(isinstance(final_accuracy, dict) and name_ in final_accuracy,
                       f"final_accuracy has no {name_!r}.")
        value_ = float(final_accuracy[name_])
        checks.is_true(0 <= value_ <= 1, f"{name_}: an accuracy lies between 0 and 1.", got=value_,
                       slip="divide by the number of images; no percentages.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "final-hidden", "locked": true, "points": 1, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_ = checks.Marks()
with marks_.part(1, "the range"):
    values_ = np.array([float(final_accuracy[name]) for name in
                        ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish")])
    checks.is_true(bool((values_ > 0.3).all()), "An accuracy is hardly better than guessing.",
                   got=values_, slip="a rate that diverges, or error rates instead of accuracies?")
    checks.is_true(bool((values_ < 0.999).all()), "An accuracy is too good to be true.",
                   got=values_, slip="the test images must not be trained on.")
    checks.is_true(values_.max() > 0.6, "Even the best accuracy is low.", got=values_)
marks_.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2, width=5.8, height=4.0)
seeds = [[one[name]["test_accuracy"] for name in NAMES] for one in full["final"].values()]
plot_by_unit(left, seeds, "Full protocol: three seeds, mean ± standard error", "test accuracy")
mean = np.mean(seeds, axis=0)
error = np.sqrt(mean * (1 - mean) / 10_000)  # of an accuracy on 10 000 images
left.errorbar(range(6), mean, yerr=error, fmt="none", color="grey", capsize=6)
left.set_ylim(0.925, 0.946)
yours = [float(final_accuracy.get(name, np.nan)) for name in NAMES]
plot_by_unit(right, [yours], "Yours (another scale)")

# %% [markdown]
# ## 10. What Swish has learned · 3 points
#
# In both hidden layers $\beta$ started at 1, and it moved with every step. Read it out of the
# model, and draw the units that training has made: $z\,\sigma(\beta z)$ for each layer.
#
# **What a reader must be able to see.** The dip of Swish (a hump, if $\beta$ is negative) lies near
# $z = -1.28/\beta$ and is $0.28/|\beta|$ deep. For every $\beta$ with $0.5 \le |\beta| \le 3$ it
# must be in the picture, drawn with points so close that it shows at least 80 % of its depth.
# Neither axis spans more than 50: from −100 to 100 nobody would see a dip. Zero lies inside, $z$
# grows to the right, values grow upwards, and the axes are linear. A label may say what you like.
# But if it names the layer or $\beta$, they must be those of the curve that a reader connects with
# it. So the curves must differ in colour, dash or marker.
#
# > **Careful.** Look for $\beta$ by *name*, or by the *module* that it belongs to. Its position
# > among `model.parameters()` depends on how the network was put together.

# %% nbgrader={"grade": false, "grade_id": "learned-swish", "locked": false, "schema_version": 3, "solution": true}
def learned_betas(model):
    """Return the β of each Swish in a network of yours, a list of floats from input to output."""
    ### BEGIN SOLUTION
    return [module.beta.item() for module in model.modules() if isinstance(module, Swish)]
    ### END SOLUTION


def plot_learned_swish(axes, betas):
    """Draw x · σ(βx) for each β on the given axes (one Axes), each curve with its own label.

    betas: a list of floats, by layer. What must be visible is said above; more curves are free.
    """
    ### BEGIN SOLUTION
    x = plotting.grid(-6, 6)
    curves = {f"layer {layer}: β = {beta:.2f}": x / (1 + np.exp(-beta * x))
              for layer, beta in enumerate(betas, start=1)}
    plotting.plot_curves(axes, x, curves, xlabel="$z$", title="Learned Swish")
    ### END SOLUTION


def swish_network(betas):
    """Return a network of yours whose units start at these two β. Given; the checks use it."""
    starts = iter(betas)
    return make_network(lambda: Swish(next(starts)))

# %% nbgrader={"grade": true, "grade_id": "learned-swish-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(0.5, "learned_betas"):
    got_ = checks.call(learned_betas, checks.call(swish_network, [0.5, -2.0]))
    checks.is_true(isinstance(got_, list | tuple | np.ndarray) and len(got_) == 2,
                   "A network has two hidden layers, so two β.", got=got_)
    checks.is_true(all(isinstance(beta, float) for beta in got_), "Each β must be a float.",
                   got=got_, slip="`.item()` makes a Python float of a tensor.")
    checks.equals(np.array(got_), [0.5, -2.0], "The list of β", rtol=1e-6,
                  slip="read the `beta` of each Swish, from the input to the output.")
with marks_.part(0.5, "plot_learned_swish"):
    axes_ = checks.remote(checks.new_axes)
    checks.call(plot_learned_swish, axes_, [0.5, 2.0])
    picture_ = checks.describe(axes_)
    for beta_ in (0.5, 2.0):
        right_ = lambda x: x / (1 + np.exp(-beta_ * x))
        line_ = checks.find_line(picture_, right_, rtol=1e-4, atol=1e-5)
        checks.is_true(line_ is not None, f"No line on the given axes draws β = {beta_}.",
                       slip="z·σ(βz), the unit itself, on the axes that are passed in.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "learned-swish-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
from scipy.special import expit as expit_

rng = checks.rng("learned-swish")
marks = checks.Marks()
with marks.part(1, "learned_betas"):
    checks.leaves_alone(learned_betas, checks.call(swish_network, [0.5, -2.0]), draws=False)
    for _ in range(3):
        start_ = np.float32(rng.normal(0, 2, 2)).tolist()
        net_ = checks.call(swish_network, start_)
        checks.equals(np.array(checks.call(learned_betas, net_)), start_, "The list of β",
                      rtol=1e-6, slip="from input to output.")
        values_ = checks.model_state(net_)["parameters"]
        moved_ = {name: value + 0.75 for name, value in values_.items() if value.size == 1}
        checks.set_parameters(net_, moved_)  # as training does
        checks.equals(np.array(checks.call(learned_betas, net_)), np.add(start_, 0.75),
                      "The list of β after training", rtol=1e-5,
                      slip="β as it is now, not as it started.")
with marks.part(1, "plot_learned_swish"):
    for draw_, betas_ in ((checks.call, rng.uniform(0.5, 3.0, 2).tolist()),
                          (checks.call, [-0.73, 0.19]), (checks.leaves_alone, [12.0, 0.0, 1.0])):
        axes_ = checks.remote(checks.new_axes)
        draw_(plot_learned_swish, axes_, betas_)
        picture_ = checks.describe(axes_)
        lines_ = [checks.find_line(picture_, lambda x: x * expit_(beta_ * x), rtol=1e-4, atol=1e-5)
                  for beta_ in betas_]
        checks.is_true(all(lines_), "A curve x·σ(βx) is missing.", got=betas_)
        (left_, right_), (low_, high_) = picture_["xlim"], picture_["ylim"]
        checks.is_true(left_ < 0 < right_ < left_ + 50 and low_ < 0 < high_ < low_ + 50
                       and picture_["xscale"] == picture_["yscale"] == "linear",
                       "The range of the axes hides the dip, or leaves out zero.")
        for beta_, line_ in zip(betas_, lines_):
            checks.is_true(line_["x"].min() < 0 < line_["x"].max(), "x is not of both signs.")
            dip_ = (line_["y"] * np.sign(beta_)).min() * abs(beta_)
            checks.is_true(dip_ < -0.8 * 0.278 or not 0.5 <= abs(beta_) <= 3,
                           f"The dip of the curve with β = {beta_:.4g} is not visible.")
        labels_ = [line["label"] for line in lines_]
        checks.is_true(len({*labels_} - {""}) == len(betas_),
                       "The curves have no labels of their own, or look alike.", got=labels_)
        checks.is_true(checks.labels_fit(labels_, betas_), "Labels are exchanged.", got=labels_)
marks.total()
### END HIDDEN TESTS

# %%
def train_swish(pixels, learning_rate):
    """Train a network with Swish on your training images, and return it."""
    images = torch.as_tensor(data.scale_pixels(parts[0], pixels))
    with seeded(0):
        model = make_network(Swish)
    training.train(model, (images, train_set[1]), learning_rate=learning_rate, progress=pixels,
                   epochs=by_budget(quick=100, normal=300, full=1_000))
    return model


models = {"Your best model, raw pixels": train_swish("raw", best_learning_rates.get("Swish", 0.01)),
          "Pixels / 255, rate 0.3": train_swish("unit", 0.3)}
panels, z = plotting.new_axes(1, 3, width=4.6), plotting.grid(-5, 3)
for axes, (title, model) in zip(panels, models.items()):
    axes.plot(z, F.silu(torch.tensor(z)), color="lightgrey", lw=6, label="start: β = 1")
    plot_learned_swish(axes, learned_betas(model))
    axes.set(xlim=(-5, 3), ylim=(-0.4, 3), title=title)
runs = {"pixels / 255": [one["curves"] for one in full["learned_swish"]["seeds"].values()],
        "raw": [units["Swish"]["curves"] for units in full["final"].values()]}
paths = {f"{pixels}, layer {layer}": np.array([curves[key] for curves in seeds], dtype=float)
         for pixels, seeds in runs.items() for layer, key in ((1, "1.beta"), (2, "3.beta"))}
plotting.plot_spread(panels[2], epochs, paths, quantiles=(0, 1), xlabel="epoch", ylabel="β",
                     title="How β evolves: full protocol, 3 seeds")
for name, values in paths.items():
    print(f"{name}: β after 1 000 epochs", *(f"{end:.4f}" for end in values[:, -1]))

# %% [markdown] nbgrader={"grade": true, "grade_id": "what-won", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### 10.1 What won? · 4 points
#
# Write the conclusion that you would defend, in about eight sentences: from the final accuracies,
# the search, and the learned $\beta$.
#
# * Which statements about the six units do the seeds and 10 000 test images support, and which not?
# * "The modern units are better than sigmoid and tanh." What do you answer, for *this* network?
# * What has Swish learned with raw pixels, what with scaled ones, and why do the two differ?
# * What would you change in the protocol for a fairer or stronger comparison?
#
# <!-- BEGIN SOLUTION -->
# On raw pixels, each at its own rate, the means over three seeds lie within 0.7 points: Mish 0.933,
# Swish 0.934, ReLU 0.934, LeakyReLU 0.936, tanh 0.938, sigmoid 0.940. Seeds of one unit differ by
# 0.003 to 0.005, and the standard error of an accuracy of 0.935 on 10 000 images is 0.0025. Sigmoid
# and tanh are ahead with nearly every seed, which is a hint of a small advantage on raw pixels; the
# order of the others is not established.
#
# For this network, with two hidden layers, the sentence is not supported: with tuned rates sigmoid
# and tanh are as good as the others on raw pixels, if not better. They needed rates up to a hundred
# times larger, which is what a comparison at one rate hides. Vanishing gradients hurt with depth,
# and two layers are not deep. With scaled pixels all six reach a validation accuracy of 0.949 or
# more, against 0.948 or less on raw ones: scaling the input was worth more than any choice of the
# unit.
#
# With pixels divided by 255 and rate 0.3, β grows from 1: in the full protocol to 3.0 in the first
# layer (3.00 to 3.03 with three seeds) and 2.0 in the second (1.95 to 2.02), towards ReLU. That is
# a stable effect. In the best model on raw pixels, at rate 0.0027, β ends between 0.999 and 1.001:
# Swish has learned nothing that one could see. Its rate, the largest that the weights tolerate, is
# about a hundred times smaller. And raw pixels make pre-activations of dozens or hundreds, where
# swish is 0 or $z$ whatever β is, so that only the few $z$ near 0 give β a gradient.
#
# A stronger comparison would have scaled inputs, and grids that hold every optimum inside. Several
# seeds would choose the rate (these final runs use that of seed 0; seeds 1 and 2 choose a rate one
# step lower for ReLU and LeakyReLU, one step higher for tanh). It would try Adam or a schedule beside
# plain descent, deeper networks and other data. And it would use the test set once.
#
# **Rubric.** 1 point: differences weighed against standard error and spread of seeds. 1 point: the
# claim is answered with the tuned rates and restricted to this depth and data. 1 point: what β did,
# half a point for numbers (it grows with scaled pixels, it stays at 1 with raw ones), half for a
# reason why it stays there (the small rate, or large pre-activations). 1 point: two sensible
# improvements of the protocol.
#
# *Typical wrong answers.* "The sigmoid won with 0.940, Mish was last with 0.933": 0 or 1 point, as
# nothing is weighed against the standard error or the seeds. "Swish is the best choice, since it
# can learn its shape, and β went from 1 to 3": 1 or 2 points. β is right, but that it can learn
# does not show that it won.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Takeaways
#
# * A ranking of units is a ranking of units *with a learning rate and a scale of the inputs*. Tune
#   the rate for each unit before you compare.
# * You can write a unit with a learned parameter as a module, and train and measure without help.
# * Scale the inputs first: here it was worth more than the choice of the unit.
# * Before you say that something has won, look at several seeds and at the standard error.
#
# **Three questions to take further**
#
# 1. Dividing the pixels by 255 is the same as dividing the first layer's weights by 255 and leaving
#    the pixels alone. Which learning rate for these weights would make both runs take the same
#    steps?
# 2. Would momentum or Adam make the ranges of good rates wider? How would you find out with few
#    runs?
# 3. How many seeds would you need to tell accuracies of 0.936 and 0.938 apart, if the seeds of one
#    unit spread by 0.002?
#
# **Two papers**
#
# * Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller: [*Efficient
#   BackProp*](https://doi.org/10.1007/3-540-49430-8_2), 1998. Why inputs should be scaled, and what
#   this has to do with learning rates.
# * P. Ramachandran, B. Zoph, Q. V. Le: [*Searching for activation
#   functions*](https://arxiv.org/abs/1710.05941), 2017. Where Swish comes from, and how its authors
#   compared units.
