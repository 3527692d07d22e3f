# %% right: closed forms
def graph_value(x, y, z):
    return 2 * x * (x * y + z) ** 2


def graph_gradient(x, y, z):
    a = x * y + z
    return 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a


def graph_edges():
    return {("x", "a"), ("y", "a"), ("z", "a"), ("x", "b"), ("a", "b"), ("a", "w"), ("b", "w")}

# %% right: an adjoint for each instruction
def graph_value(x, y, z):
    a = np.add(np.multiply(x, y), z)
    return np.multiply(a, np.multiply(np.add(x, x), a))


def graph_gradient(x, y, z):
    product = x * y
    a = product + z
    double = x + x
    b = double * a
    bar_b = a
    bar_a = b
    bar_double, bar_a = bar_b * a, bar_a + bar_b * double
    bar_x = bar_double + bar_double
    bar_product, bar_z = bar_a, bar_a
    bar_x, bar_y = bar_x + bar_product * y, bar_product * x
    return [bar_x, bar_y, bar_z]


def graph_edges():
    formulas = {"a": "xyz", "b": "xa", "w": "ab"}
    return frozenset((u, v) for v, used in formulas.items() for u in used)

# %% right: forward, one sweep for each input
def graph_value(x, y, z):
    a = x * y + z
    return a * (2 * x * a)


def graph_gradient(x, y, z):
    def sweep(dx, dy, dz):
        a, da = x * y + z, dx * y + x * dy + dz
        b, db = 2 * x * a, 2 * dx * a + 2 * x * da
        return da * b + a * db

    return tuple(sweep(*row) for row in np.eye(3))


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% right: autograd, which nobody has forbidden
def graph_value(x, y, z):
    a = x * y + z
    b = (x + x) * a
    return a * b


def graph_gradient(x, y, z):
    leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, y, z)]
    found = torch.autograd.grad(graph_value(*leaves).sum(), leaves)
    return tuple(g.numpy() for g in found)


def graph_edges():
    return {(u, "a") for u in "xyz"} | {(u, "b") for u in "xa"} | {(u, "w") for u in "ab"}

# %% right: SymPy
def graph_value(x, y, z):
    return 2 * x * np.square(x * y + z)


def graph_gradient(x, y, z):
    import sympy

    symbols = sympy.symbols("x y z")
    w = 2 * symbols[0] * (symbols[0] * symbols[1] + symbols[2]) ** 2
    return tuple(sympy.lambdify(symbols, sympy.diff(w, s), "numpy")(x, y, z) for s in symbols)


def graph_edges():
    return {("b", "w"), ("a", "w"), ("a", "b"), ("x", "b"), ("z", "a"), ("y", "a"), ("x", "a")}

# %% right: the three stacked in one array, the edges in a list
def graph_value(x, y, z):
    return 2.0 * x**3 * y**2 + 4.0 * x**2 * y * z + 2.0 * x * z**2


def graph_gradient(x, y, z):
    return np.array([6 * x**2 * y**2 + 8 * x * y * z + 2 * z**2, 4 * x**3 * y + 4 * x**2 * z,
                     4 * x**2 * y + 4 * x * z])


def graph_edges():
    return [("x", "a"), ("y", "a"), ("z", "a"), ("x", "b"), ("x", "b"), ("a", "b"), ("a", "w"),
            ("b", "w")]

# %% wrong 3: b is taken for a number that does not depend on x directly
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    w_a = 4 * x * a
    return w_a * y, w_a * x, w_a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 3: x + x is counted once in the derivative
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    return a * a + 4 * x * a * y, 4 * x * a * x, 4 * x * a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 2: b = x·a, with a gradient to match
def graph_value(x, y, z):
    return x * (x * y + z) ** 2


def graph_gradient(x, y, z):
    a = x * y + z
    return a * a + 2 * x * a * y, 2 * x * a * x, 2 * x * a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 3: the path from a to w through b is forgotten
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    w_a = 2 * x * a
    return w_a * y + a * 2 * a, w_a * x, w_a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 2: adds a and b
def graph_value(x, y, z):
    a = x * y + z
    return a + (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    w_a = 1 + 2 * x
    return w_a * y + 2 * a, w_a * x, w_a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 3: the derivatives in the order of a reverse sweep, z first
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    return 4 * x * a, 4 * x**2 * a, 2 * a * a + 4 * x * y * a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 5: arrays are summed up to one number
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    found = 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a
    return tuple(np.sum(part) for part in found)


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 4: the caller's x and y are used as storage
def graph_value(x, y, z):
    y *= x
    y += z
    return y * (x + x) * y


def graph_gradient(x, y, z):
    a = x * y + z
    w_y = 4 * x**2 * a
    w_x = 2 * a**2 + 4 * x * y * a
    x *= 4 * a
    return w_x, w_y, x


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 5: the arrows point backwards
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    return 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a


def graph_edges():
    return set(zip("aaabbww", "xyzxaab"))

# %% wrong 5: a forgotten edge from x to b
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    return 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a


def graph_edges():
    return {("x", "a"), ("y", "a"), ("z", "a"), ("a", "b"), ("a", "w"), ("b", "w")}

# %% wrong 5: every node that w depends on has an edge to w
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    return 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a


def graph_edges():
    return {*zip("xyzxaab", "aaabbww"), *((u, "w") for u in "xyz")}

# %% wrong 4: a node for x + x, which has no name
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    return 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a


def graph_edges():
    return {*zip("xyzaab", "aaabww"), ("x", "x+x"), ("x+x", "b")}

# %% wrong 4: edges as texts
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    return 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a


def graph_edges():
    return {f"{u} -> {v}" for u, v in zip("xyzxaab", "aaabbww")}

# %% wrong 4: differences, which lose half of the digits
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    h = 1e-5
    return ((graph_value(x + h, y, z) - graph_value(x - h, y, z)) / (2 * h),
            (graph_value(x, y + h, z) - graph_value(x, y - h, z)) / (2 * h),
            (graph_value(x, y, z + h) - graph_value(x, y, z - h)) / (2 * h))


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 4: divides by x, which may be 0
def graph_value(x, y, z):
    a = x * y + z
    return a * (x + x) * a


def graph_gradient(x, y, z):
    a = x * y + z
    w = graph_value(x, y, z)
    with np.errstate(all="ignore"):
        return np.divide(w, x) + 4 * x * y * a, 4 * x**2 * a, 4 * x * a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 4: numbers only
def graph_value(x, y, z):
    import math

    return 2 * float(x) * math.pow(x * y + z, 2)


def graph_gradient(x, y, z):
    a = float(x * y + z)
    return 2 * a**2 + 4 * x * y * a, 4 * float(x)**2 * a, 4 * x * a


def graph_edges():
    return set(zip("xyzxaab", "aaabbww"))

# %% wrong 2: the gradient only
def graph_gradient(x, y, z):
    a = x * y + z
    return 2 * a**2 + 4 * x * y * a, 4 * x**2 * a, 4 * x * a
