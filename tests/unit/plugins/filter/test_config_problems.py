# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with mattermost_config, told before a host is reached."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.config_problems import config_problems

KNOWN, UNKNOWN = "11.6.0", "99.0.0"


def test_all_problems_are_told_at_once():
    found = config_problems({"TeamSettings": {"EnableTeamCreation": True, "SiteName": 5, "MaxUserPerTeam": 7}}, KNOWN)
    assert len(found) == 3
    assert "TeamSettings.EnableTeamCreation" in found[0] and "create_team" in found[0]
    assert found[1] == "TeamSettings.SiteName is a string; 5 is a number"
    assert "did you mean TeamSettings.MaxUsersPerTeam?" in found[2]


def test_a_version_that_is_not_known_may_have_other_settings():
    assert config_problems({"TeamSettings": {"NewThing": 7}}, UNKNOWN) == []
    assert config_problems({"TeamSettings": {"SiteName": 7}}, UNKNOWN) != []


def test_rules_see_what_is_given_elsewhere_and_judge_only_what_is_given_here():
    mail = {"EmailSettings": {"SMTPPort": "465", "ConnectionSecurity": "STARTTLS"}}
    security = {"EmailSettings": {"ConnectionSecurity": "STARTTLS"}}
    assert config_problems({"EmailSettings": {"SMTPPort": "465"}}, KNOWN, security)
    assert config_problems({"emailsettings": {"SMTPPORT": "465"}}, KNOWN, security)
    assert config_problems({"TeamSettings": {"SiteName": "x"}}, KNOWN, mail) == []


def test_asterisks_and_nonsense_are_told():
    assert "32 asterisks" in config_problems({"EmailSettings": {"SMTPPassword": "*" * 32}}, KNOWN)[0]
    assert config_problems({"TeamSettings": 5}, KNOWN) == ["TeamSettings must hold keys and values, not 'int'"]
    with pytest.raises(AnsibleFilterError):
        config_problems([], KNOWN)


def test_no_secret_is_shown():
    assert "hunter2" not in str(config_problems({"EmailSettings": {"SMTPPassword": ["hunter2"]}}, KNOWN))


class Vaulted:
    """What an inline vault is before ansible-core 2.19: a value that decrypts itself, and no text."""

    __ENCRYPTED__ = True

    def __str__(self):
        return "a-secret"


def test_a_value_from_an_inline_vault_is_a_text():
    assert config_problems({"EmailSettings": {"SMTPPassword": Vaulted()}}, KNOWN) == []
