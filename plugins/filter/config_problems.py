# SPDX-License-Identifier: GPL-3.0-or-later
"""Find what is wrong with settings, without a server."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.module_utils._config import judge
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError

DOCUMENTATION = r"""
name: config_problems
short_description: find what is wrong with settings
version_added: 0.1.0
author:
  - Groupware Mattermost contributors (@groupware-ansible)
description:
  - Judges settings as module M(groupware.mattermost.config) does before it writes them to a new server, so that a
    mistake is found before any host is reached.
options:
  _input:
    description: Settings by section and key.
    type: dict
    required: true
  version:
    description:
      - Version of the server, such as V(11.6.0). Of one that this collection does not know, an unknown setting is no
        problem here; the server will tell.
    type: str
    required: true
  beside:
    description: Settings that are given elsewhere, for rules about several settings. They are not judged themselves.
    type: dict
    default: {}
positional: version, beside
"""

EXAMPLES = r"""
- name: Refuse what the server would refuse
  ansible.builtin.assert:
    that: problems | length == 0
    fail_msg: "{{ problems | join('\n') }}"
  vars:
    problems: "{{ mattermost_config | groupware.mattermost.config_problems(mattermost_version) }}"
"""

RETURN = r"""
_value:
  description: A sentence for each problem.
  type: list
  elements: str
  sample: ["TeamSettings.SiteName is a string; 5 is a number"]
"""


def config_problems(settings, version, beside=None):
    """Return a sentence for each problem."""
    if not isinstance(settings, dict):
        raise AnsibleFilterError("config_problems needs a dictionary, got %s" % type(settings).__name__)
    try:
        found = config.changes({}, config.settings(plain(settings)))
        others = config.changes({}, config.settings(plain(beside or {})))
    except MattermostError as exc:
        return [exc.message.partition(": ")[2]]  # without the option of a module
    base = config.merged({}, others)
    # Spelled as there, so that rules see one setting where letter cases differ.
    found = [change._replace(path=config.find(base, change.path)[0]) for change in found]
    problems, dummy = judge.problems({}, found, "", False, str(version), config.merged(base, found))
    return [problem.text for problem in problems]


def plain(value):
    """Return a copy that is rid of Ansible's own types, which some checks of types do not know."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if getattr(value, "__ENCRYPTED__", False):
        return str(value)  # before 2.19 a value from an inline vault is no text
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


class FilterModule:
    """The filter of this file."""

    def filters(self):
        """Return the filter by name."""
        return {"config_problems": config_problems}
