"""Reading pages as a browser would: which elements and attributes there are."""

from __future__ import annotations

from html.parser import HTMLParser

INERT = {"script", "iframe", "object", "embed", "form", "base", "link", "frame", "applet", "video"}


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    @property
    def tags(self) -> set[str]:
        """Names of all elements."""
        return {tag for tag, _ in self.elements}

    def values(self, name: str) -> list[str]:
        """Values of an attribute, wherever it stands."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def harmful(html: str) -> list[str]:
    """Return what could run or load something; a harmless page gives an empty list."""
    page = Page(html)
    found = sorted(page.tags & INERT)
    found += [f"{tag} {name}" for tag, attrs in page.elements for name in attrs if name[:2] == "on"]
    found += [f"{tag} style" for tag, attrs in page.elements if "style" in attrs]
    found += [url for url in page.values("src") if not url.startswith("data:image/")]
    links = (url.strip().lower() for url in page.values("href") if url != "index.html")
    found += [url for url in links if not url.startswith(("#", "http://", "https://", "mailto:"))]
    return found
