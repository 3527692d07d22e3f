"""Reports on a bank: what `autograder verify` found, as JSON for programs and as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from autograder.authoring.acceptance import findings
from autograder.authoring.strength import Strength, strengths, weakest
from autograder.authoring.verdicts import Verdict
from autograder.reporting.html.pages import render


def bank_json(assignment: str, verdicts: Sequence[Verdict]) -> str:
    """Return what was found, as JSON; questions stand in the order of their notebooks."""
    found = findings(verdicts)
    report = {
        "assignment": assignment,
        "seeds": sorted({verdict.seed for verdict in verdicts}),
        "holds": not found,
        "findings": found,
        "questions": [_plain(one) for one in strengths(verdicts)],
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


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
