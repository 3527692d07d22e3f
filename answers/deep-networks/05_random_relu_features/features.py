# %% right: the product's positive part
def relu_features(X, W):
    Z = np.dot(X, W.T)
    return Z * (Z > 0)

# %% right: einsum and where
def relu_features(X, W):
    Z = np.einsum("nd,md->nm", X, W)
    return np.where(Z > 0, Z, 0.0)

# %% right: PyTorch
import torch

def relu_features(X, W):
    return torch.nn.functional.linear(torch.tensor(X), torch.tensor(W)).relu().numpy()

# %% right: unit by unit
def relu_features(X, W):
    F = np.empty((X.shape[0], W.shape[0]))
    for j, w in enumerate(W):
        F[:, j] = np.clip(X.dot(w), 0, None)
    return F

# %% right: with the absolute value
def relu_features(X, W):
    Z = X @ W.transpose()
    return (Z + abs(Z)) / 2

# %% right: a sample at a time, columns turned into rows at the end
def relu_features(X, W):
    return np.array([np.fmax(W @ x, 0) for x in X])

# %% wrong 0: no ReLU
def relu_features(X, W):
    return X @ W.T

# %% wrong 0: divided by the root of the width
def relu_features(X, W):
    return np.maximum(X @ W.T, 0) / np.sqrt(len(W))

# %% wrong 0: Kaiming's factor
def relu_features(X, W):
    return np.maximum(X @ W.T, 0) * np.sqrt(2 / X.shape[1])

# %% wrong 0: a column of ones in front
def relu_features(X, W):
    F = np.maximum(X @ W.T, 0)
    return np.hstack([np.ones((len(X), 1)), F])

# %% wrong 0: units in rows
def relu_features(X, W):
    return np.maximum(W @ X.T, 0)

# %% wrong 0: draws its own weights
def relu_features(X, W):
    W = np.random.default_rng(0).normal(size=W.shape)
    return np.maximum(X @ W.T, 0)

# %% wrong 0: W is not transposed
def relu_features(X, W):
    return np.maximum(X @ W, 0)

# %% wrong 0: entry by entry instead of a matrix product
def relu_features(X, W):
    return np.maximum(X * W[: len(X)], 0)

# %% wrong 0: the negative part
def relu_features(X, W):
    return np.maximum(-(X @ W.T), 0)

# %% wrong 0: a leaky ReLU
def relu_features(X, W):
    Z = X @ W.T
    return np.where(Z > 0, Z, 0.01 * Z)

# %% wrong 0: a step
def relu_features(X, W):
    return (X @ W.T > 0).astype(float)

# %% wrong 0: inputs made unit vectors
def relu_features(X, W):
    return np.maximum(X / np.linalg.norm(X, axis=1, keepdims=True) @ W.T, 0)

# %% wrong 0: ReLU before the product
def relu_features(X, W):
    return np.maximum(X, 0) @ W.T

# %% wrong 1: single precision
def relu_features(X, W):
    return np.maximum(X @ W.T, 0).astype(np.float32)

# %% wrong 1: drops axes of length 1
def relu_features(X, W):
    return np.squeeze(np.maximum(X @ W.T, 0))

# %% wrong 1: drops the axis of a single sample
def relu_features(X, W):
    F = np.maximum(X @ W.T, 0)
    return F[0] if len(F) == 1 else F

# %% wrong 2: changes the caller's weights
def relu_features(X, W):
    F = np.maximum(X @ W.T, 0)
    W /= 2
    return F

# %% wrong 1: 1 at the kink
def relu_features(X, W):
    Z = X @ W.T
    return np.where(Z == 0, 1.0, np.maximum(Z, 0))

# %% wrong 2: clips large numbers
def relu_features(X, W):
    return np.clip(X @ W.T, 1e-3, None) if np.abs(X).max() > 1e7 else np.maximum(X @ W.T, 0)
