# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that people read use plain English. CONTRIBUTING.md says how."""

from __future__ import annotations

import re

import pytest
from prose import texts
from tree import ROOT, files

START = r"(?:^|[.;:!] |\n\n)"
# A pattern and a better wording. Few and precise: a false alarm costs more than a missed sentence.
PATTERNS = {
    START + r"(?:Keep|Ask) an? ": "Manage … / Gather information about …",
    START + r"(?:What|Who|Whoever)\b(?! to )(?![^.?!]*\?)": "a sentence with a noun as its subject",
    r"\b[Ww]ho(?:m?ever)\b": "a noun such as user or reader",
    r"\bfor good\b": "permanently",
    r", as _(?= (?:and|or) |[,.)]|$)": "such as",
    r"\b[Ff]olders?\b": "directory",
    r"\bst(?:and|ands|ood|anding) in\b": "is in, contains, replaces",
    r"\bno nearer\b": "no progress",
    r"\bsays? that \S+ (?:\S+ )?is meant\b": "confirms",
    r"\b(?:what is|as) wanted\b": "the setting, the option, as configured",
    # A recorded command "Tells the weather".
    r"\b[Tt](?:ell|ells|elling|old)\b(?! apart| the weather)": "report, show, fail, set",
    r"\bas (?:it|they) (?:was|were)[.;]": "unchanged",
    r"\b[Ll]icen(?:ce|ces|ced)\b|\b\w+isations?\b|\b[Bb]ehaviour|\b[Cc]olour|\b[Ff]avour|\b[Nn]eighbour"
    r"|\b[Cc]entre\b|\b[Cc]ancelled\b|\b[Aa]rtefact|\b[Cc]atalogue|\b[Gg]rey\b|\b[Jj]udgement"
    r"|\b\w*(?:organis|recognis|normalis|authoris|initialis|serialis|summaris|customis)\w*": "American spelling",
}
# Not ours, or data: texts of the license, of recorded servers and of generated change logs.
OTHERS = (
    "COPYING",
    "CHANGELOG.rst",
    "changelogs/",
    "tests/contract/recordings/",
    "tests/unit/fixtures/",
    "tests/standin/assets/",
    # It has the names of its recordings.
    "tests/contract/recorder/",
)
WITHOUT_PROSE = {".json", ".gz", ".png"}
# The list of patterns itself.
SELF = "tests/parity/test_parity_english.py"


def problems(text: str) -> list[str]:
    """Return each matching piece of a text, with the better wording."""
    return [
        f"{' '.join(found[0].split())!r}: {better}"
        for pattern, better in PATTERNS.items()
        for found in re.finditer(pattern, text)
    ]


def checked() -> list[str]:
    names = [path.relative_to(ROOT).as_posix() for path in files() if path.suffix not in WITHOUT_PROSE]
    return [name for name in names if name != SELF and not name.startswith(OTHERS)]


def test_texts_use_plain_english():
    found = [
        f"{name}:{line}: {problem}"
        for name in checked()
        for line, text in texts(ROOT / name)
        for problem in problems(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    (
        "Keep a team of a server.",
        "Whoever signs in first is the administrator",
        "Values are kept. What is not listed stays.",
        "Its folder must exist",
        "They go for good.",
        "Lists are complete, as _ and _.",
        "The licence of the organisation",
        "An existing user is left as it was.",
    ),
)
def test_a_pattern_is_found(text):
    assert problems(text)


@pytest.mark.parametrize(
    "text",
    (
        "Keep the file out of version control.",
        "What does this role need?",
        "What to do if a setting was changed.",
        "The server reports it as _ does.",
        "Manage a license, as long as it is valid.",
        "The user can tell apart two teams.",
    ),
)
def test_plain_english_is_not_found(text):
    assert problems(text) == []
