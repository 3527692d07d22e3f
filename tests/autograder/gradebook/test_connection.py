"""The gradebook: nbgrader's own, made and kept up to date; what goes wrong is a sentence."""

from __future__ import annotations

import copy
import os
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from nbformat import NotebookNode
from sqlalchemy.exc import ProgrammingError

from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.release_steps import make_master
from autograder.errors import GradebookError
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.explained import explained
from autograder.gradebook.read import read_scores
from autograder.gradebook.register import register
from autograder.gradebook.session import take_census
from autograder.grading.record import save
from tests.support.handing import cell_of
from tests.support.postgres import Server, use
from tests.support.recording import (
    change,
    dump,
    executed,
    gradebook,
    master_notebooks,
    outcome,
    rows,
)
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def enter(course: Course, changed: dict[str, NotebookNode] | None = None) -> bool:
    """Register the course's master, or a changed one."""
    with open_gradebook(course) as book:
        return register(course, book, ASSIGNMENT, changed or master_notebooks(course, ASSIGNMENT))


def with_submission(course: Course) -> None:
    """Register the assignment and record one submission."""
    enter(course)
    with open_gradebook(course) as book:
        save(course, book, outcome("ada"), executed(course))


def changed_master(course: Course, *, points: float = 5, added: bool = False) -> NotebookNode:
    """Return a master with other points and tests, and a question more."""
    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    tests = cell_of(master, "double-tests")
    tests["source"] += "\nassert double(1.0) == 2.0"
    tests.metadata.nbgrader["points"] = points
    if added:
        extra = copy.deepcopy(tests)
        extra.metadata.nbgrader["grade_id"] = extra["id"] = "extra-tests"
        master.cells.append(extra)
    return make_master(master, None, "here")


def test_registering_twice_changes_nothing(course: Course) -> None:
    assert enter(course) is True
    before = dump(course)
    assert enter(course) is False
    assert dump(course) == before
    cells = rows(course, "SELECT name, max_score FROM grade_cells JOIN base_cell USING (id)")
    assert sorted(cells) == [("double-hidden", 2.0), ("double-tests", 1.0), ("why", 2.0)]


def test_a_notebook_is_entered_as_nbgrader_enters_it(course: Course) -> None:
    from nbgrader.preprocessors import SaveCells

    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    task = copy.deepcopy(cell_of(master, "why"))
    task.metadata.nbgrader.update(grade_id="task", task=True, solution=False, grade=False)
    twin = copy.deepcopy(cell_of(master, "double-tests"))
    twin.source += "\n"
    master.cells += [task, twin]
    enter(course, {"ours": master})
    place = {"notebook": "theirs", "assignment": ASSIGNMENT}
    place["db_url"] = f"sqlite:///{gradebook(course)}"
    SaveCells().preprocess(copy.deepcopy(master), {"nbgrader": place})
    for query in (
        "SELECT n.name, n.assignment_id, kernelspec FROM notebook n",
        "SELECT n.name, c.name, cell_type, locked, source, checksum "
        "FROM source_cell c JOIN notebook n ON n.id = notebook_id",
        *(
            f"SELECT n.name, c.name, c.type, {columns} FROM {table} JOIN base_cell c USING (id) "
            "JOIN notebook n ON n.id = c.notebook_id"
            for table, columns in (
                ("grade_cells", "max_score, cell_type"),
                ("task_cells", "max_score, cell_type"),
                ("solution_cells", "1"),
            )
        ),
    ):
        found = rows(course, query)
        ours, theirs = (
            sorted(row[1:] for row in found if row[0] == name) for name in ("ours", "theirs")
        )
        assert ours
        assert ours == theirs, query


def test_changed_tests_are_registered_anew(course: Course) -> None:
    with_submission(course)
    changed = changed_master(course)
    assert enter(course, {NOTEBOOK: changed}) is True
    found = rows(course, "SELECT source FROM source_cell WHERE name = 'double-tests'")
    assert found == [(cell_of(changed, "double-tests").source,)]
    assert (5.0,) in rows(course, "SELECT max_score FROM grade_cells")
    assert len(rows(course, "SELECT * FROM submitted_assignment")) == 1
    assert enter(course, {NOTEBOOK: changed}) is False


def test_questions_may_be_added_until_somebody_is_graded(course: Course) -> None:
    enter(course)
    assert enter(course, {NOTEBOOK: changed_master(course, added=True)}) is True
    assert enter(course) is True
    with_submission(course)
    before = dump(course)
    with pytest.raises(GradebookError, match=f"added to {ASSIGNMENT}/{NOTEBOOK}") as caught:
        enter(course, {NOTEBOOK: changed_master(course, added=True)})
    assert "--update" in caught.value.hint
    assert not any("extra-tests" in line for line in dump(course))
    assert len(dump(course)) == len(before)


def test_notebooks_may_be_removed_until_somebody_is_graded(course: Course) -> None:
    both = {
        **master_notebooks(course, ASSIGNMENT),
        "02_more": master_notebooks(course, ASSIGNMENT)[NOTEBOOK],
    }
    enter(course, both)
    assert enter(course) is True
    assert rows(course, "SELECT name FROM notebook") == [(NOTEBOOK,)]
    enter(course, both)
    with open_gradebook(course) as book:
        book.add_student("ada")
        book.add_submission(ASSIGNMENT, "ada")
    with pytest.raises(GradebookError, match=r"has no notebook 02_more any more"):
        enter(course)


def test_a_new_gradebook_is_nbgraders_own(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.api import get_alembic_version

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    expected = get_alembic_version()
    monkeypatch.setenv("PATH", "")  # the program alembic may not be on it
    with open_gradebook(course):
        pass
    assert rows(course, "SELECT version_num FROM alembic_version") == [(expected,)]
    assert rows(course, "SELECT id FROM course") == [("activation-lab",)]


def test_what_was_not_committed_is_rolled_back(course: Course) -> None:
    from nbgrader.api import Student

    enter(course)
    before = dump(course)
    with pytest.raises(KeyError), open_gradebook(course) as book:
        book.db.add(Student(id="ada"))
        book.db.flush()
        raise KeyError
    assert dump(course) == before


def test_a_file_that_is_no_database(course: Course) -> None:
    gradebook(course).write_bytes(b"no database, " * 100)
    with pytest.raises(GradebookError, match="file is not a database") as caught:
        enter(course)
    assert "gradebook.db" in caught.value.what
    assert "Put a backup back: autograder restore <archive> --gradebook" in caught.value.hint


def test_a_cut_off_database(course: Course) -> None:
    enter(course)
    content = gradebook(course).read_bytes()
    gradebook(course).write_bytes(content[: len(content) // 2])
    with pytest.raises(GradebookError, match="malformed") as caught:
        enter(course)
    assert "Put a backup back: autograder restore <archive> --gradebook" in caught.value.hint


def test_a_database_that_another_program_holds(course: Course) -> None:
    enter(course)
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        url = f"sqlite:///{gradebook(course)}?timeout=0.1"
        file.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    with closing(sqlite3.connect(gradebook(course), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradebookError, match="locked") as caught:
            enter(course)
    assert "Another program is writing to it" in caught.value.hint


def test_a_database_of_another_schema(course: Course) -> None:
    enter(course)
    change(course, "ALTER TABLE assignment RENAME COLUMN duedate TO deadline")
    with pytest.raises(GradebookError, match="no such column") as caught:
        enter(course)
    assert "nbgrader db upgrade" in caught.value.hint


def test_a_statement_with_a_word_of_a_hint_in_it_is_not_taken_for_one(course: Course) -> None:
    enter(course)
    change(course, "ALTER TABLE source_cell RENAME COLUMN checksum TO digest")
    with pytest.raises(GradebookError, match="no such column") as caught:
        enter(course)  # the statement names source_cell.locked
    assert "nbgrader db upgrade" in caught.value.hint


def test_a_folder_that_is_not_there(course: Course) -> None:
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.CourseDirectory.db_url = 'sqlite:////nowhere/gradebook.db'\n")
    with pytest.raises(GradebookError, match="unable to open database file"):
        enter(course)


@pytest.mark.parametrize(
    "url", ["nonsense://here/book", "postgresql+nonsense://here/book", "not an address"]
)
def test_an_address_of_no_known_database(course: Course, url: str) -> None:
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    with pytest.raises(GradebookError, match="cannot be used") as caught:
        enter(course)
    assert "Mend c.CourseDirectory.db_url" in caught.value.hint


def test_a_driver_that_is_not_installed(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # whether it is installed here or not
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.CourseDirectory.db_url = 'postgresql+psycopg://ada:secret@here/book'\n")
    with pytest.raises(GradebookError, match="cannot be used: psycopg, the driver") as caught:
        enter(course)
    assert "pip install" in caught.value.hint
    assert "secret" not in caught.value.what


def test_a_driver_that_misses_its_library_is_told(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ImportError("no pq wrapper available.")

    monkeypatch.setattr("sqlalchemy.create_engine", fail)
    with pytest.raises(GradebookError, match="cannot be used: no pq wrapper available") as caught:
        enter(course)
    assert "pip install 'psycopg[binary]'" in caught.value.hint


@pytest.mark.parametrize(
    ("cause", "hint"),
    [
        ('FATAL:  database "book" does not exist', "createdb"),
        ('FATAL:  role "ada" does not exist', "Ask whoever runs the database"),
        ('FATAL:  password authentication failed for user "ada"', "Ask whoever runs"),
        ("connection failed: Connection refused", "Check that the server runs"),
        ('relation "grade" does not exist', "nbgrader db upgrade"),
        ("permission denied for table grade", "Ask whoever runs"),
        ("something else", "Check c.CourseDirectory.db_url"),
    ],
)
def test_what_postgresql_says_has_a_hint_of_its_own(course: Course, cause: str, hint: str) -> None:
    error = ProgrammingError("SELECT locked", {}, ValueError(f"{cause}\nmore"))
    told = explained(course, "postgresql+psycopg://ada:secret@here/book", error)
    assert hint in told.hint
    assert "secret" not in str(told)


@pytest.mark.process
def test_a_new_gradebook_in_postgresql_is_nbgraders_own(course: Course, server: Server) -> None:
    url = server.database()
    use(course, url)
    assert enter(course) is True
    assert enter(course) is False
    use(course, url.replace("postgresql://", "postgresql+psycopg://"))
    assert enter(course) is False
    with open_gradebook(course) as book:
        save(course, book, outcome("ada"), executed(course))
    assert read_scores(course, ASSIGNMENT).cells["ada", NOTEBOOK]["double-tests"].points == 1.0


@pytest.mark.process
@pytest.mark.parametrize("name", ["nobody", "nowhere"])
def test_a_database_or_user_that_does_not_exist(course: Course, server: Server, name: str) -> None:
    url = server.database()
    user, base = ("nobody", "postgres") if name == "nobody" else ("ada", "nowhere")
    use(course, f"postgresql://{user}@/{base}{url[url.index('?') :]}")
    with pytest.raises(GradebookError, match="does not exist") as caught:
        enter(course)
    assert "nbgrader" not in caught.value.hint


@pytest.mark.process
def test_without_a_grading_there_is_no_gradebook_in_postgresql(
    course: Course, server: Server
) -> None:
    use(course, server.database())
    with pytest.raises(GradebookError, match="There is no gradebook") as caught:
        read_scores(course, ASSIGNMENT)
    assert "autograder restore <archive>" in caught.value.hint
    assert take_census(course).students is None
    with open_gradebook(course) as book:
        book.add_student("ada")
    census = take_census(course)
    assert census.students == 1
    assert re.match(r"postgresql \d+\.\d+, postgresql\+psycopg://ada:\*\*\*@", census.database)
