# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Options of all modules that speak to a server."""

from __future__ import annotations


class ModuleDocFragment:
    """How to reach the server."""

    DOCUMENTATION = r"""
options:
  socket:
    description:
      - Path of the server's local socket on the host.
      - The socket needs no credential and gives all rights; the task has to run as root or as the service user.
      - Used with V(/run/mattermost/local.socket) when neither O(socket) nor O(url) is given.
      - Mutually exclusive with O(url), O(token) and O(login_id).
    type: path
  url:
    description:
      - Base URL of the server with the path of its site URL, if it has one.
      - If neither O(socket) nor O(url) is given, the environment variable E(MATTERMOST_URL) is used.
      - With plain C(http://) to another host there is a warning, as passwords and tokens can be read on the way.
    type: str
  token:
    description:
      - Token of a session, a person or a bot, for use with O(url).
      - If neither O(token) nor O(login_id) is given, the environment variable E(MATTERMOST_TOKEN) is used.
    type: str
  login_id:
    description:
      - Name or e-mail address of the account to sign in with, for use with O(url).
      - The session is ended when the task is done.
    type: str
  login_password:
    description:
      - Password of the account O(login_id).
    type: str
  ca_path:
    description:
      - File with the certificates of the authorities to trust, for use with O(url).
      - Without it those of the operating system are trusted.
    type: path
  validate_certs:
    description:
      - Whether the certificate of the server is checked.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for an answer.
    type: int
    default: 30
  retries:
    description:
      - How many times reading is tried again, with growing pauses, after a failed connection or the HTTP status 429,
        502, 503 or 504.
      - Nothing that writes is ever sent twice.
    type: int
    default: 3
  predict_without_server:
    description:
      - In check mode, where no server answers (there is no socket, or the connection is refused), predict as if the
        server were empty, and take teams and users that are referred to and do not exist yet as some that an earlier
        task would have made.
      - For roles that set up a server from nothing. Has no effect outside check mode.
    type: bool
    default: false
notes:
  - Needs nothing on the host but Python.
"""
