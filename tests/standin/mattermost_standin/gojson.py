# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as Go reads and writes it: its error messages with their positions, its escapes."""

from __future__ import annotations

import json
import re

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_SPACE = re.compile(r"[ \t\r\n]*")
_LITERALS = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}


class JSONError(Exception):
    """A refusal, with the byte offset that Go reports."""

    def __init__(self, message: str, offset: int):
        super().__init__(message)
        self.message = message
        self.offset = offset

    def humanized(self, raw: bytes) -> str:
        """The server's wording: line and character of the place."""
        before = raw[: self.offset]
        line = before.count(b"\n") + 1
        character = self.offset - (before.rfind(b"\n") + 1) + 1
        return "parsing error at line %d, character %d: %s" % (line, character, self.message)


class Node:
    """A parsed value that remembers where it stood; `offset` is what a type error reports."""

    __slots__ = ("offset", "value")

    def __init__(self, value, offset: int):
        self.value = value
        self.offset = offset

    def plain(self):
        """The value as plain Python data."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class Parser:
    """A parser over latin-1 text (one character per byte), so that offsets are bytes."""

    def __init__(self, raw: bytes):
        self.text = raw.decode("latin-1")

    def parse(self) -> Node:
        node, at = self._value(0)
        at = self._skip(at)
        if at < len(self.text):
            raise self._bad(at, "after top-level value")
        return node

    def _skip(self, at: int) -> int:
        return _SPACE.match(self.text, at).end()

    def _bad(self, at: int, where: str) -> JSONError:
        if at >= len(self.text):
            return JSONError("unexpected end of JSON input", len(self.text))
        char = self.text[at]
        shown = {"'": "'\\''", '"': "'\"'"}.get(char, repr(char))
        return JSONError("invalid character %s %s" % (shown, where), at + 1)

    def _value(self, at: int) -> tuple[Node, int]:
        at = self._skip(at)
        char = self.text[at : at + 1]
        if char == "{":
            return self._object(at)
        if char == "[":
            return self._array(at)
        if char == '"':
            text, end = self._string(at)
            return Node(text, end), end
        if char in _LITERALS and char:
            return self._literal(at)
        if char == "-" or char.isdigit():
            return self._number(at)
        raise self._bad(at, "looking for beginning of value")

    def _literal(self, at: int) -> tuple[Node, int]:
        word, value = _LITERALS[self.text[at]]
        for index, letter in enumerate(word):
            if self.text[at + index : at + index + 1] != letter:
                raise self._bad(at + index, "in literal %s (expecting %r)" % (word, letter))
        return Node(value, at + len(word)), at + len(word)

    def _number(self, at: int) -> tuple[Node, int]:
        match = _NUMBER.match(self.text, at)
        if not match:
            raise self._bad(at + 1, "in numeric literal")
        end = match.end()
        if self.text[end : end + 1] == "." and not match.group(1):
            raise self._bad(end + 1, "after decimal point in numeric literal")
        if self.text[end : end + 1] in ("e", "E") and not match.group(2):
            raise self._bad(end + 1, "in exponent of numeric literal")
        whole = not match.group(1) and not match.group(2)
        return Node(int(match.group()) if whole else float(match.group()), end), end

    def _string(self, at: int) -> tuple[str, int]:
        end = at + 1
        while True:
            char = self.text[end : end + 1]
            if char == '"':
                break
            if not char or char < " ":
                raise self._bad(end, "in string literal")
            if char == "\\":
                end = self._escape(end + 1)
            else:
                end += 1
        raw = self.text[at : end + 1].encode("latin-1").decode("utf-8", "replace")
        return json.loads(raw), end + 1

    def _escape(self, at: int) -> int:
        char = self.text[at : at + 1]
        if char == "u":
            for index in range(at + 1, at + 5):
                if self.text[index : index + 1] not in tuple("0123456789abcdefABCDEF"):
                    raise self._bad(index, "in \\u hexadecimal character escape")
            return at + 5
        if not char or char not in 'bfnrt\\/"':
            raise self._bad(at, "in string escape code")
        return at + 1

    def _object(self, start: int) -> tuple[Node, int]:
        found: dict[str, Node] = {}
        at = self._skip(start + 1)
        if self.text[at : at + 1] == "}":
            return Node(found, start + 1), at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise self._bad(at, "looking for beginning of object key string")
            key, at = self._string(at)
            at = self._skip(at)
            if self.text[at : at + 1] != ":":
                raise self._bad(at, "after object key")
            found.pop(key, None)
            found[key], at = self._value(at + 1)
            at = self._skip(at)
            char = self.text[at : at + 1]
            if char == "}":
                return Node(found, start + 1), at + 1
            if char != ",":
                raise self._bad(at, "after object key:value pair")
            at = self._skip(at + 1)

    def _array(self, start: int) -> tuple[Node, int]:
        found: list[Node] = []
        at = self._skip(start + 1)
        if self.text[at : at + 1] == "]":
            return Node(found, start + 1), at + 1
        while True:
            node, at = self._value(at)
            found.append(node)
            at = self._skip(at)
            char = self.text[at : at + 1]
            if char == "]":
                return Node(found, start + 1), at + 1
            if char != ",":
                raise self._bad(at, "after array element")
            at += 1


def parse(raw: bytes) -> Node:
    """Parse or raise JSONError."""
    return Parser(raw).parse()


def nodes(value) -> Node:
    """Plain data as nodes without a place, for what did not come from a file."""
    if isinstance(value, dict):
        return Node({key: nodes(item) for key, item in value.items()}, 0)
    if isinstance(value, list):
        return Node([nodes(item) for item in value], 0)
    return Node(value, 0)


_ESCAPES = {"&": "\\u0026", "<": "\\u003c", ">": "\\u003e", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def dump(value) -> str:
    """The text that the server writes: indent of four, HTML letters escaped."""
    text = json.dumps(value, indent=4, ensure_ascii=False)
    return re.sub("[&<>\u2028\u2029]", lambda match: _ESCAPES[match.group()], text)
