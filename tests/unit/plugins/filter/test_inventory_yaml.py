# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that writes exported variables."""

from __future__ import annotations

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.inventory_yaml import FilterModule

inventory_yaml = FilterModule().filters()["inventory_yaml"]


class Loader(yaml.SafeLoader):
    """Knows the tag of Ansible."""


Loader.add_constructor("!unsafe", lambda loader, node: ("unsafe", loader.construct_scalar(node)))


def load(text):
    return yaml.load(text, Loader=Loader)


@pytest.mark.parametrize("text", ("{{ lookup('pipe', 'id') }}", "{% set x = 1 %}", "a {# b #}", "two\nlines {{ x }}"))
def test_text_that_looks_like_a_template_stays_text(text):
    assert load(inventory_yaml({"a": [{"header": text}]})) == {"a": [{"header": ("unsafe", text)}]}


@pytest.mark.parametrize(
    "text", ("yes", "1.10", "", "ü: #", "two\nlines", "ends \n", " a", "line\r\nline", "'\"", "{ x }")
)
def test_values_come_back_as_they_were(text):
    assert load(inventory_yaml({"a": [text], "b": {"c": True, "d": 1}})) == {"a": [text], "b": {"c": True, "d": 1}}


def test_order_and_form():
    text = inventory_yaml({"teams": [{"name": "home", "display_name": "Home", "members": ["a"]}]})
    assert text == "teams:\n  - name: home\n    display_name: Home\n    members:\n      - a\n"


def test_no_dictionary():
    with pytest.raises(AnsibleFilterError, match="needs a dictionary"):
        inventory_yaml(["a"])
