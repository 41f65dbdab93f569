# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Compare rendered templates and files of a role with what is on the host, without a task on the host."""

from __future__ import annotations

import hashlib

from ansible.plugins.action import ActionBase
from ansible.plugins.loader import lookup_loader

from ansible_collections.groupware.mattermost.plugins.module_utils._host.differences import differing

FILE = {
    "path": {"type": "path", "required": True},
    "state": {"type": "str", "choices": ["file", "directory", "absent"], "default": "file"},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "str"},
    "template": {"type": "str"},
    "src": {"type": "str"},
    "copy_of": {"type": "path"},
}


class ActionModule(ActionBase):
    """Runs on the controller alone."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        """Return the paths that differ."""
        result = super().run(tmp, task_vars)
        dummy, arguments = self.validate_argument_spec(
            {
                "found": {"type": "dict", "required": True},
                "files": {"type": "list", "elements": "dict", "required": True, "options": FILE},
            }
        )
        found = arguments["found"]
        wanted = [dict(entry, sha1=self._sum(entry, found, task_vars)) for entry in arguments["files"]]
        return dict(result, changed=False, paths=differing(found, wanted))

    def _sum(self, entry, found, task_vars):
        if entry["copy_of"]:
            return found.get(entry["copy_of"], {}).get("sha1")
        if entry["template"]:
            return _sha1(self._rendered(self._find_needle("templates", entry["template"]), task_vars).encode("utf-8"))
        if entry["src"]:
            with open(self._find_needle("files", entry["src"]), "rb") as stream:
                return _sha1(stream.read())
        return None

    def _rendered(self, path, task_vars):
        lookup = lookup_loader.get("ansible.builtin.template", loader=self._loader, templar=self._templar)
        return lookup.run([path], variables=task_vars)[0]


def _sha1(content):
    """Return the checksum that Ansible uses to compare contents; it protects against nothing."""
    return hashlib.sha1(content).hexdigest()
