# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What modules can do, told once."""

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
