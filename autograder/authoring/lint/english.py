"""Rules on English: phrases that came up in texts, are correct and translated, or plainly wrong.

Each has a better one beside it. A pattern is narrow: it would rather miss a phrase than refuse a
good sentence. “There is no …” and “is no longer” are good English.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding, parsed

_GOOD_AFTER_NO = (
    "longer|more|less|fewer|better|worse|larger|smaller|greater|higher|lower|faster|slower|easier|"
    "harder|closer|further|wider|deeper|different|doubt|need|use|help|comfort|obstacle|surprise|"
    "accident|coincidence|wonder|secret|exception|guarantee|match|substitute|problem|one|"
    "reason|way|evidence|other|difference"
)
_QUANTITY = (
    r"(?:\$?(?!a [a-z]|I )[A-Za-zβδηθσ](?![a-z])|\$\\|[\[`(]|"
    r"(?:its|the|each|every) (?:input|weight|parameter|argument|logit|score|bias|activation))"
)
_TABLE: tuple[tuple[str, str], ...] = (
    (
        rf"(?<![Tt]here )\b(?:is|are|was|were) no (?!(?:{_GOOD_AFTER_NO})\b)[a-z]+",
        "“is not a …”, “does not …”",
    ),
    (r"\bstays? as (?:it is|they are)\b", "“must not be modified”, “is left alone”"),
    (
        rf"\b(?:gradient|derivative)s?(?: of [^.,;]{{1,40}}?)? by {_QUANTITY}",
        "“with respect to …”",
    ),
    (r"\bin \$?[xzw] = ", "“at x = …”"),
    (r"\bbelongs? into\b", "“belongs in”"),
    (r"\b[Ww]hat to take along\b", "“Takeaways”"),
    (r"\b(?:is|are|was|were|not) to be seen\b", "“you can see …”, “… shows”"),
    (r"\b(?:is|are) yours to use\b", "“you may use …”"),
    (r"\bFurther,", "“Additional …”, “Also, …”"),
    (r"\b(?:has|have|had) got\b", "“has”, “must”"),
    (r"\b(?:be|is|are) said in terms of\b", "“written in terms of”"),
    (r"\bmend(?:s|ed|ing)?\b", "“fix”"),
    (
        r"\b[Hh]ow many \w+ (?:has|have) (?:the|this|that|it|your)\b",
        "“how many … does it have”",
    ),
    (r"(?<!can )(?<!to )\bsay nothing about\b", "“play no role in”"),
    (r"\b(?:two|three|four|some) things of (?:this|it|that)\b", "“ideas from it”"),
    (r"\bnods? at\b", "“agree with”"),
    (r"\bgets? no (?:gradient|signal)\b", "“receives no …”"),
    (r"\bslip in one of them carries over\b", "“a mistake there affects later answers”"),
    (r"\b[Ss]ay in your code which\b", "“state your choice in a comment”"),
    (r"\b[Aa]ny form counts\b", "“any equivalent form is accepted”"),
    (r"\b(?:any|none) to spare\b", "say what is used up"),
    (r"\b(?:has|have) no say\b", "“plays no role”"),
    (r"\b[Tt]he way of (?:your|the|an?|its|this)\b", "“how … evolves”, “the path of …”"),
    (r"\btakes a factor of\b", "“costs a factor of”"),
    (r"\bonce (?:these|this|it) stands? in\b", "“after substituting”"),
    (r"\bsays the mean\b", "“predicts the mean”"),
    (r"\bnumbers are due\b", "“numbers are expected”"),
    (
        r"\b[Hh]ow (?:is|are) \$?\w+\$? (?:before|after|between|near|below|above)\b",
        "“what does … look like”",
    ),
    (r"\b[Tt]he likeness\b", "“the analogy”"),
    (r"\b[Hh]ow (?:it|they|this|that) looks? like\b", "“what it looks like”"),
    (
        r"\bstands? (?:in (?:the|an?|its|this|section)|on the (?:right|left|diagonal)|above|below)"
        r"\b",
        "“is in …”, “is on …”, “is given above”",
    ),
    (r"\btells (?:what|which|how|where)\b", "“tells you what …”, “shows what …”"),
    (r"\blikelier\b", "“more likely”"),
    (r"\ballows? to [a-z]+", "“allows us to …”, “lets you …”"),
    (r"\b[Ii]n average\b", "“on average”"),
    (r"\b[Oo]n the other side,", "“on the other hand,”"),
    (r"\bnothing else than\b", "“nothing but”"),
    (r"\bthe half of\b", "“half of”"),
    (r"\b[Ii]n the moment\b", "“at the moment”"),
    (r"\bdepend(?:s|ed|ing)? of\b", "“depends on”"),
    (r"\b(?:informations|datas|learnings|trainings)\b", "the singular"),
    (r"\bcalled after\b", "“named after”"),
    (r"\bas is known\b", "leave it out, or give a reference"),
)
PHRASES = tuple((re.compile(pattern), better) for pattern, better in _TABLE)


@dataclass(frozen=True)
class Slip:
    """A phrase that was found, and what to write in its place."""

    phrase: str
    better: str


def english_is_plain(notebook: NotebookNode) -> Iterator[Finding]:
    """What students read is the English that people write: prose, comments and messages."""
    for index, cell in enumerate(notebook.cells):
        for text in texts_of(cell):
            for slip in slips_in(text):
                yield Finding(
                    index, f"“{slip.phrase}”: write {slip.better} (docs/author.md, English)."
                )


def slips_in(text: str) -> Iterator[Slip]:
    """Yield the phrases in a text that have a better one."""
    plain = " ".join(text.split())
    for pattern, better in PHRASES:
        for found in pattern.finditer(plain):
            yield Slip(found[0].strip(), better)


def texts_of(cell: NotebookNode) -> Iterator[str]:
    """Yield what there is to read in a cell: prose, or the comments and strings of code."""
    if cell.cell_type != "code":
        yield cell.source
        return
    tree = parsed(cell)
    if tree is not None:
        yield from _comments(cell.source)
        yield from _strings(tree)


def _comments(source: str) -> Iterator[str]:
    """Yield comments; those on lines that follow each other are one text."""
    lines: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if lines and token.start[0] != last + 1:
                yield " ".join(lines)
                lines = []
            lines.append(token.string.lstrip("# "))
            last = token.start[0]
    if lines:
        yield " ".join(lines)


def _strings(tree: ast.Module) -> Iterator[str]:
    """Yield strings; what an f-string is filled with becomes `…`."""
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts.update(map(id, node.values))
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
            )
        elif id(node) not in parts and isinstance(text := getattr(node, "value", None), str):
            yield text
