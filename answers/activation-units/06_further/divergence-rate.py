# %% right: one-sided differences
def divergence_rate(gradient, theta):
    h, v = 1e-6, np.random.default_rng(7).standard_normal(len(theta))
    base = gradient(theta)
    for _ in range(200):
        v /= np.linalg.norm(v)
        v = (gradient(theta + h * v) - base) / h
    return 2 / np.linalg.norm(v)

# %% right: stops when it has converged
def divergence_rate(gradient, theta):
    v = np.random.default_rng(1).uniform(-1, 1, theta.shape)
    old, value = 0.0, 1.0
    for _ in range(240):
        if abs(value - old) <= 1e-9 * abs(value):
            break
        v = v / np.sqrt(v @ v)
        Hv = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
        old, value, v = value, v @ Hv, Hv
    return 2.0 / value

# %% right: Lanczos of SciPy
def divergence_rate(gradient, theta):
    from scipy.sparse.linalg import LinearOperator, eigsh

    n, h = len(theta), 1e-4
    def product(v):
        v = np.ravel(v)
        return (gradient(theta + h * v) - gradient(theta - h * v)) / (2 * h)

    if n < 40:
        H = np.stack([product(e) for e in np.eye(n)])
        return 2 / np.linalg.eigvalsh((H + H.T) / 2)[-1]
    start = np.random.default_rng(0).normal(size=n)
    values = eigsh(LinearOperator((n, n), matvec=product, dtype=float), k=1, which="LA", v0=start, maxiter=6,
                   tol=1e-6, return_eigenvectors=False)
    return 2 / values[0]

# %% right: a block of two vectors, QR
def divergence_rate(gradient, theta):
    rng, h = np.random.default_rng(3), 1e-4
    k = min(2, theta.size)
    Q = np.linalg.qr(rng.normal(size=(theta.size, k)))[0]
    for _ in range(80):
        Z = np.stack([(gradient(theta + h * q) - gradient(theta - h * q)) / (2 * h) for q in Q.T], axis=1)
        small = Q.T @ Z
        Q = np.linalg.qr(Z)[0]
    return 2 / np.max(np.linalg.eigvals(small).real)

# %% right: a generator of torch, float64
def divergence_rate(gradient, theta):
    g = torch.Generator().manual_seed(5)
    v = torch.randn(theta.size, generator=g, dtype=torch.float64).numpy()
    for _ in range(100):
        v = v / np.linalg.norm(v)
        up, down = gradient(theta + 1e-3 * v / 8), gradient(theta - 1e-3 * v / 8)
        product = (up - down) / (2e-3 / 8)
        ratio, v = float(np.dot(v, product)), product
    return 2 / ratio

# %% wrong 0: 1 / λ
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 1 / np.linalg.norm(v)

# %% wrong 0: differences divided by h only
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 1e-4
    return 2 / np.linalg.norm(v)

# %% wrong 3: column by column
def divergence_rate(gradient, theta):
    h, n = 1e-4, theta.size
    H = np.stack([(gradient(theta + h * e) - gradient(theta - h * e)) / (2 * h) for e in np.eye(n)])
    return 2 / np.linalg.eigvalsh((H + H.T) / 2)[-1]

# %% wrong 3: starts at ones
def divergence_rate(gradient, theta):
    v = np.ones(theta.shape)
    for _ in range(100):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 2 / np.linalg.norm(v)

# %% wrong 3: starts at the gradient
def divergence_rate(gradient, theta):
    v = gradient(theta)
    for _ in range(100):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 2 / np.linalg.norm(v)

# %% wrong 0: never normalises
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 2 / np.linalg.norm(v)

# %% wrong 0: one step
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(1):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 2 / np.linalg.norm(v)

# %% wrong 0: the last change of the gradient, not the product
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        v = gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)
    return 2 / np.linalg.norm(v)

# %% wrong 0: the trace in place of the largest
def divergence_rate(gradient, theta):
    rng, total = np.random.default_rng(0), 0.0
    for _ in range(100):
        v = rng.choice([-1.0, 1.0], theta.size)
        total += v @ (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 2 / (total / 100)

# %% wrong 2: moves theta in place
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        theta += 1e-4 * v
        up = gradient(theta)
        theta -= 2e-4 * v
        down = gradient(theta)
        v = (up - down) / 2e-4
    return 2 / np.linalg.norm(v)

# %% wrong 3: the global generator
def divergence_rate(gradient, theta):
    v = np.random.normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 2 / np.linalg.norm(v)

# %% wrong 3: a step of 1
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + v) - gradient(theta - v)) / 2
    return 2 / np.linalg.norm(v)

# %% wrong 0: the eigenvalue itself
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return np.linalg.norm(v)

# %% wrong 0: 600 calls of gradient
def divergence_rate(gradient, theta):
    v = np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(300):
        v = v / np.linalg.norm(v)
        v = (gradient(theta + 1e-4 * v) - gradient(theta - 1e-4 * v)) / 2e-4
    return 2 / np.linalg.norm(v)
