# %% right: all modules
def gradient_flow(model):
    return [float(m.weight.grad.abs().mean()) for m in model.modules() if isinstance(m, nn.Linear)]

# %% right: a loop with named modules and NumPy
def gradient_flow(model):
    flow = []
    for _, module in model.named_modules():
        if type(module) is torch.nn.Linear:
            gradient = module.weight.grad.detach().numpy()
            flow.append(np.abs(gradient).mean().item())
    return flow

# %% right: recursion over the children
def gradient_flow(model):
    if isinstance(model, nn.Linear):
        return [model.weight.grad.abs().mean().item()]
    return [number for child in model.children() for number in gradient_flow(child)]

# %% right: the 1-norm over the number of entries
def gradient_flow(model):
    linear = filter(lambda m: isinstance(m, nn.Linear), model.modules())
    grads = [m.weight.grad for m in linear]
    return [torch.linalg.vector_norm(g, ord=1).item() / g.numel() for g in grads]

# %% right: an array, by sums in float64
def gradient_flow(model):
    weights = [m.weight for m in model.modules() if m.__class__.__name__ == "Linear"]
    return np.array([(w.grad.double() * w.grad.double().sign()).mean() for w in weights])

# %% right: torch's l1_loss against zero
def gradient_flow(model):
    flow = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            g = module.weight.grad
            flow.append(nn.functional.l1_loss(g, torch.zeros_like(g)).item())
    return flow

# %% wrong 0: the absolute value of the mean
def gradient_flow(model):
    return [m.weight.grad.mean().abs().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% wrong 0: the mean with its sign
def gradient_flow(model):
    return [m.weight.grad.mean().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% wrong 0: biases, too
def gradient_flow(model):
    return [p.grad.abs().mean().item() for p in model.parameters()]

# %% wrong 0: weights and biases of linear layers
def gradient_flow(model):
    linear = [m for m in model.modules() if isinstance(m, nn.Linear)]
    return [p.grad.abs().mean().item() for m in linear for p in m.parameters()]

# %% wrong 3: not the nested layers
def gradient_flow(model):
    return [m.weight.grad.abs().mean().item() for m in model.children() if isinstance(m, nn.Linear)]

# %% wrong 3: everything called weight
def gradient_flow(model):
    return [p.grad.abs().mean().item() for name, p in model.named_parameters()
            if name.endswith("weight")]

# %% wrong 3: every parameter with two axes
def gradient_flow(model):
    return [p.grad.abs().mean().item() for p in model.parameters() if p.ndim == 2]

# %% wrong 3: sorted by name
def gradient_flow(model):
    linear = {name: m for name, m in model.named_modules() if isinstance(m, nn.Linear)}
    return [linear[name].weight.grad.abs().mean().item() for name in sorted(linear)]

# %% wrong 0: sums
def gradient_flow(model):
    return [m.weight.grad.abs().sum().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% wrong 0: from output to input
def gradient_flow(model):
    flow = [m.weight.grad.abs().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]
    return flow[::-1]

# %% wrong 0: root mean squares
def gradient_flow(model):
    return [m.weight.grad.square().mean().sqrt().item() for m in model.modules()
            if isinstance(m, nn.Linear)]

# %% wrong 0: the weights instead of their gradients
def gradient_flow(model):
    return [m.weight.abs().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% wrong 0: the largest gradient
def gradient_flow(model):
    return [m.weight.grad.abs().max().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% wrong 0: a dict by name
def gradient_flow(model):
    return {name: m.weight.grad.abs().mean().item() for name, m in model.named_modules()
            if isinstance(m, nn.Linear)}

# %% wrong 0: without the last layer
def gradient_flow(model):
    linear = [m for m in model.modules() if isinstance(m, nn.Linear)]
    return [m.weight.grad.abs().mean().item() for m in linear[:-1]]

# %% wrong 0: logarithms
def gradient_flow(model):
    return [m.weight.grad.abs().mean().log10().item() for m in model.modules()
            if isinstance(m, nn.Linear)]

# %% wrong 0: one number for the whole model
def gradient_flow(model):
    grads = [m.weight.grad.abs().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]
    return sum(grads) / len(grads)

# %% wrong 0: the gradients are cleared first
def gradient_flow(model):
    model.zero_grad()
    return [m.weight.grad.abs().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% right: modules collected by apply
def gradient_flow(model):
    found = []
    model.apply(lambda m: found.append(m) if isinstance(m, nn.Linear) else None)
    order = {id(m): k for k, m in enumerate(model.modules())}
    return [m.weight.grad.abs().double().mean().item() for m in sorted(found, key=lambda m: order[id(m)])]

# %% wrong 1: the gradients are cleared afterwards
def gradient_flow(model):
    flow = [m.weight.grad.abs().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]
    model.zero_grad()
    return flow

# %% wrong 1: absolute values in place
def gradient_flow(model):
    return [m.weight.grad.abs_().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% wrong 1: puts the whole model into eval mode
def gradient_flow(model):
    model.eval()
    return [m.weight.grad.abs().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]

# %% wrong 3: ends in training mode, whatever the mode was
def gradient_flow(model):
    model.eval()
    flow = [m.weight.grad.abs().mean().item() for m in model.modules() if isinstance(m, nn.Linear)]
    model.train()
    return flow

# %% wrong 1: leaves a hook on every layer
def gradient_flow(model):
    flow = []
    for module in model.modules():
        if isinstance(module, nn.Linear):
            module.register_forward_hook(lambda *args: None)
            flow.append(module.weight.grad.abs().mean().item())
    return flow

# %% wrong 1: tiny gradients are taken for rounding errors
def gradient_flow(model):
    grads = [m.weight.grad for m in model.modules() if isinstance(m, nn.Linear)]
    return [g.where(g.abs() > 1e-9, torch.zeros(())).abs().mean().item() for g in grads]
