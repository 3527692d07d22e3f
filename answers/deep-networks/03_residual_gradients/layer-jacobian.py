# %% right: a diagonal matrix
def layer_jacobian(A, b, y, derivative, residual=True):
    D = np.diag(derivative(A @ y + b))
    J = D @ A
    if residual:
        J = J + np.eye(A.shape[0])
    return J

# %% right: entry by entry
def layer_jacobian(A, b, y, derivative, residual=True):
    k, m = np.shape(A)
    slopes = derivative(np.dot(A, y) + b)
    J = np.empty((k, m))
    for i in range(k):
        for j in range(m):
            J[i, j] = slopes[i] * A[i, j]
            if residual and i == j:
                J[i, j] += 1.0
    return J

# %% right: einsum
def layer_jacobian(A, b, y, derivative, residual=True):
    return np.einsum("i,ij->ij", derivative(A @ y + b), A) + residual * np.eye(*A.shape)

# %% right: transposed and back
def layer_jacobian(A, b, y, derivative, residual=True):
    J = (A.T * derivative(b + A @ y)).T.copy()
    if residual:
        J[np.diag_indices(len(b))] += 1
    return J

# %% right: a Jacobian column by column, in a helper
def _column(A, slopes, j):
    return A[:, j] * slopes

def layer_jacobian(A, b, y, derivative, residual=True):
    slopes = derivative(np.matmul(A, y) + b)
    J = np.stack([_column(A, slopes, j) for j in range(A.shape[1])], axis=1)
    return J + np.identity(J.shape[0]) if residual else J

# %% wrong 1: never the identity
def layer_jacobian(A, b, y, derivative, residual=True):
    return derivative(A @ y + b)[:, None] * A

# %% wrong 0: slopes on the columns
def layer_jacobian(A, b, y, derivative, residual=True):
    J = A * derivative(A @ y + b)[: A.shape[1]] if len(b) >= A.shape[1] else A * 1.0
    return J + np.eye(len(y)) if residual else J

# %% wrong 0: transposed
def layer_jacobian(A, b, y, derivative, residual=True):
    J = derivative(A @ y + b)[:, None] * A
    return (J + np.eye(len(y))).T if residual else J.T

# %% wrong 1: residual always
def layer_jacobian(A, b, y, derivative, residual=True):
    return derivative(A @ y + b)[:, None] * A + np.eye(len(b), len(y))

# %% wrong 1: ones everywhere
def layer_jacobian(A, b, y, derivative, residual=True):
    return derivative(A @ y + b)[:, None] * A + (1.0 if residual else 0.0)

# %% wrong 0: the slope at y
def layer_jacobian(A, b, y, derivative, residual=True):
    if len(y) != len(b):
        y_slopes = np.resize(derivative(y), len(b))
    else:
        y_slopes = derivative(y)
    return y_slopes[:, None] * A + (np.eye(len(y)) if residual else 0.0)

# %% wrong 0: the bias is forgotten
def layer_jacobian(A, b, y, derivative, residual=True):
    return derivative(A @ y)[:, None] * A + (np.eye(len(y)) if residual else 0.0)

# %% wrong 1: the slope multiplies the identity, too
def layer_jacobian(A, b, y, derivative, residual=True):
    return derivative(A @ y + b)[:, None] * (A + (np.eye(len(y)) if residual else 0.0))

# %% wrong 0: without the matrix
def layer_jacobian(A, b, y, derivative, residual=True):
    return np.diag(derivative(A @ y + b)) + (np.eye(len(y)) if residual else 0.0)

# %% wrong 0: without slopes
def layer_jacobian(A, b, y, derivative, residual=True):
    return A + (np.eye(len(y)) if residual else 0.0)

# %% wrong 1: the other way round: residual=False adds the identity
def layer_jacobian(A, b, y, derivative, residual=False):
    return derivative(A @ y + b)[:, None] * A + (0.0 if residual else np.eye(len(b), len(y)))

# %% wrong 1: minus the identity
def layer_jacobian(A, b, y, derivative, residual=True):
    return derivative(A @ y + b)[:, None] * A - (np.eye(len(y)) if residual else 0.0)

# %% wrong 3: writes into the caller's matrix
def layer_jacobian(A, b, y, derivative, residual=True):
    A *= derivative(A @ y + b)[:, None]
    if residual:
        A += np.eye(len(y))
    return A

# %% wrong 3: finite differences of the input's map, for the cosine only
def layer_jacobian(A, b, y, derivative, residual=True):
    if derivative is np.cos or getattr(derivative, "__name__", "") == "cos":
        z = torch.tensor(y, requires_grad=True)
        J = torch.autograd.functional.jacobian(
            lambda v: torch.sin(torch.tensor(A) @ v + torch.tensor(b)), z).numpy()
    else:
        J = derivative(A @ y + b)[:, None] * A
    return J + np.eye(len(y)) if residual else J
