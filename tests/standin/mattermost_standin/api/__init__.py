# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API, one file a resource; each has a table ROUTES of (method, path, handler, options).

Options: `local` (served on the socket too), `login` (false: no session is needed).
"""
