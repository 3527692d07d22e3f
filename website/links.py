"""Links of the project's documents, as they lead on the site.

On GitHub links lead from file to file. On the site a file that has a page is that page, a picture
or a file of numbers comes along, and any other file is in the repository, if the site knows where
that is. A link to what does not exist stays as it is, and the build stops at it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_SKIPPED = r"^(?P<fence> *(?:```+|~~~+)).*?(?:^(?P=fence)[`~]* *$|\Z)|(?P<ticks>`+).+?(?P=ticks)"
_LINK = re.compile(
    rf"{_SKIPPED}|(?P<picture>!?)\[(?P<words>(?:[^\[\]]|`[^`]*`)*)\]\((?P<target>[^()\s]+)\)",
    re.MULTILINE | re.DOTALL,
)
_ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)
COMES_ALONG = (".png", ".json")
"""Endings of files that the site has a copy of, where a document links to them."""


@dataclass
class Links:
    """Where the links of documents lead.

    Attributes:
        root: the project's folder.
        pages: file or folder of the project → source of its page.
        repository: address below which a browser shows the project's files; "" if there is none.
        files: files that come along, as links ask for them: of the project → of the site.
    """

    root: Path
    pages: Mapping[str, str]
    repository: str = ""
    files: dict[str, str] = field(default_factory=dict)

    def rewrite(self, text: str, document: str) -> str:
        """Return a document's text with the links of its page.

        Args:
            text: Markdown.
            document: path of the document in the project; it has a page.
        """
        return _LINK.sub(self._rewriter(document), text)

    def _rewriter(self, document: str) -> Callable[[re.Match[str]], str]:
        def rewritten(found: re.Match[str]) -> str:
            target = found["target"]
            if target is None or target.startswith("#") or _ELSEWHERE.match(target):
                return found[0]
            new = self._target(target, document)
            # A file's name says little where files have titles: a link without words shows those.
            named = found["words"] in (target, target.partition("#")[0]) and new.endswith(".md")
            words = "" if named else found["words"]
            return f"{found['picture']}[{words}]({new})" if new else words

        return rewritten

    def _target(self, target: str, document: str) -> str:
        """Return where a link leads from the page of a document; "" if nowhere."""
        path, _, anchor = target.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
        page = posixpath.dirname(self.pages[document])
        if file in self.pages:
            behind = f"#{anchor}" if anchor else ""
            return posixpath.relpath(self.pages[file], page or ".") + behind
        if not (self.root / file).exists():
            return target
        if file.endswith(COMES_ALONG):
            self.files[file] = file
            return posixpath.relpath(file, page or ".")
        return f"{self.repository.rstrip('/')}/{file}" if self.repository else ""
