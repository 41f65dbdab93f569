# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Attributes and failures of all modules."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of all modules."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Returns details on what has changed (or would change in C(check_mode)), when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that the system controlled or queried by the module has not changed in a relevant way.
notes:
  - If the module fails, C(failure.kind) is C(input) for an invalid option (C(option) names it), C(refused) for a change
    that the module does not make, C(request) for a request that Mattermost rejected (with C(method), C(url), C(status)
    and C(error_id)), C(not_taken) if Mattermost reported success but did not apply the change, C(connection) for a
    failed connection, C(absent) if no server is running, and C(host) for a file or command on the host.
    C(failure.message) is the text of the error.
"""

    # For modules that speak to a server.
    ACTIONGROUP = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/groupware.mattermost.mattermost) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - groupware.mattermost.mattermost
"""

    # For modules that only read.
    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module does not change anything.
  diff_mode:
    support: N/A
    details:
      - This module does not change anything.
  idempotent:
    support: full
    details:
      - This module does not change anything.
"""
