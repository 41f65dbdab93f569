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
      - Path of Mattermost's local socket on the host.
      - The socket requires no credentials and grants all permissions. Run the task as root or as the service user.
      - If neither O(socket) nor O(url) is set, V(/run/mattermost/local.socket) is used.
      - Mutually exclusive with O(url), O(token) and O(login_id).
    type: path
  url:
    description:
      - Base URL of the server, including the path of its site URL, if it has one.
      - If neither O(socket) nor O(url) is set, the environment variable E(MATTERMOST_URL) is used.
      - Plain C(http://) to another host causes a warning, because passwords and tokens are sent unencrypted.
    type: str
  token:
    description:
      - Access token of a user or bot, or session token, for use with O(url).
      - If neither O(token) nor O(login_id) is set, the environment variable E(MATTERMOST_TOKEN) is used.
    type: str
  login_id:
    description:
      - Username or e-mail address to sign in with, for use with O(url).
      - The module signs out at the end of the task.
    type: str
  login_password:
    description:
      - Password of O(login_id).
    type: str
  ca_path:
    description:
      - File with the certificates of trusted certificate authorities, for use with O(url).
      - If not set, the certificate authorities of the operating system are trusted.
    type: path
  validate_certs:
    description:
      - Whether to verify the server's TLS certificate.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for a response.
    type: int
    default: 30
  retries:
    description:
      - How often to repeat a read request, with increasing delays, after a failed connection or HTTP status 429, 502,
        503 or 504.
      - Write requests are never repeated.
    type: int
    default: 3
  predict_without_server:
    description:
      - In check mode without a running server (the socket does not exist, or the connection is refused), predict the
        result for an empty server. Teams and users that do not exist yet are assumed to be created by earlier tasks.
      - For roles that install a new server. Has no effect outside check mode.
    type: bool
    default: false
notes:
  - Requires only Python on the host.
"""
