# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the URL of a database."""

from __future__ import annotations

from urllib.parse import quote

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: dsn
short_description: Create a PostgreSQL database URL for Mattermost
version_added: 0.1.0
author:
  - Groupware Mattermost contributors (@groupware-ansible)
description:
  - Returns a value for the setting C(SqlSettings.DataSource), with all parts quoted for URLs.
  - A O(_input.host) that begins with a slash is the directory of a local socket. There TLS is off, and O(_input.ca) and
    O(_input.connect_timeout) have no effect.
options:
  _input:
    description: The parts of the URL.
    type: dict
    required: true
    suboptions:
      host:
        description: Name or address of the database server, or the directory of its local socket.
        type: str
        required: true
      port:
        description: Port. The default is the standard port of PostgreSQL.
        type: int
      name:
        description: Name of the database.
        type: str
        required: true
      user:
        description: Role to sign in as.
        type: str
        required: true
      password:
        description: Password of the role, in any characters.
        type: str
      tls_mode:
        description: How TLS is used, C(sslmode) of the driver. Always V(disable) for a local socket.
        type: str
      ca:
        description: File with the certificates of the authorities to trust.
        type: str
      connect_timeout:
        description: Seconds to wait for a connection.
        type: int
"""

EXAMPLES = r"""
- name: The database of this host, without a password
  ansible.builtin.debug:
    msg: "{{ {'host': '/run/postgresql', 'name': 'mattermost', 'user': 'mattermost'} | groupware.mattermost.dsn }}"
  # postgres://mattermost@/mattermost?host=/run/postgresql&sslmode=disable
"""

RETURN = r"""
_value:
  description: The URL.
  type: str
"""

STANDARD_PORT = "5432"
PARTS = ("host", "port", "name", "user", "password", "tls_mode", "ca", "connect_timeout")


def dsn(parts):
    """Return the URL of a database from its parts."""
    if not isinstance(parts, dict):
        raise AnsibleFilterError("dsn needs a dictionary")
    unknown = sorted(set(parts) - set(PARTS))
    lacking = [name for name in ("host", "name", "user") if not parts.get(name)]
    if unknown or lacking:
        wrong = ["needs " + ", ".join(lacking)] if lacking else []
        wrong += ["knows no " + ", ".join(unknown)] if unknown else []
        raise AnsibleFilterError("dsn: %s" % "; ".join(wrong))
    host = str(parts["host"])
    local = host.startswith("/")
    account = quote(str(parts["user"]), safe="")
    if parts.get("password"):
        account += ":" + quote(str(parts["password"]), safe="")
    query = []
    if local:
        query.append(("host", host))
        if str(parts.get("port") or STANDARD_PORT) != STANDARD_PORT:
            query.append(("port", parts["port"]))
        query.append(("sslmode", "disable"))
    else:
        query.append(("sslmode", parts.get("tls_mode")))
        query.append(("sslrootcert", parts.get("ca")))
        query.append(("connect_timeout", parts.get("connect_timeout")))
    text = "&".join("%s=%s" % (key, quote(str(value), safe="/")) for key, value in query if value)
    return "postgres://%s@%s/%s%s" % (
        account,
        "" if local else _place(host, parts.get("port")),
        quote(str(parts["name"]), safe=""),
        "?" + text if text else "",
    )


def _place(host, port):
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    name = "[%s]" % bare if ":" in bare else quote(bare, safe="")
    return "%s:%s" % (name, port) if port else name


class FilterModule:
    """The filter of this file."""

    def filters(self):
        """Return the filter by name."""
        return {"dsn": dsn}
