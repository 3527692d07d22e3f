# %% right: a copy of the model, and backward on it
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    model = copy.deepcopy(model)
    model.eval()
    picture = image.clone().detach().requires_grad_(True)
    for _ in range(steps):
        if picture.grad is not None:
            picture.grad.zero_()
        score = model(picture)[..., target].sum() - regularisation * (picture**2).sum()
        score.backward()
        with torch.no_grad():
            picture += learning_rate * picture.grad
            picture.clamp_(0, 1)
    return picture.detach()

# %% right: the model itself, its modes restored
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    modes = {part: part.training for part in model.modules()}
    model.eval()
    try:
        x = image.detach()
        for _ in range(steps):
            x = x.clone().requires_grad_()
            (slope,) = torch.autograd.grad(model(x)[0, target], x)
            with torch.no_grad():
                x = torch.clamp(x + learning_rate * (slope - 2 * regularisation * x), 0, 1)
        return x.clone()
    finally:
        for part, mode in modes.items():
            part.training = mode

# %% right: Adam on the image
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    frozen = copy.deepcopy(model).eval().requires_grad_(False)
    x = torch.nn.Parameter(image.detach().clone())
    optimizer = torch.optim.Adam([x], lr=learning_rate, maximize=True)
    for _ in range(steps):
        optimizer.zero_grad()
        logits = frozen(x)
        (logits[0, target] - regularisation * x.norm() ** 2).backward()
        optimizer.step()
        x.data.clamp_(0.0, 1.0)
    return x.data

# %% right: descent on the negative, with weight decay as the price
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model)
    judge.train(False)
    x = image.detach().clone().requires_grad_()
    descent = torch.optim.SGD([x], lr=learning_rate, weight_decay=2 * regularisation)
    for _ in range(steps):
        (x.grad,) = torch.autograd.grad(-judge(x)[:, target].sum(), [x])
        descent.step()
        with torch.no_grad():
            x.copy_(x.clip(min=0, max=1))
    return x

# %% right: momentum
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    net = copy.deepcopy(model).eval()
    x, speed = image.detach().clone(), torch.zeros_like(image)
    for _ in range(steps):
        leaf = x.detach().requires_grad_()
        J = net(leaf)[0][target] - regularisation * torch.sum(leaf * leaf)
        speed = 0.9 * speed + torch.autograd.grad(J, leaf)[0]
        x = torch.clip(x + learning_rate * speed, 0, 1)
    return x.detach()

# %% right: the sign of the gradient, step by step
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    net = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x = x.requires_grad_()
        J = net(x)[0, target] - regularisation * x.square().sum()
        x = (x + learning_rate * torch.autograd.grad(J, x)[0].sign()).detach().clamp(0, 1)
    return x

# %% right: torch.func, without any leaf
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    slope = torch.func.grad(
        lambda x: judge(x)[0, target] - regularisation * x.square().sum())
    x = image.clone()
    for step in range(steps):
        x = (x + learning_rate * slope(x)).clamp(0, 1)
    return x.detach()

# %% right: differences instead of autograd, in double precision
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge, h = copy.deepcopy(model).double().eval(), 1e-6
    x = image.detach().double()
    shifts = h * torch.eye(x.numel(), dtype=torch.float64).reshape(-1, *x.shape[1:])
    with torch.no_grad():
        for _ in range(steps):
            slope = (judge(x + shifts) - judge(x - shifts))[:, target] / (2 * h)
            x = x + learning_rate * (slope.reshape(x.shape) - 2 * regularisation * x)
            x = x.minimum(torch.ones_like(x)).maximum(torch.zeros_like(x))
    return x.to(image.dtype)

# %% right: SciPy within bounds
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    from scipy.optimize import minimize

    judge = copy.deepcopy(model).double().eval()

    def loss(pixels):
        x = torch.tensor(pixels).reshape(image.shape).requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        return -J.item(), -torch.autograd.grad(J, x)[0].numpy().ravel()

    if steps == 0:
        return image.clone()
    start = image.detach().double().numpy().ravel()
    found = minimize(loss, start, jac=True, bounds=[(0, 1)] * start.size, method="L-BFGS-B",
                     options={"maxiter": steps})
    return torch.tensor(found.x, dtype=image.dtype).reshape(image.shape).clamp(0, 1)

# %% right: only what was changed is restored
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    was = [(p, p.requires_grad) for p in model.parameters()]
    training = [m for m in model.modules() if m.training]
    for p, _ in was:
        p.requires_grad_(False)
    for m in training:
        m.training = False
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_(True)
        x.grad = None
        (model(x)[0, target] - regularisation * (x * x).sum()).backward()
        x = torch.clamp(x.detach() + learning_rate * x.grad, min=0.0, max=1.0)
    for p, asked in was:
        p.requires_grad_(asked)
    for m in training:
        m.training = True
    return x

# %% wrong 0: optimises the parameters instead of the image
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    for _ in range(steps):
        model.zero_grad()
        (model(image)[0, target] - regularisation * image.square().sum()).backward()
        with torch.no_grad():
            for p in model.parameters():
                if p.grad is not None:
                    p += learning_rate * p.grad
    return image.clone()

# %% wrong 5: the gradient of the image is never set to zero
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone().requires_grad_()
    for _ in range(steps):
        (judge(x)[0, target] - regularisation * x.square().sum()).backward()
        with torch.no_grad():
            x += learning_rate * x.grad
            x.clamp_(0, 1)
    return x.detach()

# %% wrong 3: the result of clamp is discarded
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = x.detach() + learning_rate * torch.autograd.grad(J, x)[0]
        x.clamp(0, 1)
    return x

# %% wrong 2: clips the gradient instead of the image
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = x.detach() + learning_rate * torch.autograd.grad(J, x)[0].clamp(0, 1)
    return x

# %% wrong 7: clips at the end only
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = x.detach() + learning_rate * torch.autograd.grad(J, x)[0]
    return x.clamp(0, 1)

# %% wrong 3: clips above only
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(max=1)
    return x

# %% wrong 2: stretches the result to the whole range instead of clipping
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = x.detach() + learning_rate * torch.autograd.grad(J, x)[0]
    return (x - x.min()) / (x.max() - x.min() + 1e-9)

# %% wrong 7: batch norm and dropout work as in training
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = model(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 7: leaves the model in evaluation mode
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    model.eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = model(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 7: sets every module back to training mode, also those that were not in it
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    was = model.training
    model.eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = model(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    model.train(was)
    return x

# %% wrong 6: backward leaves gradients in the parameters
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        x.grad = None
        (model(x)[0, target] - regularisation * x.square().sum()).backward()
        x = (x.detach() + learning_rate * x.grad).clamp(0, 1)
    for part, mode in modes:
        part.training = mode
    return x

# %% wrong 7: zeroes the parameters' gradients, which were there before
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        x.grad = None
        (model(x)[0, target] - regularisation * x.square().sum()).backward()
        model.zero_grad()
        x = (x.detach() + learning_rate * x.grad).clamp(0, 1)
    for part, mode in modes:
        part.training = mode
    return x

# %% wrong 7: freezes the parameters and leaves them frozen
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    for p in model.parameters():
        p.requires_grad_(False)
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = model(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    for part, mode in modes:
        part.training = mode
    return x

# %% wrong 7: unfreezes parameters that were frozen
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    model.requires_grad_(False)
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = model(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    model.requires_grad_(True)
    for part, mode in modes:
        part.training = mode
    return x

# %% wrong 6: changes the caller's image
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    image.requires_grad_()
    for _ in range(steps):
        image.grad = None
        (judge(image)[0, target] - regularisation * image.square().sum()).backward()
        with torch.no_grad():
            image += learning_rate * image.grad
            image.clamp_(0, 1)
    return image.detach()

# %% wrong 1: raises the probability, which is flat
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x).softmax(dim=-1)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 1: lowers the cross-entropy, in which other classes take part
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = -F.cross_entropy(judge(x), torch.tensor([target]))
        J = J - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 0: goes downhill
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() - learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 6: half of the squared norm
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - 0.5 * regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 6: the mean of the squares instead of their sum
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().mean()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 6: the norm is not squared
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.norm()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 6: the price is added
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] + regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 6: the price is forgotten
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        (gradient,) = torch.autograd.grad(judge(x)[0, target], x)
        x = (x.detach() + learning_rate * gradient).clamp(0, 1)
    return x

# %% wrong 6: the price of the change instead of the ink
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * (x - image).square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 5: starts from paper instead of the image
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = torch.zeros_like(image) if steps else image.clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 6: one step too many
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps + 1):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 1: one step only
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    if not steps:
        return image.clone()
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone().requires_grad_()
    J = judge(x)[0, target] - regularisation * x.square().sum()
    return (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)

# %% wrong 3: raises the largest logit, whichever it is
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x).max() - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 3: raises all logits
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x).sum() - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 1: the target picks a row of the batch
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[target].sum() - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 2: drops the batch axis
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x[0]

# %% wrong 6: always single precision
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).float().eval()
    x = image.detach().float()
    for _ in range(steps):
        x.requires_grad_()
        J = judge(x)[0, target] - regularisation * x.square().sum()
        x = (x.detach() + learning_rate * torch.autograd.grad(J, x)[0]).clamp(0, 1)
    return x

# %% wrong 5: knows linear models only, and writes their best picture down
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    (layer,) = [part for part in model.modules() if isinstance(part, nn.Linear)]
    w = layer.weight[target].reshape(image.shape).detach()
    if not steps:
        return image.clone()
    if regularisation:
        return (w / (2 * regularisation)).clamp(0, 1)
    return torch.where(w == 0, image, (w > 0).to(image.dtype))

# %% wrong 0: returns the image
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    return image.clone()

# %% wrong 6: the squared norm is taken off the pixels instead of its gradient
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        (g,) = torch.autograd.grad(judge(x)[0, target], x)
        x = x.detach() + learning_rate * (g - regularisation * x.detach().square().sum())
        x = x.clamp(0, 1)
    return x
