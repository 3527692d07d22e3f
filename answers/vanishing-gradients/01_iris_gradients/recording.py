# %% right: a list for each matrix
class RecordingSGD(SGD):
    def train(self, steps):
        names = [name for name in self.model.parameters() if name[-1] == "W"]
        self._kept = {name: [] for name in names}
        result = super().train(steps)
        self.grad_w = np.stack([np.array(self._kept[name]) for name in names])
        return result

    def step(self):
        for name, p in self.model.parameters().items():
            if name in self._kept:
                self._kept[name].append(float(np.mean(np.abs(p.gradient))))
        super().step()

# %% right: an array that is filled
class RecordingSGD(SGD):
    def train(self, steps):
        weights = [p for name, p in self.model.parameters().items() if name.endswith("W")]
        self.grad_w = np.zeros((len(weights), steps))
        self.column = 0
        return super().train(steps)

    def step(self):
        weights = [p for name, p in self.model.parameters().items() if name.endswith("W")]
        for row, p in enumerate(weights):
            self.grad_w[row, self.column] = abs(p.gradient).sum() / p.gradient.size
        self.column += 1
        super().step()

# %% right: a training loop of its own
class RecordingSGD(SGD):
    def train(self, steps):
        columns, losses = [], []
        for _ in range(steps):
            losses += super().train(1)
            columns.append([np.abs(p.gradient).mean()
                            for n, p in self.model.parameters().items() if n.endswith("W")])
        self.grad_w = np.transpose(columns)
        return losses

# %% right: weights are what has two axes
class RecordingSGD(SGD):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.history = []

    def train(self, steps):
        self.history.clear()
        losses = SGD.train(self, steps)
        self.grad_w = np.array(list(zip(*self.history)))
        return losses

    def step(self):
        matrices = [p for p in self.model.parameters().values() if p.value.ndim == 2]
        self.history.append([np.abs(p.gradient).mean() for p in matrices])
        SGD.step(self)

# %% right: records behind the step, where the gradients are still the same
class RecordingSGD(SGD):
    def train(self, steps):
        self.grad_w = np.empty((0, 0))
        return super().train(steps)

    def step(self):
        super().step()
        now = [[np.abs(p.gradient).mean()] for name, p in self.model.parameters().items()
               if name.endswith("W")]
        self.grad_w = np.hstack([self.grad_w, now]) if self.grad_w.size else np.array(now)

# %% wrong 0: the absolute value of the mean
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([abs(p.gradient.mean()) for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 0: biases as well
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean() for p in self.model.parameters().values()])
        super().step()

# %% wrong 0: steps by layers, not transposed
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns)
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 0: from the output to the input
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T[::-1]
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 0: the first column stays empty
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.zeros((len(self._columns[0]), steps))
        for i in range(1, steps):
            self.grad_w[:, i] = self._columns[i]
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 0: one column too many, of zeros
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array([[0.0] * len(self._columns[0]), *self._columns]).T
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 0: only the last column is filled
class RecordingSGD(SGD):
    def train(self, steps):
        matrices = [p for n, p in self.model.parameters().items() if n.endswith("W")]
        self.grad_w = np.zeros((len(matrices), steps))
        return super().train(steps)

    def step(self):
        matrices = [p for n, p in self.model.parameters().items() if n.endswith("W")]
        for row, p in enumerate(matrices):
            self.grad_w[row, -1] = np.abs(p.gradient).mean()
        super().step()

# %% wrong 3: goes on where the last training ended
class RecordingSGD(SGD):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._columns = []

    def train(self, steps):
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 0: forgets the step
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])

# %% wrong 0: takes every step twice
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        super().step()
        self._columns.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 4: sorted by name, so that layer 10 stands before layer 2
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).mean()
                              for n, p in sorted(self.model.parameters().items())
                              if n.endswith("W")])
        super().step()

# %% wrong 0: the sum in place of the mean
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([np.abs(p.gradient).sum() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 0: the root of the mean square
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([np.sqrt((p.gradient**2).mean())
                              for n, p in self.model.parameters().items() if n.endswith("W")])
        super().step()

# %% wrong 0: the weights' sizes, not their gradients'
class RecordingSGD(SGD):
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        self._columns.append([np.abs(p.value).mean() for n, p in self.model.parameters().items()
                              if n.endswith("W")])
        super().step()

# %% wrong 4: all recorders share one list of columns
class RecordingSGD(SGD):
    columns = []

    def train(self, steps):
        RecordingSGD.columns.clear()
        return super().train(steps)

    def step(self):
        RecordingSGD.columns.append([np.abs(p.gradient).mean()
                                     for n, p in self.model.parameters().items()
                                     if n.endswith("W")])
        super().step()

    @property
    def grad_w(self):
        return np.array(RecordingSGD.columns).T

# %% wrong 0: a global grad_w
grad_w = None

class RecordingSGD(SGD):
    def train(self, steps):
        global grad_w
        grad_w = []
        losses = super().train(steps)
        grad_w = np.array(grad_w).T
        return losses

    def step(self):
        grad_w.append([np.abs(p.gradient).mean() for n, p in self.model.parameters().items()
                       if n.endswith("W")])
        super().step()
