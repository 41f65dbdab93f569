# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Compare files as they should be with what module install_info found. No I/O."""

from __future__ import annotations

COMPARED = ("state", "owner", "group", "mode", "sha1")


def differing(found, wanted):
    """Return the paths of the wanted files that differ on the host, in the order given."""
    return [entry["path"] for entry in wanted if _differs(found.get(entry["path"]) or {}, entry)]


def _differs(found, wanted):
    if wanted["state"] == "absent":
        return found.get("state") != "absent"
    return any(found.get(name) != wanted.get(name) for name in COMPARED)
