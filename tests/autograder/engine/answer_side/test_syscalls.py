"""The filter of system calls, interpreted as the kernel would: which calls get which answer."""

from __future__ import annotations

import errno
import struct

import pytest

from autograder.engine.answer_side import syscalls
from autograder.engine.answer_side.syscalls import ARCHITECTURES, program

ALLOWED = "allowed"
X86_64, AARCH64 = sorted(ARCHITECTURES.values())
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def answer(
    known: tuple[int, int], number: int, *arguments: int, architecture: int | None = None
) -> str:
    """Return what the kernel answers a call: `allowed`, or the name of the error."""
    column, own = known
    padded = (*arguments, *[0] * 6)[:6]
    data = struct.pack("<IIQ6Q", number, own if architecture is None else architecture, 0, *padded)
    code, place, register = program(column, own), 0, 0
    for _ in range(len(code)):
        operation, if_true, if_false, value = code[place]
        place += 1
        if operation == LOAD:
            (register,) = struct.unpack_from("<I", data, value)
        elif operation == RETURN:
            if value == syscalls._ALLOW:
                return ALLOWED
            assert value >> 16 == 5, "the only other answer is an error"
            return errno.errorcode.get(value & 0xFFFF, "done")
        else:
            holds = {
                EQUAL: register == value,
                AT_LEAST: register >= value,
                ANY_BIT: bool(register & value),
            }[operation]
            place += if_true if holds else if_false
    raise AssertionError("the filter does not end")


BOTH = pytest.mark.parametrize("known", [X86_64, AARCH64], ids=["x86_64", "aarch64"])


@BOTH
def test_what_is_refused_is_refused_whatever_its_arguments(known: tuple[int, int]) -> None:
    for name, numbers in syscalls.REFUSED.items():
        if number := numbers[known[0]]:
            assert answer(known, number, 0, 1, 2) == "EPERM", name
    for name, numbers in syscalls.MISSING.items():
        assert answer(known, numbers[known[0]]) == "ENOSYS", name


@BOTH
def test_every_other_number_is_allowed(known: tuple[int, int]) -> None:
    column = known[0]
    ours = {row[column] for table in (syscalls.REFUSED, syscalls.MISSING) for row in table.values()}
    ours |= {row[column] for row in syscalls.IDLE.values()}
    ours |= {int(row[column]) for row in syscalls.OWN.values()}
    ours |= {syscalls.CLONE[column], syscalls.SOCKET[column]}
    for number in range(460):
        if number not in ours:
            assert answer(known, number) == ALLOWED, number


@BOTH
def test_a_process_may_change_itself_and_no_other(known: tuple[int, int]) -> None:
    for name, row in syscalls.OWN.items():
        number = int(row[known[0]])
        assert answer(known, number) == ALLOWED, name
        for place in row[2]:
            arguments = [0] * 6
            arguments[place] = 1
            assert answer(known, number, *arguments) == "EPERM", name


@BOTH
def test_to_choose_cores_works_and_changes_nothing(known: tuple[int, int]) -> None:
    for pid in (0, 1, 77):
        assert answer(known, syscalls.IDLE["sched_setaffinity"][known[0]], pid) == "done"


@BOTH
def test_forks_are_allowed_and_new_namespaces_are_not(known: tuple[int, int]) -> None:
    clone = syscalls.CLONE[known[0]]
    assert answer(known, clone, 0x1200011) == ALLOWED
    for bit in range(32):
        refused = bool((1 << bit) & syscalls.NAMESPACES)
        assert answer(known, clone, 1 << bit) == ("EPERM" if refused else ALLOWED)


@BOTH
@pytest.mark.parametrize(
    ("family", "result"),
    [(1, ALLOWED), (16, ALLOWED), (2, "EAFNOSUPPORT"), (10, "EAFNOSUPPORT"), (17, "EAFNOSUPPORT")],
)
def test_sockets_end_with_their_processes(known: tuple[int, int], family: int, result: str) -> None:
    assert answer(known, syscalls.SOCKET[known[0]], family, 1) == result


@BOTH
def test_calls_by_another_table_are_refused(known: tuple[int, int]) -> None:
    assert answer(known, 0, architecture=0x40000003) == "EPERM"
    assert answer(known, syscalls.X32 + 1) == "ENOSYS"
