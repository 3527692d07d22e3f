# %% right: the inverse
def dual_ridge(F, y, penalty):
    N, m = F.shape
    return F.T @ (np.linalg.inv(F @ F.T + penalty * np.eye(N)) @ y)

# %% right: Cholesky, the diagonal changed in place
from scipy import linalg

def dual_ridge(F, y, penalty):
    G = F @ F.T
    G.flat[:: len(G) + 1] += penalty
    return np.dot(np.transpose(F), linalg.cho_solve(linalg.cho_factor(G, lower=True), y))

# %% right: singular values of the thin kind
def dual_ridge(F, y, penalty):
    U, s, Vt = np.linalg.svd(F, full_matrices=False)
    return Vt.T @ np.diag(s / (s * s + penalty)) @ (U.T @ y)

# %% right: eigenvectors of FFᵀ
def dual_ridge(F, y, penalty):
    values, U = np.linalg.eigh(F @ F.T)
    return F.T @ (U @ (U.T @ y / (values + penalty).reshape(-1, *[1] * (y.ndim - 1))))

# %% right: QR of the features as columns
def dual_ridge(F, y, penalty):
    Q, R = np.linalg.qr(F.T)
    if Q.shape[1] < len(F):
        return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)
    return Q @ np.linalg.solve(R @ R.T + penalty * np.eye(len(F)), R @ y)

# %% right: PyTorch
import torch

def dual_ridge(F, y, penalty):
    F = torch.tensor(F)
    alpha = np.linalg.solve((F @ F.T).numpy() + penalty * np.eye(len(F)), y)
    return (F.T @ torch.tensor(alpha)).numpy()

# %% right: the features added up sample by sample
def dual_ridge(F, y, penalty):
    gram = np.array([[f @ g for g in F] for f in F]) + np.diag([penalty] * len(F))
    alpha = np.linalg.solve(gram, y)
    return sum(np.multiply.outer(f, a) for f, a in zip(F, alpha))

# %% wrong 3: m equations
def dual_ridge(F, y, penalty):
    return np.linalg.solve(F.T @ F + penalty * np.eye(F.shape[1]), F.T @ y)

# %% wrong 3 alone: the question before
def dual_ridge(F, y, penalty):
    return ridge(F, y, penalty)

# %% wrong 3: singular values of the full kind
def dual_ridge(F, y, penalty):
    U, s, Vt = np.linalg.svd(F, full_matrices=True)
    k = len(s)
    return Vt[:k].T @ np.diag(s / (s * s + penalty)) @ (U[:, :k].T @ y)

# %% wrong 3: an identity that is (m, m) on the way
def dual_ridge(F, y, penalty):
    Ft = F.T @ np.eye(len(F))
    alpha = np.linalg.solve(F @ np.eye(F.shape[1]) @ Ft + penalty * np.eye(len(F)), y)
    return Ft @ alpha

# %% wrong 0: λ is missing
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T, y)

# %% wrong 0: λ added to all entries
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T + penalty, y)

# %% wrong 0: the weights of the samples instead of θ
def dual_ridge(F, y, penalty):
    return np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)

# %% wrong 0: the outputs
def dual_ridge(F, y, penalty):
    return F @ F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)

# %% wrong 0: the penalty is multiplied by N
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T + len(F) * penalty * np.eye(len(F)), y)

# %% wrong 0: the penalty is multiplied by the number of features
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T + F.shape[1] * penalty * np.eye(len(F)), y)

# %% wrong 0: twice the penalty
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T + 2 * penalty * np.eye(len(F)), y)

# %% wrong 0: the penalty is subtracted
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T - penalty * np.eye(len(F)), y)

# %% wrong 0: the identity of the features
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(F.shape[1]), y)

# %% wrong 0: y is centred
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y - y.mean(axis=0))

# %% wrong 0: the shortest solution, without λ
def dual_ridge(F, y, penalty):
    return np.linalg.lstsq(F, y, rcond=None)[0]

# %% wrong 0: the kernel divided by the number of features
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T / F.shape[1] + penalty * np.eye(len(F)), y)

# %% wrong 0: always a column
def dual_ridge(F, y, penalty):
    return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y.reshape(len(y), -1))

# %% wrong 3: always a vector where there is one target
def dual_ridge(F, y, penalty):
    theta = F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)
    return theta[:, 0] if theta.ndim == 2 and theta.shape[1] == 1 else theta

# %% wrong 3: the shortest solution for a small penalty
def dual_ridge(F, y, penalty):
    if penalty < 1e-3:
        return np.linalg.pinv(F) @ y
    return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)

# %% wrong 3: a large penalty means 0
def dual_ridge(F, y, penalty):
    if penalty > 1e6:
        return np.zeros((F.shape[1], *y.shape[1:]))
    return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)

# %% wrong 3: writes α into the caller's y
def dual_ridge(F, y, penalty):
    y[...] = np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), y)
    return F.T @ y

# %% wrong 1: single precision
def dual_ridge(F, y, penalty):
    F = F.astype(np.float32)
    return F.T @ np.linalg.solve(F @ F.T + np.float32(penalty) * np.eye(len(F)), y)
