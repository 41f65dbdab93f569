# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated documentation, and the JSON schema with which editors check inventories."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys

import jsonschema
import pytest
import yaml
from tree import ROOT, documentation, load

ROLE = "mattermost_workspace"
PREFIX = f"{ROLE}_"
SCHEMA = json.loads((ROOT / "docs" / f"{ROLE}.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
DEFAULTS = ROOT / "roles" / ROLE / "defaults" / "main.yml"


def problems(**variables) -> list[str]:
    """Return what the schema says against variables of the role, given without their prefix."""
    named = {PREFIX + name: value for name, value in variables.items()}
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(named)]


def examples() -> dict:
    """Return the examples in the comments of the defaults, each of which begins with its variable."""
    text = DEFAULTS.read_text(encoding="utf-8")
    blocks = re.findall(rf"^# {PREFIX}\w+:\n(?:#   .*\n)+", text, re.MULTILINE)
    found = {}
    for block in blocks:
        found.update(yaml.safe_load(re.sub("^# ", "", block, flags=re.MULTILINE)))
    return found


def test_what_is_generated_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "run tools/generate/generate.py"


@pytest.mark.parametrize("kind", ("team", "bot", "command"))
def test_the_description_of_an_object_is_not_that_of_its_list(kind):
    told = documentation(kind)["options"]["description"]["description"]
    assert documentation("workspace")["options"][kind + "s"]["suboptions"]["description"]["description"] == (
        told if isinstance(told, list) else [told]
    )


def test_the_schema_is_one():
    type(VALIDATOR).check_schema(SCHEMA)


def test_the_schema_describes_each_variable_of_the_role():
    options = load("roles", ROLE, "meta", "argument_specs.yml")["argument_specs"]["main"]["options"]
    assert set(SCHEMA["properties"]) == set(options)
    assert all(entry["description"] for entry in SCHEMA["properties"].values())
    assert not re.search(r"\b[OVCM]\(", json.dumps(SCHEMA))


def test_the_schema_takes_the_defaults():
    defaults = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(defaults)] == []


def test_the_schema_takes_each_example():
    found = examples()
    # All variables but those with a value in plain sight.
    assert {name[len(PREFIX) :] for name in found} == {
        "admin",
        "users",
        "channels",
        "roles",
        "bots",
        "webhooks",
        "commands",
        "plugins",
    }
    assert [error.message for error in VALIDATOR.iter_errors(found)] == []


WRONG = {
    "misspelt option": {"users": [{"username": "alice", "emial": "alice@example.com"}]},
    "misspelt option of the administrator": {"admin": {"user_name": "jane"}},
    "misspelt option of a webhook": {"webhooks": {"incoming": [{"team": "x", "display_name": "y", "chanel": "z"}]}},
    "misspelt direction": {"webhooks": {"outgoin": []}},
    "number as a name": {"teams": [{"name": 3}]},
    "word as a list": {"teams": [{"name": "home", "members": "alice"}]},
    "list as an object": {"admin": ["jane"]},
    "object as a list": {"users": {"username": "alice"}},
    "word as a truth": {"removal_confirmed": "yes please"},
    "word as a number": {"removal_limit": "a quarter"},
    "missing name": {"channels": [{"name": "news"}]},
    "unknown choice": {"teams": [{"name": "home", "type": "X"}]},
    "unknown state": {"users": [{"username": "alice", "state": "archived"}]},
    "unknown kind": {"exclusive": ["everything"]},
    "unknown variable": {"chanels": []},
    "variable that only begins like one": {"users_more": []},
    "option of the single module alone": {"teams": [{"name": "home", "id": "x"}]},
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_the_schema_refuses(what):
    found = problems(**copy.deepcopy(WRONG[what]))
    assert len(found) == 1
    # The message stands at the variable that is wrong, or at the whole for one that must not be.
    assert PREFIX + next(iter(WRONG[what])) in found[0] or found[0].startswith("$: False schema")


@pytest.mark.parametrize(
    "variables",
    (
        {"users": "{{ people }}"},
        {"users": ["{{ alice }}"]},
        {"users": [{"username": "{{ name }}", "roles": "{{ roles }}", "email_verified": "{{ flag | bool }}"}]},
        {"teams": [{"name": "home", "type": "{{ kind }}", "members": "{{ names }}"}]},
        {"removal_limit": "{{ share }}"},
        {"admin": "{{ person }}"},
    ),
    ids=str,
)
def test_any_value_may_be_a_template(variables):
    assert problems(**variables) == []


def test_variables_of_others_are_none_of_its_business():
    others = {"mattermost_version": "11.7.9", "ansible_host": "chat", "workspace_users": 3}
    assert list(VALIDATOR.iter_errors(others)) == []


def test_an_export_passes():
    assert (
        problems(
            users=[{"username": "ann", "email": "ann@example.com", "locale": "de", "password": "{{ vault_ann }}"}],
            teams=[{"name": "home", "type": "I", "display_name": "Home", "members": ["ann"], "admins": ["ann"]}],
            webhooks={
                "incoming": [],
                "outgoing": [
                    {
                        "team": "home",
                        "display_name": "Ask",
                        "trigger_words": ["ask"],
                        "trigger_when": "start",
                        "callback_urls": ["https://hooks.example.com/"],
                        "creator": "ann",
                    }
                ],
            },
            roles=[{"name": "system_user", "permissions": [], "allow_empty": True}],
            plugins=[{"id": "com.example.one", "enabled": True, "config": {"any": {"thing": [1, None]}}}],
        )
        == []
    )
