"""System calls that no answer needs, refused by a filter in the kernel (seccomp).

The sandbox's namespaces keep an answer away from the machine. The filter keeps it away from the
warm parent, which has the same user: from its limits, priority and memory. It also refuses what
outlives processes (System V memory, keyrings, connections over the network's loopback), what no
bound counts (files without a name, a machine-wide number of asynchronous requests), and parts of
the kernel that only attacks use.

It is a list of what is refused, not of what is allowed: which calls honest code makes depends on
the C library, on Python and on torch, and a list that is right here would cost points elsewhere.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x40000000
"""Numbers from here on are x86_64's second table; nobody needs it."""

# fmt: off
REFUSED = {  # number on x86_64, number on aarch64
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "shmget": (29, 194),
    "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "fanotify_init": (300, 262),
    "quotactl": (179, 60), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "syslog": (103, 116), "ioprio_set": (251, 30), "migrate_pages": (256, 238),
    "move_pages": (279, 239), "io_setup": (206, 0), "swapon": (167, 224), "swapoff": (168, 225),
    "acct": (163, 89), "reboot": (169, 142), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171),
}
MISSING = {  # said not to exist: libraries then do without
    "clone3": (435, 435), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
}
IDLE = {  # said to have worked, and does nothing: cores are shared out by the worker
    "sched_setaffinity": (203, 122),
}
OWN = {  # allowed for the calling process: these arguments must be 0
    "prlimit64": (302, 261, (0,)), "setpriority": (141, 140, (0, 1)),
    "sched_setscheduler": (144, 119, (0,)),
    "sched_setparam": (142, 118, (0,)), "sched_setattr": (314, 274, (0,)),
}
CLONE = (56, 220)
NAMESPACES = 0x7E020000
"""The flags of `clone` that make namespaces."""
SOCKET = (41, 198)
FAMILIES = (1, 16)
"""Unix and netlink sockets: they end with their processes. A connection over IP would not: it is
seen, and its port is taken, for a minute after its submission has ended."""
# fmt: on

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW = 0x7FFF0000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def refuse_system_calls() -> bool:
    """Install the filter for this process and all that it starts; False where it cannot be had."""
    known = ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    code = [struct.pack("HBBI", *instruction) for instruction in program(*known)]
    text = ctypes.create_string_buffer(b"".join(code))
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    filtered = _Program(len(code), ctypes.addressof(text))
    result: int = libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filtered), 0, 0)
    return result == 0


def program(column: int, architecture: int) -> list[_Instruction]:
    """Return the filter as instructions: code, jump if true, jump if false, value.

    Args:
        column: which of a call's numbers counts.
        architecture: the kernel's name for it; calls by another are refused.
    """
    refuse, missing = _fail(errno.EPERM), _fail(errno.ENOSYS)
    code = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), refuse]
    code += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, X32), missing]
    for numbers in REFUSED.values():
        code += [(_EQUAL, 0, 1, numbers[column]), refuse]
    for numbers in MISSING.values():
        code += [(_EQUAL, 0, 1, numbers[column]), missing]
    for numbers in IDLE.values():
        code += [(_EQUAL, 0, 1, numbers[column]), _fail(0)]
    for *own, arguments in OWN.values():
        tests: list[_Instruction] = []
        for argument in arguments:
            tests += [_argument(argument), (_EQUAL, 1, 0, 0), refuse]
        code += _when(int(own[column]), tests)
    code += _when(CLONE[column], [_argument(0), (_ANY_BIT, 0, 1, NAMESPACES), refuse])
    wanted = [(_EQUAL, len(FAMILIES) - n, 0, family) for n, family in enumerate(FAMILIES)]
    code += _when(SOCKET[column], [_argument(0), *wanted, _fail(errno.EAFNOSUPPORT)])
    return [*code, (_RETURN, 0, 0, _ALLOW)]


def _fail(number: int) -> _Instruction:
    return (_RETURN, 0, 0, 0x00050000 | number)


def _argument(index: int) -> _Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index)


def _when(number: int, tests: list[_Instruction]) -> list[_Instruction]:
    """Return tests for one call; what passes them is allowed."""
    return [(_EQUAL, 0, len(tests) + 1, number), *tests, (_RETURN, 0, 0, _ALLOW)]
