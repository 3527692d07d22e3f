"""Links of documents lead to pages, to copies, to the repository, or nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from website.links import Links

PAGES = {
    "docs/a.md": "a.md",
    "docs/sub/b.md": "sub/b.md",
    "release": "notebooks/index.md",
    "release/one/x.ipynb": "notebooks/one/x.ipynb",
    "CONTRIBUTING.md": "project/contributing.md",
}


def links(root: Path = Path("nowhere"), repository: str = "") -> Links:
    """Return the links of a made-up project."""
    return Links(root, PAGES, repository)


@pytest.mark.parametrize(
    ("document", "text", "rewritten"),
    [
        ("docs/a.md", "[b](sub/b.md)", "[b](sub/b.md)"),
        ("docs/a.md", "[b](sub/b.md#how-fast)", "[b](sub/b.md#how-fast)"),
        ("docs/sub/b.md", "see [a](../a.md).", "see [a](../a.md)."),
        ("docs/a.md", "[all](../release)", "[all](notebooks/index.md)"),
        ("docs/a.md", "[all](../release/)", "[all](notebooks/index.md)"),
        ("docs/sub/b.md", "[x](../../release/one/x.ipynb)", "[x](../notebooks/one/x.ipynb)"),
        ("CONTRIBUTING.md", "[a](docs/a.md)", "[a](../a.md)"),
        ("docs/a.md", "[rules](../CONTRIBUTING.md)", "[rules](project/contributing.md)"),
    ],
)
def test_a_link_to_a_file_that_has_a_page_leads_to_the_page(
    document: str, text: str, rewritten: str
) -> None:
    assert links().rewrite(text, document) == rewritten


@pytest.mark.parametrize(
    "text",
    [
        "[above](#here)",
        "[paper](https://example.org/a.md)",
        "[mail](mailto:someone@example.org)",
        "`[b](sub/b.md)`",
        "``a ` [b](../LICENSE)``",
        "```sh\n[b](../LICENSE)\n```\n",
        "~~~\n[b](../LICENSE)\n~~~\n",
        "    ```\n    [b](../LICENSE)\n    ```\n",
    ],
)
def test_addresses_anchors_and_code_stay_as_they_are(text: str) -> None:
    assert links().rewrite(text, "docs/a.md") == text


def test_a_link_that_is_called_like_its_file_shows_the_title_of_the_page() -> None:
    text = "More: [sub/b.md](sub/b.md), and [the rules](sub/b.md)."
    rewritten = "More: [](sub/b.md), and [the rules](sub/b.md)."
    assert links().rewrite(text, "docs/a.md") == rewritten


def test_a_file_without_a_page_is_in_the_repository_if_the_site_knows_where_that_is(
    tmp_path: Path,
) -> None:
    (tmp_path / "LICENSE").touch()
    known = links(tmp_path, "https://example.org/lab/blob/1/")
    assert known.rewrite("[MIT](../LICENSE)", "docs/a.md") == (
        "[MIT](https://example.org/lab/blob/1/LICENSE)"
    )
    assert links(tmp_path).rewrite("It is [MIT](../LICENSE).", "docs/a.md") == "It is MIT."


def test_pictures_and_numbers_come_along(tmp_path: Path) -> None:
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "docs" / "images" / "p.png").touch()
    (tmp_path / "n.json").touch()
    made = links(tmp_path)
    assert made.rewrite("![a `p`](images/p.png)", "docs/a.md") == "![a `p`](docs/images/p.png)"
    assert made.rewrite("[n](../../n.json)", "docs/sub/b.md") == "[n](../n.json)"
    assert made.files == {"docs/images/p.png": "docs/images/p.png", "n.json": "n.json"}


@pytest.mark.parametrize("text", ["![a picture](images/none.png)", "see [there](none.md#x)"])
def test_a_link_to_nothing_stays_for_the_build_to_stop_at(text: str, tmp_path: Path) -> None:
    made = links(tmp_path, "https://example.org/lab")
    assert made.rewrite(text, "docs/a.md") == text
    assert made.files == {}


def test_links_side_by_side_are_each_one_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").touch()
    text = "[a](a.md), `code`, [b](sub/b.md) and [MIT](../LICENSE)"
    assert links(tmp_path).rewrite(text, "docs/a.md") == "[a](a.md), `code`, [b](sub/b.md) and MIT"
