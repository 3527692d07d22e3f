"""How many copies `autograder similar` finds, how many honest pairs it shows, and how fast it is.

    python benchmarks/bench_similarity.py                  prints the tables of docs/similarity.md
    python benchmarks/bench_similarity.py --students 200   as many hand in, for the time alone

For each question a class is made of the bank's answers, each of them handed in by one student, and
of some more who have all found the same natural solution. Then every right answer is copied once,
in each disguise of `copies`, into a class of which it is the only copy. At last whole classes
answer an assignment, and one student copies some of another's answers. Chance has a seed.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import nbformat
from copies import DISGUISES, renamed

from autograder.authoring.bank import Answer, read_bank
from autograder.course.cells import grade_id, is_solution
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook
from autograder.grading.masters import read_masters
from autograder.similarity.answers import Asked, Asking, Author, Collected
from autograder.similarity.compare import AT_LEAST, ClassPrints, compare
from autograder.similarity.findings import find_similar
from autograder.similarity.fingerprints import fingerprints

ROOT = Path(__file__).parents[1]
FIRST = "activation-units"
NATURAL = 0.25
"""The part of a class that finds the same solution, on top of one student for each answer."""
LEVELS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
HONEST = {
    "two right answers": "written to differ",
    "a wrong answer and another": "wrong ones are often a right one with one slip",
    "one natural solution": "found by a quarter more of the class, other names",
}
STUDENTS = 16
"""Of a whole class: so many answers has the bank for nearly every question."""
PAIRS = (STUDENTS + 1) * STUDENTS // 2
CLASSES = 10
COPIED = (1, 3, 6, 12)
"""Questions that somebody copies."""
COPIER, OWNER = Author("", "~ copier"), Author("", "student 00")
DISGUISE = DISGUISES["renamed, reordered, comments changed"]
Prints = dict[Author, frozenset[int]]


@dataclass
class Question:
    """A question with its bank.

    Attributes:
        asked: which one.
        names: what tests call.
        asking: the course's side of its notebook.
        answers: the bank.
    """

    asked: Asked
    names: frozenset[str]
    asking: Asking
    answers: list[Answer]

    def prints(self, source: str) -> frozenset[int]:
        """Return the fingerprints of an answer."""
        return fingerprints(source, "code", self.asking.given["code"])

    @property
    def right(self) -> list[Answer]:
        """The right answers of the bank."""
        return [answer for answer in self.answers if answer.right]

    def honest(self, chance: random.Random) -> Prints:
        """Return the class: its students are called after what they hand in."""
        found = {
            Author("", f"{'right' if answer.right else 'wrong'} {number}"): self.prints(
                answer.source
            )
            for number, answer in enumerate(self.answers)
        }
        for number in range(round(NATURAL * len(self.answers))):
            source = renamed(self.right[0].source, self.names, chance)
            found[Author("", f"natural {number}")] = self.prints(source)
        return found


@dataclass
class Shares:
    """The shares in common that were found, by what the pairs are.

    Attributes:
        found: for each kind of pair, the shares of those that the tool looks at.
        pairs: how many pairs there are.
    """

    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    pairs: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str, at_least: float) -> int:
        """Return how many pairs of a kind are shown."""
        return sum(share >= at_least for share in self.found[kind])


def questions(course: Course, *assignments: str) -> Iterator[Question]:
    """Yield each question of code in some assignments, or in all, with its bank."""
    for assignment in assignments or course.assignments():
        for name, master in read_masters(course, assignment).items():
            asking = Asking(name, master)
            for question, answers in read_bank(course, assignment, name).items():
                names = frozenset(master.names[question])
                yield Question(asking.asked[question], names, asking, answers)


def _student(answer: Answer, number: int) -> Author:
    return Author("", f"{'right' if answer.right else 'wrong'} {number}")


def kind_of(first: Author, second: Author) -> str:
    """Return what an honest pair is; "" for one that says nothing: a twin beside others."""
    right, wrong, natural = HONEST
    kinds = {first.name.partition(" ")[0], second.name.partition(" ")[0]}
    if "natural" in kinds:
        own = {first.name, second.name} <= {"right 0"} or kinds == {"natural"}
        return natural if own or "right 0" in (first.name, second.name) else ""
    return right if kinds == {"right"} else wrong


def measure_honest(question: Question, honest: Prints, into: Shares) -> None:
    """Compare all who have not copied with each other."""
    for first, second in combinations(sorted(honest), 2):
        into.pairs[kind_of(first, second)] += 1
    for first, second, common in ClassPrints(honest).in_common(question.asked):
        into.found[kind_of(first, second)].append(common.share)


def measure_copies(question: Question, honest: Prints, chance: random.Random, into: Shares) -> None:
    """Let every right answer be copied in every disguise, one at a time."""
    for number, answer in enumerate(question.answers):
        if not answer.right:
            continue
        owner = _student(answer, number)
        for kind, disguise in DISGUISES.items():
            copied = question.prints(disguise(answer.source, question.names, chance))
            every = ClassPrints(honest | {COPIER: copied})
            shares = [
                common.share
                for first, second, common in every.in_common(question.asked)
                if (first, second) == (owner, COPIER)
            ]
            into.pairs[kind] += 1
            into.found[kind] += shares


def tables(shares: Shares) -> list[str]:
    """Return the lines of the tables."""
    long = shares.count("verbatim", AT_LEAST)
    lines = ["", "| copied | copies | found | of those long enough |", "|---|---|---|---|"]
    for kind in DISGUISES:
        number, shown = shares.pairs[kind], shares.count(kind, AT_LEAST)
        lines.append(f"| {kind} | {number} | {shown / number:.0%} | {shown / long:.0%} |")
    lines += ["", "| honest pairs | pairs | shown | of 1 000 |", "|---|---|---|---|"]
    for kind, remark in HONEST.items():
        number, shown = shares.pairs[kind], shares.count(kind, AT_LEAST)
        lines.append(f"| {kind} ({remark}) | {number} | {shown} | {1000 * shown / number:.1f} |")
    head = " | ".join(f"{level:g}" for level in LEVELS)
    lines += ["", f"| at least | {head} |", "|---" * (1 + len(LEVELS)) + "|"]
    for kind in DISGUISES:
        parts = [f"{shares.count(kind, level) / long:.0%}" for level in LEVELS]
        lines.append(f"| {kind} | {' | '.join(parts)} |")
    for kind in HONEST:
        rates = [f"{1000 * shares.count(kind, level) / shares.pairs[kind]:.1f}" for level in LEVELS]
        lines.append(f"| {kind}, of 1 000 | {' | '.join(rates)} |")
    return lines


def hand_in(course: Course, assignment: str, count: int, chance: random.Random) -> None:
    """Let a class hand in answers of the bank, with names of their own."""
    for name in course.notebooks(assignment):
        bank = read_bank(course, assignment, name)
        released = read_notebook(course.release_path(assignment, name))
        for number in range(count):
            for cell in released.cells:
                answers = bank.get(grade_id(cell), [])
                if is_solution(cell) and answers:
                    cell["source"] = chance.choice(answers).source
            folder = course.submission_folder(f"student{number:03}", assignment)
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(released, folder / f"{name}.ipynb")


def timed(count: int, chance: random.Random) -> str:
    """Return how long a class takes, from files to findings."""
    with tempfile.TemporaryDirectory(prefix="bench-similarity-") as name:
        course, own = Course(Path(name)), Course(ROOT)
        for path in (own.texts, own.answers, own.source, own.release):
            shutil.copytree(path, course.root / path.name)
        shutil.copyfile(ROOT / CONFIG_NAME, course.root / CONFIG_NAME)
        hand_in(course, FIRST, count, chance)
        wall, cpu = time.perf_counter(), time.process_time()
        found = find_similar(course, FIRST)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    seconds = f"{wall:.1f} s, {cpu:.1f} s of a core"
    return f"{found.students} students, {found.answers} answers compared: {seconds}"


def whole_class(asked: Sequence[Question], copied: int, chance: random.Random) -> Collected:
    """Return what a class hands in, of whom one has copied some questions from another."""
    texts: dict[Asked, dict[Author, str]] = {}
    for question in asked:
        chosen = chance.sample(question.answers, min(STUDENTS + 1, len(question.answers)))
        authors = [*(Author("", f"student {number:02}") for number in range(STUDENTS)), COPIER]
        sources = [answer.source for answer in chosen]
        texts[question.asked] = dict(zip(authors, sources, strict=False))
    for question in chance.sample(asked, copied):
        source = texts[question.asked][OWNER]
        texts[question.asked][COPIER] = DISGUISE(source, question.names, chance)
    return Collected({one.asked.notebook: one.asking for one in asked}, texts)


def classes(course: Course, seed: int) -> list[str]:
    """Return the lines of the table on whole classes."""
    chance = random.Random(seed)
    asked = list(questions(course, FIRST))
    lines = [
        "",
        "| questions copied | classes | pair shown | first | others shown |",
        "|---" * 5 + "|",
    ]
    for copied in COPIED:
        ranks, others = [], 0
        for _ in range(CLASSES):
            pairs = compare(whole_class(asked, copied, chance)).pairs
            found = [n for n, p in enumerate(pairs) if (p.first, p.second) == (OWNER, COPIER)]
            ranks += found
            others += len(pairs) - len(found)
        beside = f"{others / CLASSES:.1f} of {PAIRS - 1}"
        row = (copied, CLASSES, len(ranks), ranks.count(0), beside)
        lines.append(f"| {' | '.join(map(str, row))} |")
    return lines


def measured(course: Course, seed: int) -> tuple[int, Shares]:
    """Measure every question of a course; return how many there are, and the shares."""
    chance = random.Random(seed)
    shares = Shares()
    asked: Sequence[Question] = list(questions(course))
    for question in asked:
        honest = question.honest(chance)
        measure_honest(question, honest, shares)
        measure_copies(question, honest, chance, shares)
    return len(asked), shares


def main() -> None:
    """Print the tables, and how long a class takes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=200, help="how many hand in (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="seed of all chance (default: 1)")
    options = parser.parse_args()
    count, shares = measured(Course(ROOT), options.seed)
    print(f"{count} questions, at least {AT_LEAST:g} in common, seed {options.seed}")
    print("\n".join(tables(shares)))
    print("\n".join(classes(Course(ROOT), options.seed)))
    print(f"\n{timed(options.students, random.Random(options.seed))}")


if __name__ == "__main__":
    main()
