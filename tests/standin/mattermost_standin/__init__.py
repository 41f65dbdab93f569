# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the Mattermost server, for tests on machines that cannot download a release."""
