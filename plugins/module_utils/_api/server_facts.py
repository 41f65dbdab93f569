# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Facts that a server reports about itself. No I/O."""

from __future__ import annotations

HEALTH = ("status", "database_status", "filestore_status")
# Maximum number of active users without a license, from version 11. Bots are not counted.
UNLICENSED_USERS = 250
UNLICENSED_SINCE = 11
NO_LIMITS = {"max_users_per_team": None, "active_users": None, "user_limit": None}


def unhealthy(ping):
    """Return why a server that responds is not ready, None if it is ready."""
    wrong = ["%s is %s" % (name, ping[name]) for name in HEALTH if name in ping and ping[name] != "OK"]
    if "status" not in ping:
        wrong.append("it reports no status. Check that this is a Mattermost server")
    return ", ".join(wrong) or None


def licensed(version_id):
    """Return whether there is a license, from the header X-Version-Id: version.build.configuration.licensed."""
    last = (version_id or "").rpartition(".")[2]
    return {"true": True, "false": False}.get(last)


def facts(client_config, version_id):
    """Return version, edition, build and license."""
    return {
        "running": True,
        "version": client_config["Version"],
        "edition": "enterprise" if client_config.get("BuildEnterpriseReady") == "true" else "team",
        "build": client_config.get("BuildNumber"),
        "licensed": licensed(version_id),
        "site_url": client_config.get("SiteURL") or None,
    }


def no_facts():
    """Return the same keys for a server that does not run."""
    return {"running": False, "version": None, "edition": None, "build": None, "licensed": None, "site_url": None}


def user_limit(version, is_licensed):
    """Return the maximum number of active users, None for no limit."""
    major = version.partition(".")[0]
    if is_licensed is False and major.isdigit() and int(major) >= UNLICENSED_SINCE:
        return UNLICENSED_USERS
    return None


def counts(user):
    """Return whether an entry of the list of users counts towards the limit."""
    return not user.get("delete_at") and not user.get("is_bot")
