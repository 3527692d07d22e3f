# %% right: the inverse
def ridge(F, y, penalty):
    m = F.shape[1]
    return np.linalg.inv(F.T @ F + penalty * np.identity(m)) @ F.T @ y

# %% right: the dual form
def ridge(F, y, penalty):
    N = F.shape[0]
    return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(N), y)

# %% right: least squares with λ below
def ridge(F, y, penalty):
    m = F.shape[1]
    below = np.zeros((m, *y.shape[1:]))
    A = np.concatenate([F, np.sqrt(penalty) * np.eye(m)])
    return np.linalg.lstsq(A, np.concatenate([y, below]), rcond=None)[0]

# %% right: Cholesky
from scipy.linalg import cho_factor, cho_solve

def ridge(F, y, penalty):
    A = F.T @ F
    A[np.diag_indices_from(A)] += penalty
    return cho_solve(cho_factor(A), F.T @ y)

# %% right: singular values
def ridge(F, y, penalty):
    U, s, Vt = np.linalg.svd(F, full_matrices=False)
    shrunk = np.diag(s / (s**2 + penalty))
    return Vt.T @ shrunk @ U.T @ y

# %% right: PyTorch, always with columns
import torch

def ridge(F, y, penalty):
    F, Y = torch.tensor(F), torch.tensor(y).reshape(len(y), -1)
    A = F.T @ F + penalty * torch.eye(F.shape[1], dtype=F.dtype)
    theta = torch.linalg.solve(A, F.T @ Y).numpy()
    return theta[:, 0] if np.ndim(y) == 1 else theta

# %% right: eigenvectors of FᵀF
def ridge(F, y, penalty):
    values, vectors = np.linalg.eigh(F.T @ F)
    return vectors / (np.maximum(values, 0) + penalty) @ (vectors.T @ (F.T @ y))

# %% right: conjugate gradients to the last digit, for each target
def ridge(F, y, penalty):
    def one(b):
        A, x = lambda v: F.T @ (F @ v) + penalty * v, np.zeros(F.shape[1])
        for _ in range(5):  # restarts take rounding away
            r = b - A(x)
            p, size = r.copy(), r @ r
            for _ in range(3 * F.shape[1]):
                if size < 1e-30:
                    break
                q = A(p)
                a = size / (p @ q)
                x, r = x + a * p, r - a * q
                new = r @ r
                p, size = r + new / size * p, new
        return x

    B = F.T @ y
    return one(B) if B.ndim == 1 else np.stack([one(b) for b in B.T], axis=1)

# %% wrong 0: λ is missing
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F, F.T @ y)

# %% wrong 0: λ added to all entries
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F + penalty, F.T @ y)

# %% wrong 0: pseudo-inverse, without λ
def ridge(F, y, penalty):
    return np.linalg.pinv(F) @ y

# %% wrong 0: least squares that takes λ for rcond
def ridge(F, y, penalty):
    return np.linalg.lstsq(F, y, rcond=penalty)[0]

# %% wrong 0: y is centred, without an intercept
def ridge(F, y, penalty):
    y = y - y.mean(axis=0)
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 0: features and y are centred
def ridge(F, y, penalty):
    F, y = F - F.mean(axis=0), y - y.mean(axis=0)
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 0: the penalty is multiplied by N
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F + len(F) * penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 0: the mean of the squares, the penalty as it is
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F / len(F) + penalty * np.eye(F.shape[1]), F.T @ y / len(F))

# %% wrong 0: twice the penalty
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F + 2 * penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 0: half of the penalty
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F + penalty / 2 * np.eye(F.shape[1]), F.T @ y)

# %% wrong 0: the penalty squared, from least squares with λ below
def ridge(F, y, penalty):
    m = F.shape[1]
    A = np.concatenate([F, penalty * np.eye(m)])
    b = np.concatenate([y, np.zeros((m, *y.shape[1:]))])
    return np.linalg.lstsq(A, b, rcond=None)[0]

# %% wrong 0: the penalty is subtracted
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F - penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 0: the identity of the samples
def ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[0]), F.T @ y)

# %% wrong 0: the outputs instead of θ
def ridge(F, y, penalty):
    return F @ np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 0: the first feature is not punished
def ridge(F, y, penalty):
    D = np.eye(F.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(F.T @ F + penalty * D, F.T @ y)

# %% wrong 0: gradient descent that stops too early
def ridge(F, y, penalty):
    theta = np.zeros((F.shape[1], *y.shape[1:]))
    for _ in range(1000):
        theta -= 1e-3 * (F.T @ (F @ theta - y) + penalty * theta)
    return theta

# %% wrong 1: always a column
def ridge(F, y, penalty):
    y = y.reshape(len(y), -1)
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 2: always a vector where there is one target
def ridge(F, y, penalty):
    theta = np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)
    return theta.ravel() if theta.ndim == 2 and theta.shape[1] == 1 else theta

# %% wrong 2: one target only
def ridge(F, y, penalty):
    y = y[:, 0] if y.ndim == 2 else y
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 3: shrinks a small penalty to nothing
def ridge(F, y, penalty):
    penalty = max(penalty, 1e-3)
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 3: adds λ to the caller's features
def ridge(F, y, penalty):
    theta = np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)
    F += penalty
    return theta

# %% wrong 0: single precision
def ridge(F, y, penalty):
    F, y = F.astype(np.float32), y.astype(np.float32)
    A = F.T @ F + np.float32(penalty) * np.eye(F.shape[1], dtype=np.float32)
    return np.linalg.solve(A, F.T @ y)

# %% wrong 2: leaves out features that are there twice
def ridge(F, y, penalty):
    theta = np.zeros((F.shape[1], *y.shape[1:]))
    _, first = np.unique(F.round(12), axis=1, return_index=True)
    A = F[:, first]
    theta[first] = np.linalg.solve(A.T @ A + penalty * np.eye(len(first)), A.T @ y)
    return theta
