"""Students: who is in the class, as far as a course knows them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Student:
    """A student of the class. What is not known is "".

    Attributes:
        id: the name of the student's folders, and nbgrader's id.
        first_name: first names.
        last_name: last names.
        email: e-mail address.
        lms_user_id: the number that the LMS has for the student.
        section: group or section; nbgrader's gradebook does not know it.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    section: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


FIELDS = tuple(field.name for field in fields(Student))
