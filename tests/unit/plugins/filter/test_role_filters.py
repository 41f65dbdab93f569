# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters with which the roles arrange their data."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.settings_tree import FilterModule as Tree

settings_tree = Tree().filters()["settings_tree"]


def test_settings_are_nested_and_unmanaged_ones_left_out():
    owned = {
        "ServiceSettings.SiteURL": {"variable": "a", "value": "https://chat.example.com"},
        "ServiceSettings.FrameAncestors": {"variable": "b", "value": ""},
        "TeamSettings.SiteName": {"variable": "c", "value": None},
        "TeamSettings.EnableUserCreation": {"variable": "d", "value": False},
    }
    assert settings_tree(owned) == {
        "ServiceSettings": {"SiteURL": "https://chat.example.com", "FrameAncestors": ""},
        "TeamSettings": {"EnableUserCreation": False},
    }


@pytest.mark.parametrize("owned", ("x", ["ServiceSettings.SiteURL"], {"SiteURL": {"value": "x"}}))
def test_what_are_no_settings(owned):
    with pytest.raises(AnsibleFilterError):
        settings_tree(owned)
