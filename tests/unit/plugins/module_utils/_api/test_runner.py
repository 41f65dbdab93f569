# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of all modules, also of those that fail."""

from __future__ import annotations

import json

import pytest

SECRET = "s3cret-of-somebody"
USER = {"username": "alice", "password": SECRET}
PLUGIN = {"id": "com.example.one", "config": {"apikey": SECRET}}


@pytest.mark.parametrize(
    "module, options",
    (
        ("plugin", dict(PLUGIN, state="gone")),
        ("plugin", dict(PLUGIN, enable=True)),
        ("plugin", dict(PLUGIN, enabled="perhaps")),
        ("plugin", dict(PLUGIN, src="x", marketplace=True)),
        ("plugin", dict(PLUGIN, config="%s, %s" % (SECRET, SECRET))),
        ("workspace", {"plugins": [dict(PLUGIN, state="gone")]}),
        ("workspace", {"plugins": [dict(PLUGIN, enable=True)], "users": [USER]}),
        ("workspace", {"users": [USER, SECRET]}),
        ("workspace", {"users": [USER], "removal_limit": "many"}),
        ("workspace", {"admin": USER, "time_limt": 3}),
        ("config", {"settings": {"EmailSettings": {"SMTPPassword": SECRET}}, "timeout": "long"}),
        ("config", {"secret_settings": {"EmailSettings": {"SMTPPassword": SECRET}}, "pat": "x"}),
        ("config", {"settings": SECRET}),
        ("config", {"settings": {"EmailSettings": {"SMTPPassword": SECRET}}, "owner": "x"}),
    ),
)
def test_options_that_are_refused_are_not_shown_if_there_may_be_secrets_in_them(run, module, options):
    result = run(module, **options)
    assert result["failed"] is True
    assert result["invocation"] == {"module_args": {}}
    assert SECRET not in json.dumps(result)


def test_other_modules_show_what_they_were_given(run):
    assert run("team", name="home", state="gone")["invocation"]["module_args"]["name"] == "home"
