# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts in a file that people read: prose, comments, docstrings and messages, without code and names."""

from __future__ import annotations

import ast
import io
import pathlib
import re
import tokenize
from collections.abc import Iterator

import yaml

# A shorter string is a name, a value or a part of a pattern.
WORDS = 3
# Code and names inside prose: Jinja, `code`, V(code), "quotations", addresses, file names, identifiers and options.
CODE = re.compile(
    r"""\{\{.*?\}\}|\{%.*?%\}|``?[^`\n]+``?|\b(?:[CEMOPV]|RV)\([^)]*\)|"[^"\n]*"|https?://\S+|\]\([^)]*\)"""
    r"""|\w*[/_=]\S*|\w+\.\w\S*|(?<!\w)--?\w[\w-]*""",
    re.DOTALL,
)
Text = tuple[int, str]


def texts(path: pathlib.Path) -> Iterator[Text]:
    """Yield the number of the first line and the prose of each text in the file."""
    source = path.read_text(encoding="utf-8")
    read = READERS.get(path.suffix, comments)
    for line, text in read(source):
        yield line, CODE.sub("_", text)


def comments(source: str) -> Iterator[Text]:
    """Yield each block of comment lines, and each comment that follows code."""
    block: list[str] = []
    for number, line in enumerate([*source.split("\n"), ""], 1):
        found = re.match(r"\s*#+ ?(?!!)(.*)", line)
        if found:
            block.append(found[1])
            continue
        if block:
            yield number - len(block), "\n".join(block)
            block = []
        trailing = re.search(r"\s#+ ([^'\"]*)$", line)
        if trailing:
            yield number, trailing[1]


def markdown(source: str) -> Iterator[Text]:
    """Yield each paragraph or list item outside code blocks."""
    shown = re.sub(
        r"^ *```.*?^ *```", lambda block: "\n" * block[0].count("\n"), source, flags=re.DOTALL | re.MULTILINE
    )
    number = 1
    for paragraph in re.split(r"(\n\s*\n|\n(?=\s*(?:[*|#]|- )))", shown):
        if paragraph.strip():
            yield number, paragraph.lstrip("*-#| ")
        number += paragraph.count("\n")


def python(source: str) -> Iterator[Text]:
    """Yield comments, docstrings and long strings; an f-string counts as one string."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {token.start[0]: token.line for token in tokens if token.type == tokenize.COMMENT}
    yield from comments("\n".join(lines.get(number, "") for number in range(1, source.count("\n") + 2)))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from long_text(node.lineno, node.value)


def long_text(line: int, text: str) -> Iterator[Text]:
    """Yield the text, or the texts of the YAML document that it is, if it has enough words."""
    if re.match(r"\n(?:---|- name:.*|\w+:)\n", text):
        yield from ((line + number - 1, found) for number, found in yaml_texts(text))
    elif len(text.split()) >= WORDS:
        yield line, text


def yaml_texts(source: str) -> Iterator[Text]:
    """Yield the comments and the long strings of YAML documents."""
    yield from comments(source)
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.ScalarEvent) and len(event.value.split()) >= WORDS:
            yield event.start_mark.line + 1, event.value


READERS = {".md": markdown, ".rst": markdown, ".py": python, ".yml": yaml_texts, ".yaml": yaml_texts}
