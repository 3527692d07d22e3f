# %% right: a loop over the modules
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for module in model:
            x = module(x)
            if not isinstance(module, nn.Linear):
                result.append((x**2).mean().item())
    return result

# %% right: forward hooks
def second_moments(model, x):
    seen = []
    hooks = [
        module.register_forward_hook(lambda m, inp, out: seen.append(float(out.detach().pow(2).mean())))
        for module in model
        if not isinstance(module, nn.Linear)
    ]
    with torch.no_grad():
        model(x)
    for hook in hooks:
        hook.remove()
    return seen

# %% right: parts of the model, each evaluated from the start
@torch.no_grad()
def second_moments(model, x):
    places = [i for i, layer in enumerate(model) if type(layer) is not nn.Linear]
    return [model[: i + 1](x).square().mean().item() for i in places]

# %% right: NumPy from detached outputs
def second_moments(model, x):
    a, found = x, []
    for name, layer in model.named_children():
        a = layer(a).detach()
        if not isinstance(layer, nn.Linear):
            found.append(float(np.mean(np.square(a.numpy()))))
    return found

# %% right: without no_grad, since nothing is backpropagated
def second_moments(model, x):
    found = []
    for layer in model.children():
        x = layer(x)
        if not hasattr(layer, "in_features"):
            found.append(x.norm().item() ** 2 / x.numel())
    return found

# %% right: a sum of squares divided by the number of entries, in double precision
def second_moments(model, x):
    result = []
    with torch.inference_mode():
        for layer in model._modules.values():
            x = layer(x)
            if isinstance(layer, nn.Linear):
                continue
            samples, width = x.shape
            result.append(float((x.double() ** 2).sum()) / (samples * width))
    return result

# %% right: variance plus squared mean
def second_moments(model, x):
    out = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                out += [(x.var(unbiased=False) + x.mean() ** 2).item()]
    return out

# %% right: recursion
def second_moments(model, x):
    if len(model) == 0:
        return []
    a = model[0](x).detach()
    own = [] if isinstance(model[0], nn.Linear) else [torch.mean(a * a).item()]
    return own + second_moments(model[1:], a)

# %% right: loss against zero
import torch.nn.functional as F

def second_moments(model, x):
    result = []
    for layer in model:
        with torch.no_grad():
            x = layer(x)
        if not isinstance(layer, nn.Linear):
            result.append(F.mse_loss(x, torch.zeros_like(x)).item())
    return result

# %% wrong 3: every second module, right only where linear layers and units take turns
def second_moments(model, x):
    a = [x]
    for layer in model:
        a.append(layer(a[-1]).detach())
    return [(item**2).mean().item() for item in a[2::2]]

# %% wrong 0: linear layers are listed too
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            result.append((x**2).mean().item())
    return result

# %% wrong 0: the variance instead of the second moment
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.var().item())
    return result

# %% wrong 0: the variance over the samples
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.var(dim=0, unbiased=False).mean().item())
    return result

# %% wrong 0: the square of the mean
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.mean().item() ** 2)
    return result

# %% wrong 0: the mean absolute value
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.abs().mean().item())
    return result

# %% wrong 0: the root of the mean square
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.square().mean().sqrt().item())
    return result

# %% wrong 0: the sum of squares of a sample
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.square().sum(dim=1).mean().item())
    return result

# %% wrong 0: pre-activations, listed before the unit
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            if not isinstance(layer, nn.Linear):
                result.append(x.square().mean().item())
            x = layer(x)
    return result

# %% wrong 0: the input is listed too
def second_moments(model, x):
    result = [x.square().mean().item()]
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.square().mean().item())
    return result

# %% wrong 0: every layer gets the original input
def second_moments(model, x):
    return [layer(x).square().mean().item() for layer in model if not isinstance(layer, nn.Linear)]

# %% wrong 1: knows three units only
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if isinstance(layer, (nn.Tanh, nn.SiLU)):
                result.append(x.square().mean().item())
    return result

# %% wrong 2: knows the units of the picture only
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if isinstance(layer, (nn.Tanh, nn.ReLU, nn.Sigmoid)):
                result.append(x.square().mean().item())
    return result

# %% wrong 3: leaves gradients behind
def second_moments(model, x):
    result = []
    for layer in model:
        x = layer(x)
        if not isinstance(layer, nn.Linear):
            result.append(x.square().mean().item())
    x.sum().backward()
    return result

# %% wrong 3: freezes the parameters
def second_moments(model, x):
    model.requires_grad_(False)
    result = []
    for layer in model:
        x = layer(x)
        if not isinstance(layer, nn.Linear):
            result.append(x.square().mean().item())
    return result

# %% wrong 3: normalises the weights on the way
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.append(x.square().mean().item())
            else:
                layer.weight.mul_(0.5)
    return result

# %% wrong 0: output to input
def second_moments(model, x):
    result = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                result.insert(0, x.square().mean().item())
    return tuple(result)

# %% wrong 0: nothing is returned
def second_moments(model, x):
    for layer in model:
        x = layer(x)
        if not isinstance(layer, nn.Linear):
            print(x.square().mean().item())

# %% right: in eval mode, every mode put back afterwards
def second_moments(model, x):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    found = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                found.append(x.square().mean().item())
    for module, mode in modes:
        module.training = mode
    return found

# %% right: on a deep copy
import copy

def second_moments(model, x):
    found, a = [], x.clone()
    for layer in copy.deepcopy(model).requires_grad_(False):
        a = layer(a)
        if not isinstance(layer, nn.Linear):
            found.append(torch.mean(torch.square(a)).item())
    return found

# %% wrong 3: leaves its hooks behind
def second_moments(model, x):
    seen = []
    for module in model:
        if not isinstance(module, nn.Linear):
            module.register_forward_hook(lambda m, inp, out: seen.append(float(out.detach().pow(2).mean())))
    with torch.no_grad():
        model(x)
    found = list(seen)
    return found

# %% wrong 3: leaves the model in eval mode
def second_moments(model, x):
    model.eval()
    found = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                found.append(x.square().mean().item())
    return found

# %% wrong 3: leaves the model in training mode
def second_moments(model, x):
    model.eval()
    found = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                found.append(x.square().mean().item())
    model.train()
    return found

# %% wrong 3: x asks for gradients afterwards
def second_moments(model, x):
    a, found = x.requires_grad_(), []
    for layer in model:
        a = layer(a)
        if not isinstance(layer, nn.Linear):
            found.append(a.square().mean().item())
    return found

# %% wrong 3: notes its results in a buffer of the model
def second_moments(model, x):
    found = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                found.append(x.square().mean().item())
    model.register_buffer("moments", torch.tensor(found))
    return found
