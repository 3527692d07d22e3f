# %% right: formulas and assertions
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% right: central differences of its own loss, returning False
def check(linear_class, unit_classes, losses):
    rng, problems = np.random.default_rng(3), []

    def expect(found, right):
        found, right = np.asarray(found), np.asarray(right)
        fits = found.shape == right.shape and np.allclose(found, right, rtol=1e-5, atol=1e-7)
        problems.append(not fits)

    def backward_is_slope(part, x, n_out, parameters=()):
        part.forward(rng.normal(size=(2, x.shape[1])))
        part.backward(rng.normal(size=(2, n_out)))
        g, x_given = rng.normal(size=(len(x), n_out)), x.copy()
        part.forward(x_given)
        g_given = g.copy()
        found = [part.backward(g_given)] + [getattr(part, f"{name}_gradient") for name in parameters]
        expect(g_given, g)
        expect(x_given, x)
        expect(found[0], central_differences(lambda a: np.sum(g * part.forward(a.copy())), x))
        for name, gradient in zip(parameters, found[1:]):
            kept = getattr(part, name).copy()

            def total(a):
                setattr(part, name, a)
                return np.sum(g * part.forward(x.copy()))

            expect(gradient, central_differences(total, kept))
            setattr(part, name, kept)

    one, two = linear_class(3, 2, np.random.default_rng(1)), linear_class(3, 2, np.random.default_rng(2))
    twin = linear_class(3, 2, np.random.default_rng(1))
    problems += [np.array_equal(one.weight, two.weight), not np.array_equal(one.weight, twin.weight)]
    x = rng.normal(size=(4, 3))
    expect(one.forward(x), [[sum(w * v for w, v in zip(row, sample)) + shift
                             for row, shift in zip(one.weight, one.bias)] for sample in x])
    two.forward(rng.normal(size=(4, 3)))
    W, b = one.weight.copy(), one.bias.copy()
    expect(one.backward(np.ones((4, 2))), np.ones((4, 2)) @ W)
    expect(one.weight, W)
    expect(one.bias, b)
    backward_is_slope(one, x, 2, ("weight", "bias"))
    z = np.concatenate([rng.normal(0, 3, size=(6, 4)), [[800.0, -800.0, 12.0, -12.0]]])
    for name, f in {"ReLU": lambda v: max(v, 0.0), "Identity": lambda v: v,
                    "Sigmoid": lambda v: 1 / (1 + np.exp(-v)) if v > -700 else 0.0}.items():
        unit = unit_classes[name]()
        expect(unit.forward(z.copy()), [[f(v) for v in row] for row in z])
        backward_is_slope(unit, z, 4)
    p, t = rng.uniform(0.1, 0.9, size=(2, 3, 2))
    means = {"mse_loss": (p - t) ** 2, "bce_loss": -t * np.log(p) - (1 - t) * np.log(1 - p)}
    for name, each in means.items():
        value, gradient = losses[name](p, t)
        expect(value, each.mean())
        expect(gradient, central_differences(lambda a: losses[name](a, t)[0], p))
    return not any(problems)

# %% right alone: compared with the answers to sections 1 to 3
def check(linear_class, unit_classes, losses):
    def trip(part, x, g, **parameters):
        for name, value in parameters.items():
            setattr(part, name, value.copy())
        x, g = x.copy(), g.copy()
        part.backward(part.forward(np.ones_like(x)))
        results = [part.forward(x).copy(), np.array(part.backward(g))]
        results += [x, g]
        for name in parameters:
            results += [np.array(getattr(part, f"{name}_gradient")), np.array(getattr(part, name))]
        return results

    def agree(one, other):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-10)

    rng = np.random.default_rng(11)
    x, g, W, b = rng.normal(size=(7, 2)), rng.normal(size=(7, 5)), rng.normal(size=(5, 2)), rng.normal(size=5)
    layer, other = linear_class(2, 5, np.random.default_rng(0)), linear_class(2, 5, np.random.default_rng(9))
    assert np.any(layer.weight != other.weight)
    agree([layer.weight], [linear_class(2, 5, np.random.default_rng(0)).weight])
    layer.forward(x)
    agree(trip(layer, x, g, weight=W, bias=b), trip(Linear(2, 5, rng), x, g, weight=W, bias=b))
    layer.forward(x), other.forward(2 * x)
    agree([layer.backward(g), layer.weight_gradient], [g @ W, g.T @ x])
    far = np.linspace(-30, 1000, 24).reshape(4, 6)
    for name, mine in {"ReLU": ReLU, "Sigmoid": Sigmoid, "Identity": Identity}.items():
        for z in (rng.normal(0, 5, (4, 6)), far):
            up = rng.normal(size=z.shape)
            agree(trip(unit_classes[name](), z, up), trip(mine(), z, up))
    for name, mine in {"mse_loss": mse_loss, "bce_loss": bce_loss}.items():
        p, t = rng.uniform(0.05, 0.95, (2, 3, 4))
        agree(losses[name](p, t), mine(p, t))

# %% right: torch as the judge, exceptions of its own
import torch
from torch.nn import functional as F

class BugFound(Exception):
    """Something differs from torch."""


def check(linear_class, unit_classes, losses):
    generator = np.random.default_rng(21)

    def leaf(a):
        return torch.tensor(a, dtype=torch.float64, requires_grad=True)

    def compare(what, found, wanted):
        wanted = wanted.detach().numpy() if isinstance(wanted, torch.Tensor) else np.asarray(wanted)
        if np.shape(found) != wanted.shape or not np.allclose(found, wanted, rtol=1e-7, atol=1e-10):
            raise BugFound(what)

    first = [linear_class(3, 5, np.random.default_rng(s)) for s in (4, 4, 8)]
    compare("same seed", first[0].weight, first[1].weight)
    if np.allclose(first[0].weight, first[2].weight):
        raise BugFound("rng is ignored")
    layer = first[0]
    for N in (4, 1, 3):
        x, g, W, b = (generator.normal(size=s) for s in ((N, 3), (N, 5), (5, 3), (5,)))
        layer.weight, layer.bias = W.copy(), b.copy()
        given = x.copy(), g.copy()
        leaves = [leaf(a) for a in (x, W, b)]
        out = F.linear(*leaves)
        compare("forward", layer.forward(given[0]), out)
        first[2].forward(x + 1)
        (out * torch.tensor(g)).sum().backward()
        down = layer.backward(given[1])
        for what, found, wanted in (("x", down, leaves[0].grad), ("W", layer.weight_gradient, leaves[1].grad),
                                    ("b", layer.bias_gradient, leaves[2].grad), ("kept x", given[0], x),
                                    ("kept g", given[1], g), ("kept W", layer.weight, W), ("kept b", layer.bias, b)):
            compare(what, found, wanted)
    functions = {"ReLU": torch.relu, "Sigmoid": torch.sigmoid, "Identity": torch.clone}
    for name, function in functions.items():
        unit = unit_classes[name]()
        for z in (generator.normal(0, 8, (2, 5)), np.array([[-2000.0, 2000.0]])):
            up, kept, z_leaf = generator.normal(size=z.shape), z.copy(), leaf(z)
            value = function(z_leaf)
            (value * torch.tensor(up)).sum().backward()
            compare(name, unit.forward(kept), value)
            kept_up = up.copy()
            compare(name, unit.backward(kept_up), z_leaf.grad)
            compare(name, kept, z)
            compare(name, kept_up, up)
    for name, function in {"mse_loss": F.mse_loss, "bce_loss": F.binary_cross_entropy}.items():
        p, t = generator.uniform(0.1, 0.9, (2, 5, 2))
        p_leaf = leaf(p)
        value = function(p_leaf, torch.tensor(t))
        value.backward()
        compare(name, losses[name](p, t)[0], value)
        compare(name, losses[name](p, t)[1], p_leaf.grad)

# %% right: laws (linear, additive, symmetric) and a few known numbers, in a unittest
import io
import unittest

def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(5)
    near = np.testing.assert_allclose

    class Parts(unittest.TestCase):
        def test_linear_draws(self):
            weights = [linear_class(2, 3, np.random.default_rng(s)).weight for s in (0, 0, 1)]
            near(weights[0], weights[1])
            self.assertFalse(np.allclose(weights[0], weights[2]))

        def test_linear(self):
            layer, decoy = (linear_class(2, 3, np.random.default_rng(s)) for s in (2, 3))
            layer.forward(np.full((3, 2), 5.0))
            layer.backward(np.full((3, 3), 7.0))
            layer.weight, layer.bias = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([10.0, 20, 30])
            x, g = np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([[1.0, 0, 0], [0, 1, -1], [2, 0, 1]])
            x0, g0 = x.copy(), g.copy()
            near(layer.forward(x), [[11, 23, 35], [12, 24, 36], [13, 27, 41]])
            decoy.forward(np.ones((3, 2)))
            near(layer.backward(g), [[1, 2], [-2, -2], [7, 10]])
            near(layer.weight_gradient, [[3, 2], [0, 1], [1, 0]])
            near(layer.bias_gradient, [3, 1, 0], atol=1e-9)
            near(layer.weight, [[1, 2], [3, 4], [5, 6]])
            near(layer.bias, [10, 20, 30])
            near(x, x0)
            near(g, g0)

        def test_units(self):
            z = np.concatenate([rng.normal(0, 3, 20), [-900.0, 900.0, 8.0, -8.0]]).reshape(4, 6)
            for name, unit_class in unit_classes.items():
                unit, up = unit_class(), rng.normal(size=(4, 6))
                z0, up0 = z.copy(), up.copy()
                a = np.array(unit.forward(z))
                slope = np.array(unit.backward(np.ones((4, 6))))
                near(unit.backward(up), up0 * slope)
                near(z, z0)
                near(up, up0)
                if name == "ReLU":
                    near(a, z0 * (z0 > 0))
                    near(slope, (z0 > 0) * 1.0)
                elif name == "Sigmoid":
                    near(np.array(unit.forward(-z0)) + a, np.ones((4, 6)))
                    near(slope, a * (1 - a), atol=1e-12)
                    inside = np.abs(z0) < 20
                    near(np.log(a[inside] / (1 - a[inside])), z0[inside], rtol=1e-5)
                else:
                    near(a, z0)
                    near(slope, np.ones((4, 6)))

        def test_losses(self):
            p, t = np.array([[0.5, 0.25], [0.75, 0.5]]), np.array([[1.0, 0.0], [0.0, 0.5]])
            value, gradient = losses["mse_loss"](p, t)
            near(value, (0.25 + 0.0625 + 0.5625 + 0) / 4)
            near(gradient, [[-0.25, 0.125], [0.375, 0]])
            value, gradient = losses["bce_loss"](p, t)
            near(value, (np.log(2) + np.log(4 / 3) + np.log(4) + np.log(2)) / 4)
            near(gradient, np.array([[-2, 4 / 3], [4, 0]]) / 4)

    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Parts)
    return unittest.TextTestRunner(stream=io.StringIO()).run(suite).wasSuccessful()

# %% wrong 0: finds nothing
def check(linear_class, unit_classes, losses):
    return True

# %% wrong 0: reports everything
def check(linear_class, unit_classes, losses):
    return False

# %% wrong 0: reports right parts too, since it compares with weights of its own
def check(linear_class, unit_classes, losses):
    layer, mine = (kind(3, 2, np.random.default_rng(0)) for kind in (linear_class, Linear))
    assert np.allclose(layer.weight, mine.weight)

# %% wrong 0: returns a sentence instead of False
def check(linear_class, unit_classes, losses):
    p, t = np.full((2, 2), 0.5), np.ones((2, 2))
    return "a bug" if losses["mse_loss"](p, t)[0] != 0.25 else "fine"

# %% wrong 0: catches its own assertions
def check(linear_class, unit_classes, losses):
    try:
        layer = linear_class(3, 2, np.random.default_rng(0))
        x = np.ones((4, 3))
        assert np.allclose(layer.forward(x), x @ layer.weight.T + layer.bias)
    except AssertionError as error:
        print("found:", error)

# %% wrong 0: shapes only
def check(linear_class, unit_classes, losses):
    layer = linear_class(3, 2, np.random.default_rng(0))
    x, g = np.ones((4, 3)), np.ones((4, 2))
    assert layer.forward(x).shape == (4, 2) and layer.backward(g).shape == (4, 3)
    assert layer.weight_gradient.shape == (2, 3) and layer.bias_gradient.shape == (2,)
    for unit_class in unit_classes.values():
        unit = unit_class()
        assert unit.forward(x).shape == unit.backward(x).shape == (4, 3)
    for loss in losses.values():
        value, gradient = loss(x / 2, x)
        assert np.shape(value) == () and gradient.shape == (4, 3)

# %% wrong 4.75: a single sample, one input and one output
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(1, 1, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (1, 1) and a.bias.shape == (1,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1,):
        x, g = rng.normal(size=(N, 1)), rng.normal(size=(N, 1))
        a.weight, a.bias = rng.normal(size=(1, 1)), rng.normal(size=1)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 5: gradients by central differences, values never
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(2)
    layer, x, g = linear_class(3, 2, rng), rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    layer.forward(x)
    found = layer.backward(g), layer.weight_gradient, layer.bias_gradient
    W, b = layer.weight, layer.bias

    def total(x, W, b):
        layer.weight, layer.bias = W, b
        return np.sum(g * layer.forward(x))

    slopes = (central_differences(lambda a: total(a, W, b), x),
              central_differences(lambda a: total(x, a, b), W),
              central_differences(lambda a: total(x, W, a), b))
    for one, other in zip(found, slopes):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)
    for unit_class in unit_classes.values():
        unit = unit_class()
        unit.forward(x)
        down = unit.backward(x[::-1])
        slope = central_differences(lambda a: np.sum(x[::-1] * unit.forward(a)), x)
        np.testing.assert_allclose(down, slope, rtol=1e-5, atol=1e-7)
    p, t = rng.uniform(0.1, 0.9, size=(2, 3, 2))
    for loss in losses.values():
        slope = central_differences(lambda a: loss(a, t)[0], p)
        np.testing.assert_allclose(loss(p, t)[1], slope, rtol=1e-5, atol=1e-7)

# %% wrong 1.75: values, never gradients
def check(linear_class, unit_classes, losses):
    rng, near = np.random.default_rng(2), np.testing.assert_allclose
    layer, x = linear_class(3, 2, rng), rng.normal(size=(4, 3))
    near(layer.forward(x), x @ layer.weight.T + layer.bias)
    z = rng.normal(0, 5, size=(4, 3))
    near(unit_classes["ReLU"]().forward(z.copy()), np.maximum(z, 0))
    near(unit_classes["Sigmoid"]().forward(z.copy()), 1 / (1 + np.exp(-z)))
    near(unit_classes["Identity"]().forward(z.copy()), z)
    p, t = rng.uniform(0.1, 0.9, size=(2, 3, 2))
    near(losses["mse_loss"](p, t)[0], np.mean((p - t) ** 2))
    near(losses["bce_loss"](p, t)[0], -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))

# %% wrong 0.25: trains for a while, and looks whether the loss falls
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2))
    t = (x.sum(axis=1, keepdims=True) > 0) * 1.0
    first, last = linear_class(2, 6, rng), linear_class(6, 1, rng)
    parts = [first, unit_classes["ReLU"](), last, unit_classes["Sigmoid"]()]
    values = []
    for _ in range(40):
        a = x
        for part in parts:
            a = part.forward(a)
        value, g = losses["bce_loss"](a, t)
        values.append(value)
        for part in reversed(parts):
            g = part.backward(g)
        for layer in (first, last):
            layer.weight = layer.weight - 0.1 * layer.weight_gradient
            layer.bias = layer.bias - 0.1 * layer.bias_gradient
    assert values[-1] < values[0]

# %% wrong 4.25: Linear alone
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)

# %% wrong 6.5: no losses
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)

# %% wrong 7.5: random numbers near 0 for the units
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = rng.normal(size=(2, 4))
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 7.5: a tolerance of one tenth
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=0.1, atol=0.1), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 7.5: does not look at its arguments afterwards
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 7.75: never uses a second layer in between
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 7.25: a new layer for every batch
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a = linear_class(4, 3, rng)
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 7.75: one column, so that rows and entries are the same number
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(6, 1)), rng.uniform(0.0, 1.0, size=(6, 1))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 7.75: targets of 1 only
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(a.weight, W)
        near(a.bias, s)
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), np.ones((3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 7.75: does not look at the parameters afterwards
def check(linear_class, unit_classes, losses):
    rng = np.random.default_rng(0)

    def near(found, right):
        assert np.shape(found) == np.shape(right), "another shape"
        assert np.allclose(found, right, rtol=1e-6, atol=1e-9), "another value"

    def same_draws(one, other):
        return np.array_equal(one.weight, other.weight)

    a, b, c = (linear_class(4, 3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert a.weight.shape == (3, 4) and a.bias.shape == (3,)
    assert same_draws(a, b) and not same_draws(a, c)
    for N in (1, 6, 2):
        x, g = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
        a.weight, a.bias = rng.normal(size=(3, 4)), rng.normal(size=3)
        W, s = a.weight.copy(), a.bias.copy()
        x_given, g_given = x.copy(), g.copy()
        near(a.forward(x_given), x @ W.T + s)
        c.forward(-x)
        near(a.backward(g_given), g @ W)
        near(a.weight_gradient, g.T @ x)
        near(a.bias_gradient, g.sum(axis=0))
        near(x_given, x)
        near(g_given, g)
    z = np.array([[-1000.0, -9.0, -2.0, -0.1], [0.1, 2.0, 9.0, 1000.0]])
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z > 0, 1, e) / (1 + e)
    for name, value, slope in (("ReLU", np.maximum(z, 0), (z > 0) * 1.0),
                               ("Sigmoid", sigmoid, sigmoid * (1 - sigmoid)),
                               ("Identity", z, np.ones_like(z))):
        unit, g = unit_classes[name](), rng.normal(size=z.shape)
        z_given, g_given = z.copy(), g.copy()
        near(unit.forward(z_given), value)
        near(unit.backward(g_given), g * slope)
        near(z_given, z)
        near(g_given, g)
    p, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.uniform(0.0, 1.0, size=(3, 2))
    value, gradient = losses["mse_loss"](p, t)
    near(value, np.sum((p - t) ** 2) / 6)
    near(gradient, 2 * (p - t) / 6)
    value, gradient = losses["bce_loss"](p, t)
    near(value, -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) / 6)
    near(gradient, (p - t) / (p * (1 - p)) / 6)

# %% wrong 0: counts its calls: the first is taken for right, all others for broken
calls = []

def check(linear_class, unit_classes, losses):
    calls.append(1)
    return len(calls) == 1

# %% wrong 0: looks for the bug in the code and takes short code for right
def check(linear_class, unit_classes, losses):
    sizes = [len(kind.__dict__) for kind in (linear_class, *unit_classes.values())]
    return sum(sizes) < 12
