"""Full-batch gradient descent with histories: one model, or many, in runs that can be resumed.

    history = train(model, (images, labels), (valid_images, valid_labels),
                    learning_rate=0.005, epochs=1000)
    history.train_loss, history.valid_accuracy      # lists, one entry an epoch
    history.diverged_at                             # None, or the epoch of the first NaN

    runs = train_many({"ReLU": lambda: make_network(nn.ReLU)}, [0.001, 0.01], train_set, valid_set,
                      epochs=1000, cache="build/runs")
    runs["ReLU", 0.01, 0].history                   # by name, learning rate and seed
    runs["ReLU", 0.01, 0].model                     # the trained model

`helpers.budgets` says how long experiments may take: `by_budget(quick=20, normal=80, full=1000)`.
"""

from __future__ import annotations

from helpers.budgets import Budget, budget, by_budget
from helpers.training.history import History
from helpers.training.image_set import ImageSet
from helpers.training.loop import fast_note, train
from helpers.training.many import Key, Trained, train_many

__all__ = [
    "Budget",
    "History",
    "ImageSet",
    "Key",
    "Trained",
    "budget",
    "by_budget",
    "fast_note",
    "train",
    "train_many",
]
