# SPDX-License-Identifier: GPL-3.0-or-later
"""The web client below a path: what a SiteURL with a path makes the server, or `mmctl config subpath`, rewrite."""

from __future__ import annotations

import base64
import hashlib
import pathlib
import posixpath
import re

POLICY = re.compile(r"""<meta http-equiv="Content-Security-Policy" content="script-src 'self'([^"]*)">""")
PUBLIC_PATH = re.compile(r"window.publicPath='([^']+/)static/'")


class SubpathError(Exception):
    """The files cannot be rewritten."""


def script(path: str) -> str:
    """The inline script with the client's path; none at the root."""
    return "" if path in ("", "/") else "window.publicPath='%s'" % static(path)


def script_hash(path: str) -> str:
    """The source of that script for the policy, with a leading blank; empty at the root."""
    text = script(path)
    return " 'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() if text else ""


def static(path: str) -> str:
    """The directory of the static files below a path."""
    return posixpath.join(path or "/", "static") + "/"


def is_rewritten(assets: pathlib.Path, path: str) -> bool:
    """Whether root.html already is for this path."""
    match = PUBLIC_PATH.search(_read(assets / "root.html"))
    return (match.group(1).rstrip("/") if match else "") == path.rstrip("/")


def _read(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SubpathError("failed to open %s: %s" % (path.name, str(error.strerror).lower())) from error


def _write(path: pathlib.Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SubpathError(
            "failed to update %s with subpath: open %s: %s" % (path.name, path, str(error.strerror).lower())
        ) from error


def rewrite(assets: pathlib.Path, path: str) -> None:
    """Rewrite root.html, the manifest and the style sheets; can be repeated, and undone with the path /."""
    if not assets.is_dir():
        raise SubpathError("failed to find client dir")
    root = assets / "root.html"
    text = _read(root)
    match = PUBLIC_PATH.search(text)
    old = static(match.group(1)) if match else "/static/"
    new = static(path)
    if not POLICY.search(text):
        raise SubpathError("failed to find 'Content-Security-Policy' meta tag to rewrite")
    policy = """<meta http-equiv="Content-Security-Policy" content="script-src 'self'%s">""" % script_hash(path)
    text = POLICY.sub(lambda _match: policy, text).replace(old, new)
    if match and not script(path):
        text = text.replace("</style><script>window.publicPath='%s'</script>" % new, "</style>", 1)
    elif not match and script(path):
        text = text.replace("</style>", "</style><script>%s</script>" % script(path), 1)
    _write(root, text)
    for other in [*assets.rglob("manifest.json"), *assets.rglob("*.css")]:
        _write(other, _read(other).replace(old, new))
