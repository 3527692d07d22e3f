"""What is known of libraries: which of their functions only look at what they are given.

The default is distrust. A function that is not listed may keep or change its arguments; a module
that is not listed may do anything when it is imported.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _of(module: str, text: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for name in text.split())


HARMLESS_MODULES = _words("""
    __future__ abc bisect cmath collections contextlib copy csv cycler dataclasses datetime decimal
    enum fractions functools heapq helpers io ipywidgets itertools json math matplotlib mpmath
    numbers numpy operator os pathlib pprint random re scipy sklearn statistics string sympy sys
    textwrap
    time torch torchvision tqdm typing warnings
""")
"""Importing these, and calling what `SETTING` does not name, changes nothing but arguments.

A cell that imports any other counts as one that hides what it does.
"""

_PLAIN_OS = _of("os", "cpu_count curdir devnull extsep getcwd linesep name pardir pathsep sep")
_PLAIN_SYS = _of(
    "sys",
    "argv byteorder executable float_info getsizeof hexversion implementation maxsize maxunicode"
    " platform stderr stdout version version_info",
)
"""What of these two modules shows the world as it is."""

MODULES = _words("""
    IPython.display helpers.budgets helpers.checks helpers.data helpers.drawings helpers.moments
    helpers.netplots helpers.plotting helpers.published helpers.seeds helpers.sliders
    helpers.training matplotlib.pyplot matplotlib.style numpy.linalg numpy.random scipy.linalg
    scipy.optimize scipy.special scipy.stats torch.autograd torch.backends torch.cuda torch.func
    torch.nn torch.nn.functional torch.nn.init torch.optim torch.random torch.utils
    torch.utils.data
""")
"""Modules that are imported from packages: handed on whole, they could be changed anywhere."""

SETTING = re.compile(
    r"""^(?:set_.*|setbufsize|setcontext|seterr.*|setlocale|setp|use(?:_.*)?|enable.*|disable.*
    |register.*|filterwarnings|simplefilter|resetwarnings|switch_backend|ion|ioff|rc|rcdefaults
    |rc_file.*|init_printing|init_session|patch.*|getcontext)$""",
    re.VERBOSE,
)
"""Last parts of names of functions that change settings of their library."""

SEEDING = re.compile(r"^(?:seed(?:_.*)?|manual_seed.*|setstate|set_state|set_rng_state.*)$")
"""Last parts of names of functions that set a generator of random numbers that all cells share."""

WITHOUT_EFFECT = frozenset({"torch.set_num_threads", "torch.set_num_interop_threads"})
"""Settings that do nothing while a notebook is graded."""

STATE = frozenset({"rcParams", "rcParamsDefault", "default_generator", "environ", "modules"})
"""Parts of names behind which a library's settings lie."""

PUTS_BACK = {
    "decimal.localcontext": "settings of decimal",
    "helpers.seeds.seeded": "seeds of torch",
    "matplotlib.pyplot.rc_context": "settings of matplotlib",
    "torch.random.fork_rng": "seeds of torch",
    "warnings.catch_warnings": "settings of warnings",
}
"""Context managers, and what is behind them as it was before."""

_ONE = _of(
    "numpy",
    """
    abs absolute arccosh arctan ceil cos cosh exp expm1 floor isfinite isinf isnan log log10
    log1p log2 reciprocal sign signbit sin sinh sqrt square tan tanh
    """,
)
_TWO = _of(
    "numpy",
    """
    divide heaviside hypot logaddexp matmul maximum minimum mod multiply power subtract
    """,
)
_THREE = _of(
    "numpy",
    """
    all any clip cumprod cumsum max mean min prod round std var
    """,
)
_MORE = _of(
    "numpy",
    """
    allclose arange argmax argmin array_equal convolve corrcoef count_nonzero cross diff dot
    einsum empty empty_like eye finfo flatnonzero float16 float32 float64 full full_like
    geomspace gradient histogram identity inner int32 int64 interp isclose isscalar linspace
    logspace median nan_to_num nanmax nanmean nanmin ndim nonzero ones ones_like outer
    percentile quantile result_type searchsorted shape size sort tensordot trapezoid unique vdot
    where zeros zeros_like
    """,
)
_MATH = _of(
    "math",
    """
    ceil comb cosh erf exp factorial floor hypot isclose isfinite isinf isnan ldexp log log10
    log1p log2 pow sin sinh sqrt tan tanh
    """,
)
_TORCH = _of(
    "torch",
    """
    abs allclose arange empty_like equal exp eye finfo full linspace log log1p matmul mean ones
    ones_like rand rand_like randint randn randn_like relu sigmoid sin softmax sqrt std sum tanh
    tensor var zeros zeros_like
    """,
)
LOOKING = _ONE | _TWO | _THREE | _MORE | _MATH | _TORCH | {"copy.deepcopy"}
"""Functions whose arguments stay as they are, and whose results share nothing with them."""

_MOST = dict.fromkeys(_ONE, 1) | dict.fromkeys(_TWO, 2) | dict.fromkeys(_THREE, 3)
"""With more arguments than these, one of them is where NumPy is to put the result."""

LOOKING_BUILTINS = _words(
    "abs bool callable chr complex display divmod float format hasattr hash id int isinstance"
    " issubclass len ord pow print range repr round str type"
)
PLAIN_BUILTINS = LOOKING_BUILTINS | _words(
    "bytes dict enumerate frozenset list max min object reversed set slice sorted sum tuple zip"
)
"""Builtins that run no code of a notebook's own, given values that are made for the call."""

HIDING_BUILTINS = _words(
    "__builtins__ __import__ breakpoint compile delattr dir eval exec exit get_ipython globals"
    " input locals quit setattr vars"
)
"""Names by which code reads or changes what its text does not name."""

HIDING_ATTRIBUTES = _words(
    "__builtins__ __class__ __closure__ __code__ __defaults__ __delattr__ __dict__"
    " __getattribute__ __globals__ __kwdefaults__ __setattr__ __subclasses__ __wrapped__ _getframe"
    " f_back f_builtins f_globals f_locals gi_frame tb_frame user_global_ns user_ns"
)

LOOKING_METHODS = _words(
    """
    abs all allclose any argmax argmin argsort astype clone count cumprod cumsum dim dot
    endswith exp find float_power format index is_floating_point isfinite isnan item log lower
    lstrip max mean min ndimension norm nonzero numel prod replace round rstrip size sqrt square
    startswith std strip sum tanh title tolist trace upper var
    """,
)
"""Methods of arrays, tensors and texts whose results share nothing with what they belong to."""

VIEWING_METHODS = _words(
    "chunk conj contiguous copy detach diagonal expand flatten get items keys narrow numpy permute"
    " ravel reshape select split squeeze swapaxes transpose unflatten unsqueeze values view"
)
"""Methods that change nothing, and whose results may share memory with what they belong to."""

WRITING_METHODS = _words(
    "chmod dump hardlink_to mkdir open rename rmdir save savefig savetxt savez savez_compressed"
    " symlink_to to_csv to_excel to_json to_pickle tofile touch unlink write_bytes"
    " write_text"
)
"""Methods and functions that may leave a file."""

MAKERS = (
    _of("functools", "partial")
    | _of("numpy", "frompyfunc vectorize")
    | _of("operator", "attrgetter itemgetter")
    | _of("torch", "vmap")
    | _of("torch.func", "grad jacfwd jacrev vmap")
)
"""What makes functions that do the same at every call, if what they are made of does."""

COMPILERS = _of("sympy", "Float Integer Rational Symbol lambdify symbols sympify") | {
    "decimal.Decimal",
    "fractions.Fraction",
    "statistics.NormalDist",
}
"""What makes functions and values that nothing changes, and that hold nothing changeable."""

MEMORIES = frozenset({"functools.cache", "functools.cached_property", "functools.lru_cache"})
"""Decorators whose function remembers what it was called with."""

DECORATORS = (
    MEMORIES
    | _of("builtins", "classmethod property staticmethod")
    | _of("functools", "partial singledispatch total_ordering wraps")
    | _of("torch", "enable_grad inference_mode no_grad")
    | _of("typing", "final no_type_check overload override")
    | {"abc.abstractmethod", "contextlib.contextmanager", "dataclasses.dataclass"}
    | {"numpy.vectorize"}
)
"""What may stand above a function without telling anybody else of it."""


def looks(path: str, arguments: int) -> bool:
    """Tell whether a library's function only looks at its arguments.

    Args:
        path: its full name.
        arguments: how many it is called with, by position.
    """
    return path in LOOKING and arguments <= _MOST.get(path, arguments)


def may_draw(path: str) -> bool:
    """Tell whether a library's function may draw random numbers, or call what it is given."""
    return not (path in COMPILERS or (path in LOOKING and ".rand" not in path))


def is_hiding(path: str) -> bool:
    """Tell whether a name of a library gives access to what no text names."""
    return path.startswith("sys.") and path not in _PLAIN_SYS


def setting_of(path: str) -> str:
    """Return what a library's name changes besides arguments, as a reason; "" for nothing."""
    package, *parts = path.split(".")
    last = parts[-1] if parts else ""
    if path in WITHOUT_EFFECT:
        return ""
    if package == "os" and parts and parts[0] != "path" and path not in _PLAIN_OS:
        return f"works on the system (`{path}`)"
    if last in WRITING_METHODS:
        return f"may write a file (`{path}`)"
    if STATE.intersection(parts) or SETTING.match(last):
        return f"changes a setting that all cells share (`{path}`)"
    return ""


def is_seed(path: str) -> bool:
    """Tell whether a library's function sets a generator of random numbers that all cells share."""
    return "." in path and SEEDING.match(path.rpartition(".")[2]) is not None


def is_known(path: str) -> bool:
    """Tell whether something is imported of which it is known that it keeps to itself."""
    package = path.partition(".")[0]
    return package in HARMLESS_MODULES or path.startswith("IPython.display")


def is_module(path: str) -> bool:
    """Tell whether a full name is that of a module, or of an object that holds settings."""
    return "." not in path or path in MODULES or path.rpartition(".")[2] in STATE
