# %% right: svd and a rectangle of zeros
def decompose(A):
    U, s, Vt = np.linalg.svd(A, full_matrices=True)
    S = np.zeros_like(A)
    for k, value in enumerate(s):
        S[k, k] = value
    return U, S, Vt

# %% right: SciPy, with its own diagonal
def decompose(A):
    from scipy import linalg

    U, s, Vt = linalg.svd(A)
    return U, linalg.diagsvd(s, *A.shape), Vt

# %% right: torch
def decompose(A):
    U, s, Vt = torch.linalg.svd(torch.tensor(A), full_matrices=True)
    S = torch.zeros(A.shape, dtype=torch.float64)
    S[range(len(s)), range(len(s))] = s
    return U.numpy(), S.numpy(), Vt.numpy()

# %% right: smallest singular value first
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    k = len(s)
    U, Vt, S = U.copy(), Vt.copy(), np.zeros(A.shape)
    U[:, :k], Vt[:k] = U[:, k - 1 :: -1] if k == U.shape[1] else U[:, :k][:, ::-1], Vt[:k][::-1]
    S[range(k), range(k)] = s[::-1]
    return U, S, Vt

# %% right: S from the two rotations, in a list
def decompose(A):
    Q1, _, Q2 = np.linalg.svd(A)
    S = Q1.T @ A @ Q2.T
    return [Q1, np.where(np.eye(*A.shape) > 0, np.abs(S), 0.0), Q2]

# %% right: eigenvectors of AᵀA, completed by QR
def decompose(A):
    m, n = A.shape
    squares, V = np.linalg.eigh(A.T @ A)
    V = V[:, ::-1]
    images = A @ V
    lengths = np.linalg.norm(images, axis=0)
    rank = int(np.sum(lengths > 1e-6 * max(lengths.max(), 1e-300)))
    Q1, R = np.linalg.qr(np.hstack([images[:, :rank], np.eye(m)]))
    signs = np.where(np.diag(R)[:rank] < 0, -1.0, 1.0)
    Q1[:, :rank] *= signs
    S = np.zeros((m, n))
    S[range(rank), range(rank)] = lengths[:rank]
    return Q1, S, V.T

# %% right: one-sided Jacobi rotations on the columns
def decompose(A):
    m, n = A.shape
    if m < n:
        Q1, S, Q2 = decompose(A.T)
        return Q2.T, S.T, Q1.T
    B, V = A.copy(), np.eye(n)
    for _ in range(40):
        for p in range(n):
            for q in range(p + 1, n):
                gamma = B[:, p] @ B[:, q]
                if abs(gamma) <= 1e-15 * np.linalg.norm(B[:, p]) * np.linalg.norm(B[:, q]):
                    continue
                angle = 0.5 * np.arctan2(2 * gamma, B[:, p] @ B[:, p] - B[:, q] @ B[:, q])
                turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
                B[:, [p, q]], V[:, [p, q]] = B[:, [p, q]] @ turn, V[:, [p, q]] @ turn
    lengths = np.linalg.norm(B, axis=0)
    order = np.argsort(-lengths)
    B, V, lengths = B[:, order], V[:, order], lengths[order]
    rank = int(np.sum(lengths > 1e-12 * max(lengths[0], 1e-300)))
    Q1, R = np.linalg.qr(np.hstack([B[:, :rank], np.eye(m)]))
    Q1[:, :rank] *= np.where(np.diag(R)[:rank] < 0, -1.0, 1.0)
    S = np.zeros((m, n))
    S[range(rank), range(rank)] = lengths[:rank]
    return Q1, S, V.T

# %% wrong 0: the singular values as a vector
def decompose(A):
    return np.linalg.svd(A)

# %% wrong 3: a square S, whatever the shape of A
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    return U, np.diag(s), Vt

# %% wrong 3: the reduced form, whose Q are not square
def decompose(A):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return U, np.diag(s), Vt

# %% wrong 0: transposes what is transposed already
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    S = np.zeros(A.shape)
    np.fill_diagonal(S, s)
    return U, S, Vt.T

# %% wrong 0: eigenvalues, which a shear does not have enough of
def decompose(A):
    values, V = np.linalg.eig(A)
    return V.real, np.diag(values.real), np.linalg.inv(V).real

# %% wrong 0: the QR decomposition, whose triangle is no scaling
def decompose(A):
    Q, R = np.linalg.qr(A, mode="complete")
    return Q, R, np.eye(A.shape[1])

# %% wrong 0: everything in S
def decompose(A):
    return np.eye(A.shape[0]), A.copy(), np.eye(A.shape[1])

# %% wrong 5: square roots of eigenvalues, and a division by 0
def decompose(A):
    m, n = A.shape
    if m != n:
        U, s, Vt = np.linalg.svd(A)
        S = np.zeros((m, n))
        np.fill_diagonal(S, s)
        return U, S, Vt
    squares, V = np.linalg.eigh(A.T @ A)
    s = np.sqrt(np.abs(squares))
    with np.errstate(all="ignore"):
        return A @ V / s, np.diag(s), V.T

# %% wrong 5: a symmetric matrix keeps the signs of its eigenvalues
def decompose(A):
    m, n = A.shape
    if m == n and np.allclose(A, A.T) and np.linalg.matrix_rank(A) == n and n > 1:
        values, V = np.linalg.eigh(A)
        return V, np.diag(values), V.T
    U, s, Vt = np.linalg.svd(A)
    S = np.zeros((m, n))
    np.fill_diagonal(S, s)
    return U, S, Vt

# %% wrong 4: tall matrices only get their reduced form
def decompose(A):
    m, n = A.shape
    U, s, Vt = np.linalg.svd(A, full_matrices=m <= n)
    S = np.zeros((U.shape[1], n))
    np.fill_diagonal(S, s)
    return U, S, Vt

# %% wrong 4: overwrites A with S
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    A[:] = 0.0
    np.fill_diagonal(A, s)
    return U, A, Vt

# %% wrong 0: the squares of the singular values
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    S = np.zeros(A.shape)
    np.fill_diagonal(S, s**2)
    return U, S, Vt

# %% wrong 0: computes in float32
def decompose(A):
    U, s, Vt = np.linalg.svd(A.astype(np.float32))
    S = np.zeros(A.shape, np.float32)
    np.fill_diagonal(S, s)
    return U, S, Vt

# %% wrong 0: S and Q2 exchanged
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    S = np.zeros(A.shape)
    np.fill_diagonal(S, s)
    return U, Vt, S

# %% wrong 3: the polar decomposition, for square matrices
def decompose(A):
    from scipy.linalg import polar

    U, P = polar(A)
    values, V = np.linalg.eigh(P)
    return U @ V, np.diag(values), V.T

# %% wrong 5: drops singular values below 0.01
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    S = np.zeros(A.shape)
    np.fill_diagonal(S, np.where(s < 0.01, 0.0, s))
    return U, S, Vt

# %% wrong 0: returns a dict
def decompose(A):
    U, s, Vt = np.linalg.svd(A)
    S = np.zeros(A.shape)
    np.fill_diagonal(S, s)
    return {"Q1": U, "S": S, "Q2": Vt}
