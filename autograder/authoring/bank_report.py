"""Reports on a bank: what `autograder verify` found, as JSON for programs and as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from autograder.authoring.acceptance import findings
from autograder.authoring.strength import Strength, strengths, weakest
from autograder.authoring.verdicts import Verdict
from autograder.files import write_text
from autograder.reporting.html.pages import render


def write_reports(
    assignment: str, verdicts: Sequence[Verdict], page: Path | None, data: Path | None
) -> None:
    """Write what was found: to `page` for people, to `data` for programs, None for neither.

    Raises:
        FileError: a file cannot be written.
    """
    if page is not None:
        write_text(page, bank_page(assignment, verdicts))
    if data is not None:
        write_text(data, bank_json(assignment, verdicts))


def bank_json(assignment: str, verdicts: Sequence[Verdict]) -> str:
    """Return what was found, as JSON; questions stand in the order of their notebooks."""
    return json.dumps(bank_data(assignment, verdicts), ensure_ascii=False, indent=1) + "\n"


def bank_data(assignment: str, verdicts: Sequence[Verdict]) -> dict[str, object]:
    """Return what was found, as plain values."""
    found = findings(verdicts)
    return {
        "assignment": assignment,
        "seeds": sorted({verdict.seed for verdict in verdicts}),
        "holds": not found,
        "findings": found,
        "questions": [_plain(one) for one in strengths(verdicts)],
    }


def bank_page(assignment: str, verdicts: Sequence[Verdict]) -> str:
    """Return what was found, as a page; the weakest questions come first."""
    return render(
        "bank.html.j2",
        assignment=assignment,
        seeds=len({verdict.seed for verdict in verdicts}),
        findings=findings(verdicts),
        questions=weakest(strengths(verdicts)),
    )


def _plain(one: Strength) -> dict[str, object]:
    return asdict(replace(one, idle=(), spare=(), single={})) | {
        "idle": list(map(str, one.idle)),
        "spare": list(map(str, one.spare)),
        "single": {str(test): titles for test, titles in one.single.items()},
        "hanging": round(one.hanging, 4),
    }
