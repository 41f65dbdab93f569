# SPDX-License-Identifier: GPL-3.0-or-later
"""Module license on a server without a license."""

from __future__ import annotations

NONE = {"licensed": False, "id": None, "expires_at": None, "sku": None}


def test_no_license_is_a_state(done):
    for name in ("Remove none in check mode", "Remove none"):
        assert (done[name]["changed"], done[name]["license"]) == (False, NONE)


def test_only_the_server_knows_a_signature(done):
    predicted = done["Install one with a false signature in check mode"]
    assert (predicted["changed"], predicted["license"]["id"]) == (True, "labq6fc7mpyg9jwpkbkzgxu3bw")


def test_the_server_still_has_none(done):
    assert done.look("Look after the refusals") == done.look("Look before")
    assert done.seen("Look before")["IsLicensed"] == "false"
