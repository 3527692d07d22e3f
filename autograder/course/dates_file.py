"""The file of dates, `dates.toml`: read, checked, and explained where something in it is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from autograder.course import clock
from autograder.course.dates import DATES_NAME, AssignmentDates, Dates, Extension, Remark, near
from autograder.course.lateness import FREE, Rule
from autograder.course.layout import Course
from autograder.course.moments import LIKE, LIKE_LOCAL, NO_ZONE, plain, read_moment, read_span

EXCUSED = "excused"
RULES = ("grace", "percent_a_day", "at_most")
FILE_KEYS = ("zone", *RULES)
"""What may stand above the first assignment, for all of them."""
KEYS = ("due", "notebooks", "extensions", *RULES)
"""What may stand in an assignment's part."""
MOST_PERCENT = 100.0
_HINTS = {
    NO_ZONE: f"Write it like {LIKE}, "
    'or name the zone of all dates at the top: zone = "Europe/Berlin"'
}


def read_dates(course: Course) -> Dates:
    """Return what the course's `dates.toml` says; faults are in it, and not raised.

    Raises:
        CourseError: the course's configuration does not say where its notebooks are.
    """
    now = clock.now()
    try:
        table = read_tables(course)
    except ValueError as error:
        fault = Remark(None, f"{DATES_NAME} cannot be read: {error}")
        return Dates(now, readable=False, faults=(fault,))
    if table is None:
        return Dates(now)
    return _Reader(course, now).read(table)


def dated(course: Course, assignment: str) -> AssignmentDates | None:
    """Return the dates of an assignment; None where it has none.

    Raises:
        CourseError: what the file says of it cannot be used.
    """
    return read_dates(course).of(assignment)


def has_dates(course: Course, assignment: str) -> bool:
    """Tell whether `dates.toml` speaks of an assignment, right or wrong."""
    try:
        return isinstance((read_tables(course) or {}).get(assignment), dict)
    except ValueError:
        return True


def read_tables(course: Course) -> dict[str, object] | None:
    """Return the file's content, None where there is no file.

    Raises:
        ValueError: it is not TOML, or cannot be read; the message says why.
    """
    path = course.root / DATES_NAME
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(f"{error.strerror}.") from None
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8.") from None
    except RecursionError:
        raise ValueError("its brackets are nested too deeply.") from None
    except ValueError as error:
        raise ValueError(f"{error}. A date looks like {LIKE}, with seconds.") from None


@dataclass
class _Reader:
    """Reads the tables of the file, and keeps what is wrong.

    Attributes:
        course: the course.
        now: the present moment.
        zone: the file's zone.
        faults: what keeps dates from being used.
        notes: entries that have no effect.
    """

    course: Course
    now: datetime
    zone: tzinfo | None = None
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def read(self, table: Mapping[str, object]) -> Dates:
        """Return what the file's tables say."""
        parts = {name: own for name, own in table.items() if isinstance(own, dict)}
        rest = {name: value for name, value in table.items() if name not in parts}
        self._check_keys(None, "the top", rest, FILE_KEYS)
        if "zone" in rest:
            self.zone = self._zone(rest["zone"])
        rule = self._rule(None, rest, FREE)
        known = self.course.assignments()
        entries = {name: self._entry(name, own, rule, known) for name, own in parts.items()}
        return Dates(self.now, entries, tuple(self.faults), tuple(self.notes), self.zone)

    def _zone(self, name: object) -> tzinfo | None:
        try:
            if isinstance(name, str):
                return ZoneInfo(name)
        except (OSError, ValueError, KeyError):  # a folder of zones, a path, or no such zone
            pass
        self._fault(None, f"zone is {plain(name)}, and that is not a time zone like Europe/Berlin")
        return None

    def _entry(
        self, name: str, own: Mapping[str, object], rule: Rule, known: list[str]
    ) -> AssignmentDates:
        place = f"[{name}]"
        notebooks = None
        if name in known:
            notebooks = self.course.notebooks(name)
        else:
            self._note(None, f"{place} is not an assignment of this course{near(name, known)}")
        self._check_keys(name, place, own, KEYS)
        due = self._moment(name, f"{place} due", own["due"]) if "due" in own else None
        dues = self._dues(name, self._table(name, "notebooks", own), notebooks)
        if not {"due", "notebooks"} & own.keys():
            self._fault(name, f"{place} has no due date")
        zone = self.zone or _first_zone([own.get("due"), *_values(own.get("notebooks"))])
        extensions = list(self._extensions(name, self._table(name, "extensions", own), notebooks))
        rule = self._rule(name, own, rule)
        entry = AssignmentDates(name, due, dues, rule, tuple(extensions), zone, self.now)
        self._note_idle(entry, notebooks or [*dues])
        return entry

    def _table(self, name: str, key: str, own: Mapping[str, object]) -> Mapping[str, object]:
        found = own.get(key, {})
        if isinstance(found, dict):
            return found
        self._fault(name, f"[{name}] {key} is {plain(found)}, and that is not a part of its own")
        return {}

    def _dues(
        self, name: str, table: Mapping[str, object], notebooks: list[str] | None
    ) -> dict[str, datetime]:
        found = {}
        for notebook, value in table.items():
            place = f"[{name}.notebooks] {notebook}"
            if notebooks is not None and notebook not in notebooks:
                other = near(notebook, notebooks)
                self._fault(name, f"{place} is not a notebook of this assignment{other}")
            elif (when := self._moment(name, place, value)) is not None:
                found[notebook] = when
        return found

    def _extensions(
        self, name: str, table: Mapping[str, object], notebooks: list[str] | None
    ) -> Iterable[Extension]:
        for student, value in table.items():
            place = f"[{name}.extensions] {student}"
            if not isinstance(value, dict):
                yield from self._extension(name, place, Extension(student, None, None), value)
                continue
            for notebook, own in value.items():
                if notebooks is not None and notebook not in notebooks:
                    what = f"{place} names {notebook}, which is not a notebook"
                    hint = "A name with a dot stands in quotes"
                    self._note(name, f"{what}{near(notebook, notebooks)}. {hint}")
                    continue
                blank = Extension(student, notebook, None)
                yield from self._extension(name, f"{place}, {notebook}", blank, own)

    def _extension(
        self, name: str, place: str, blank: Extension, value: object
    ) -> Iterable[Extension]:
        """Yield the extension that a value gives: none for one that is wrong."""
        if value == EXCUSED:
            yield blank
        elif (when := self._moment(name, place, value, f' or "{EXCUSED}"')) is not None:
            yield Extension(blank.student, blank.notebook, when)

    def _note_idle(self, entry: AssignmentDates, notebooks: Iterable[str]) -> None:
        """Note the extensions that end before what they extend."""
        for one in entry.extensions:
            names = notebooks if one.notebook is None else [one.notebook]
            dues = [due for name in names if (due := entry.due_of(name))]
            until = one.until
            if until is not None and dues and all(due >= until for due in dues):
                place = f"[{entry.assignment}.extensions] {one.student}"
                self._note(entry.assignment, f"{place} is not later than the due date")

    def _moment(self, name: str, place: str, value: object, other: str = "") -> datetime | None:
        try:
            return read_moment(value, self.zone)
        except ValueError as error:
            like = LIKE if self.zone is None else LIKE_LOCAL
            hint = _HINTS.get(str(error), f"Write a date like {like}{other}")
            self._fault(name, f"{place} is {plain(value)}, and that {error}", hint)
            return None

    def _rule(self, name: str | None, own: Mapping[str, object], usual: Rule) -> Rule:
        return Rule(
            self._grace(name, own, usual.grace),
            self._percent(name, "percent_a_day", own, usual.percent_a_day),
            self._percent(name, "at_most", own, usual.at_most),
        )

    def _percent(
        self, name: str | None, key: str, own: Mapping[str, object], usual: float
    ) -> float:
        value = own.get(key, usual)
        number = value if isinstance(value, int | float) else -1.0
        if not isinstance(value, bool) and 0 <= number <= MOST_PERCENT:
            return float(number)
        what = f"{_place(name, key)} is {plain(value)}, and that is not a percentage from 0 to 100"
        self._fault(name, what, f"Write a number, like {key} = 10")
        return usual

    def _grace(self, name: str | None, own: Mapping[str, object], usual: timedelta) -> timedelta:
        if "grace" not in own:
            return usual
        try:
            return read_span(own["grace"])
        except ValueError as error:
            what = f"{_place(name, 'grace')} is {plain(own['grace'])}, and that {error}"
            self._fault(name, what, 'Write it like grace = "15 minutes"')
            return usual

    def _check_keys(
        self, name: str | None, place: str, own: Mapping[str, object], allowed: tuple[str, ...]
    ) -> None:
        for key in own:
            if key not in allowed:
                self._fault(name, f"{place} has the unknown key {key}{near(key, allowed)}")

    def _fault(self, name: str | None, sentence: str, hint: str = "") -> None:
        self.faults.append(Remark(name, _sentence(sentence, hint)))

    def _note(self, name: str | None, sentence: str) -> None:
        self.notes.append(Remark(name, f"{_sentence(sentence)} It has no effect."))


def _place(name: str | None, key: str) -> str:
    return key if name is None else f"[{name}] {key}"


def _sentence(what: str, hint: str = "") -> str:
    begin = what if what.startswith(DATES_NAME) else f"{DATES_NAME}: {what}"
    return f"{begin}. {hint}." if hint else f"{begin}."


def _values(table: object) -> list[object]:
    return [*table.values()] if isinstance(table, dict) else []


def _first_zone(values: Iterable[object]) -> tzinfo:
    """Return the zone of the first date that names one."""
    zones = (value.tzinfo for value in values if isinstance(value, datetime))
    return next((zone for zone in zones if zone is not None), UTC)
