"""Libraries: what a notebook names is imported once, in the processes that are forked for it.

A fork is the dearer the more its process has loaded, and a start the slower: so the large
libraries are loaded where the text of a course's notebooks names them, and stay.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterable

from autograder.engine.processes.cheap_forks import settle

FIGURES = "matplotlib.pyplot"
COURSE_FILES = "ACTIVATION_LAB_COURSE_FILES"
"""The variable of the environment that names the folder of the course's files, if there is one."""
AS_NBGRADER = {"NBGRADER_EXECUTION": "autograde"}
"""What notebooks of other courses find in the environment while nbgrader grades them."""
FONTS = "/fonts"
"""Where a sandbox shows the user's list of fonts: matplotlib takes seconds to make one."""
LIBRARIES = {
    FIGURES: ("matplotlib", "pylab", "plotting", "netplots"),
    "numpy.testing": ("np.testing", "numpy.testing"),
    "pandas.testing": ("pandas",),
    "pytest": ("pytest",),
    "scipy.special": ("scipy",),
    "sklearn": ("sklearn",),
    "sympy.tensor.tensor": ("sympy",),
    "torch": ("torch",),
    "torch._dynamo": ("torch.optim", "optim.SGD", "optim.Adam"),
    "unittest": ("unittest", "TestCase"),
}
"""What notebooks may find loaded, besides NumPy, and the words that name it.

SymPy imports its tensors, and much with them, at the first sum: in every fork otherwise. The
first optimizer takes a second in the same way, for PyTorch's compiler. What tests judge by is among
them: it is to be loaded before any answer runs.
"""


def named(sources: Iterable[str]) -> frozenset[str]:
    """Return the libraries that texts of cells name, wherever in them."""
    text = "\n".join(sources)
    return frozenset(
        name for name, words in LIBRARIES.items() if any(word in text for word in words)
    )


def load(names: Iterable[str]) -> None:
    """Import libraries into a process that has one thread and forks others."""
    for name in LIBRARIES.keys() & set(names):
        with contextlib.suppress(ModuleNotFoundError):  # whoever names it will see
            importlib.import_module(name)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    settle()
