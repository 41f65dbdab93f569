# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and passwords of the three hosts' inventory."""

from __future__ import annotations

import yaml
from shared.support import SCENARIO

GIVEN = yaml.safe_load((SCENARIO / "inventory/group_vars/all.yml").read_text(encoding="utf-8"))
SITE = GIVEN["mattermost_site_url"]
CA = GIVEN["mattermost_database_tls_ca"]
DATABASE_PASSWORD = GIVEN["mattermost_database_password"]
ADMIN_PASSWORD = GIVEN["mattermost_workspace_admin"]["password"]
