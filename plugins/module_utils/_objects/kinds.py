# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The kinds of objects of a workspace, in the order in which they can be made: later ones may refer to earlier ones."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._objects.bot import Bot
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import Channel
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel_member import ChannelMember
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.command import Command
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.emoji import Emoji
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.incoming_webhook import IncomingWebhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.outgoing_webhook import OutgoingWebhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin import Plugin
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.role import Role
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import Team
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team_member import TeamMember
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import User

KINDS = (
    Role,
    User,
    Bot,
    Team,
    TeamMember,
    Channel,
    ChannelMember,
    IncomingWebhook,
    OutgoingWebhook,
    Command,
    Plugin,
    Emoji,
)
BY_NAME = {kind.kind: kind for kind in KINDS}
ORDER = {kind.kind: number for number, kind in enumerate(KINDS)}
# Those that are listed by an option of their own; members are listed with their team or channel.
LISTED = [kind for kind in KINDS if kind.place]


def by_option():
    """Return {option of module workspace: [kinds that it lists]}."""
    found = {}
    for kind in LISTED:
        found.setdefault(kind.place[0], []).append(kind)
    return found


def exclusive_choices():
    """Return {choice of option exclusive: [kinds]}."""
    found = {}
    for kind in KINDS:
        if kind.exclusive:
            found.setdefault(kind.exclusive, []).append(kind)
    return found
