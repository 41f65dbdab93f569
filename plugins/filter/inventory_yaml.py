# SPDX-License-Identifier: GPL-3.0-or-later
"""Write variables as a person would into an inventory."""

from __future__ import annotations

import json
import re

import yaml
from ansible.errors import AnsibleFilterError

# Text from users must not become a template, which would run on the controller.
TEMPLATE = re.compile(r"\{[{%#]")
WIDTH = 110


class Unsafe(str):
    """Text that looks like a template."""


class InventoryDumper(yaml.SafeDumper):
    """Lists are indented below their key, texts with several lines stand as blocks."""

    def increase_indent(self, flow=False, indentless=False):
        """Indent lists too."""
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data):
        """Write everything out."""
        return True


def _text(dumper, value):
    style = "|" if "\n" in value and value == value.strip("\r\n") and not re.search(r"[ \t\r]\n", value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


InventoryDumper.add_representer(str, _text)
InventoryDumper.add_representer(Unsafe, lambda dumper, value: dumper.represent_scalar("!unsafe", str(value), style='"'))


def _marked(value):
    if isinstance(value, dict):
        return {key: _marked(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_marked(entry) for entry in value]
    return Unsafe(value) if isinstance(value, str) and TEMPLATE.search(value) else value


def inventory_yaml(variables):
    """Return the text of a file that holds the variables."""
    if not isinstance(variables, dict):
        raise AnsibleFilterError("inventory_yaml needs a dictionary of variables, not %r" % (variables,))
    # Plain values: those of Ansible carry tags that a dumper does not know.
    plain = json.loads(json.dumps(variables))
    return yaml.dump(_marked(plain), Dumper=InventoryDumper, sort_keys=False, allow_unicode=True, width=WIDTH)


class FilterModule:
    """Filters of the collection."""

    def filters(self):
        """Return the filters by their names."""
        return {"inventory_yaml": inventory_yaml}
