"""Draw the figures of results.json, write its tables, and publish a compact copy for notebooks.

    python results/mnist/report.py

Parts of the protocol that were not run are left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import figures
import matplotlib as mpl
import tables

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "helpers" / "published_data" / "mnist.json"


def compact(results: dict[str, Any]) -> dict[str, Any]:
    """Return the results without the curves of the search: what notebooks quote."""
    copy = json.loads(json.dumps(results))
    for seed in copy["search"].values():
        for unit in seed.values():
            for run in unit["runs"].values():
                run.pop("curves", None)
    for seed in copy["final"].values():
        for name, one in seed.items():
            kept = figures.BETAS if name == "Swish" else ()
            one["curves"] = {key: one["curves"][key] for key in kept}
    for one in copy.get("learned_swish", {}).get("seeds", {}).values():
        one["curves"] = {key: one["curves"][key] for key in figures.BETAS}
    return dict(copy)


def main() -> None:
    """Draw, write, publish."""
    mpl.use("Agg")
    results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    figures.draw(results, HERE)
    (HERE / "tables.md").write_text(tables.markdown(results), encoding="utf-8")
    text = json.dumps(compact(results), separators=(",", ":"))
    PUBLISHED.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
