# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Settings that Mattermost once had: the server drops them without a word. No I/O.

Sources: the server's changelog and its pages "Deprecated configuration settings" and "Removed and deprecated features"
(dates given there are put down as the release of that date). None is in the file that an 11.6.0 server makes itself,
and a test watches over that. Permissions are those of the recorded default roles.
"""

from __future__ import annotations

from collections import namedtuple

# since: the first release without it. remedy: what to do instead, as the end of a sentence.
Removed = namedtuple("Removed", "since remedy")


def _permission(role, *permissions):
    """Return the remedy for a setting that became a permission."""
    return "it is a matter of permissions today; let module role take %s from the role %s or give it back" % (
        " and ".join(permissions),
        role,
    )


def _renamed(name):
    return "set %s instead" % name


GONE = "leave it out, nothing takes its place"
ALWAYS_ON = "leave it out, the feature is always on today"
MODERATION = "leave it out; a channel's moderation settings take its place"
SIDEBAR = "leave it out; users arrange their sidebar themselves today"
# Before 6.0 such settings were still in the file, but without effect since 5.0.
SECTIONS = {
    "BleveSettings": Removed("11.0", "search with the database or ElasticsearchSettings"),
    "NotificationLogSettings": Removed(
        "11.0", "LogSettings holds for notifications too; LogSettings.AdvancedLoggingJSON can log them separately"
    ),
    "ProductSettings": Removed("10.0", "Boards is a plugin; set it up below PluginSettings.Plugins"),
    "TimezoneSettings": Removed("5.10", GONE),
    "WebrtcSettings": Removed("5.6", "the Calls plugin takes its place"),
}
SETTINGS = {
    "ClientRequirements.DesktopLatestVersion": Removed("6.2", GONE),
    "ClientRequirements.DesktopMinVersion": Removed("6.2", _renamed("ServiceSettings.MinimumDesktopAppVersion")),
    # Named so in the source of 10.7; the new name is recorded. The documentation lists the change under 10.11.
    "ClusterSettings.EnableExperimentalGossipEncryption": Removed(
        "10.11", _renamed("ClusterSettings.EnableGossipEncryption")
    ),
    "ClusterSettings.IdleConnTimeoutMilliseconds": Removed("7.0", GONE),
    "ClusterSettings.InterNodeListenAddress": Removed("4.0", "set ClusterSettings.BindAddress and GossipPort instead"),
    "ClusterSettings.InterNodeUrls": Removed("4.0", "set ClusterSettings.ClusterName; the nodes find each other"),
    "ClusterSettings.MaxIdleConns": Removed("7.0", GONE),
    "ClusterSettings.MaxIdleConnsPerHost": Removed("7.0", GONE),
    "ClusterSettings.StreamingPort": Removed("6.0", "gossip is the only way today; see ClusterSettings.GossipPort"),
    "ClusterSettings.UseExperimentalGossip": Removed("6.0", ALWAYS_ON),
    "DisplaySettings.ExperimentalTimezone": Removed("6.0", ALWAYS_ON),
    "ElasticsearchSettings.BulkIndexingTimeWindowSeconds": Removed("6.7", _renamed("ElasticsearchSettings.BatchSize")),
    # Made by servers of 4.x. That it went with the other deprecated ones is our conclusion.
    "EmailSettings.InviteSalt": Removed("6.0", GONE),
    "EmailSettings.PasswordResetSalt": Removed("3.9", GONE),
    "ExperimentalAuditSettings.AdvancedLoggingConfig": Removed(
        "10.0", _renamed("ExperimentalAuditSettings.AdvancedLoggingJSON")
    ),
    "ExperimentalSettings.ClientSideCertCheck": Removed("11.0", "there is no sign-in by client certificate any more"),
    "ExperimentalSettings.PatchPluginsReactDOM": Removed("8.0", GONE),
    "ExperimentalSettings.UseNewSAMLLibrary": Removed("5.30", ALWAYS_ON),
    "FileSettings.AmazonS3BucketEndpoint": Removed("3.5", _renamed("FileSettings.AmazonS3Endpoint")),
    "FileSettings.AmazonS3LocationConstraint": Removed("3.5", _renamed("FileSettings.AmazonS3Region")),
    "FileSettings.AmazonS3LowercaseBucket": Removed("3.5", GONE),
    "FileSettings.PreviewHeight": Removed("4.0", GONE),
    "FileSettings.PreviewWidth": Removed("4.0", GONE),
    "FileSettings.ProfileHeight": Removed("4.0", GONE),
    "FileSettings.ProfileWidth": Removed("4.0", GONE),
    "FileSettings.ThumbnailHeight": Removed("4.0", GONE),
    "FileSettings.ThumbnailWidth": Removed("4.0", GONE),
    "LdapSettings.Trace": Removed("10.0", "set LogSettings.FileLevel to DEBUG to see more"),
    "LogSettings.AdvancedLoggingConfig": Removed("10.0", _renamed("LogSettings.AdvancedLoggingJSON")),
    "LogSettings.VerboseDiagnostics": Removed("11.0", "there is no telemetry any more"),
    "ServiceSettings.AllowEditPost": Removed(
        "6.0", _permission("channel_user", "edit_post") + "; ServiceSettings.PostEditTimeLimit limits the time"
    ),
    "ServiceSettings.CloseUnusedDirectMessages": Removed("6.0", SIDEBAR),
    "ServiceSettings.DisableLegacyMFA": Removed("6.0", ALWAYS_ON),
    "ServiceSettings.EnableAPIv3": Removed("5.0", "there is only version 4 of the API"),
    "ServiceSettings.EnableLegacySidebar": Removed("6.0", SIDEBAR),
    "ServiceSettings.EnableOnlyAdminIntegrations": Removed(
        "6.0",
        _permission(
            "team_user", "manage_own_incoming_webhooks", "manage_own_outgoing_webhooks", "manage_own_slash_commands"
        ),
    ),
    "ServiceSettings.EnableOpenTracing": Removed("10.6", GONE),
    "ServiceSettings.EnableReliableWebsockets": Removed("6.3", ALWAYS_ON),
    "ServiceSettings.ExperimentalChannelOrganization": Removed("6.0", SIDEBAR),
    "ServiceSettings.ExperimentalChannelSidebarOrganization": Removed("6.0", SIDEBAR),
    "ServiceSettings.ExperimentalDataPrefetch": Removed("5.32", GONE),
    "ServiceSettings.ExperimentalLimitClientConfig": Removed("5.6", ALWAYS_ON),
    "ServiceSettings.GfycatApiKey": Removed("9.1", _renamed("ServiceSettings.GiphySdkKey")),
    "ServiceSettings.GfycatApiSecret": Removed("9.1", _renamed("ServiceSettings.GiphySdkKey")),
    "ServiceSettings.ImageProxyOptions": Removed("6.0", _renamed("ImageProxySettings.RemoteImageProxyOptions")),
    "ServiceSettings.ImageProxyType": Removed("6.0", "set ImageProxySettings.Enable and ImageProxyType instead"),
    "ServiceSettings.ImageProxyURL": Removed("6.0", _renamed("ImageProxySettings.RemoteImageProxyURL")),
    "ServiceSettings.RestrictCustomEmojiCreation": Removed("6.0", _permission("system_user", "create_emojis")),
    "ServiceSettings.RestrictPostDelete": Removed(
        "6.0", _permission("channel_user", "delete_post") + "; delete_others_posts is that of team_admin"
    ),
    "ServiceSettings.SegmentDeveloperKey": Removed("3.7", GONE),
    "TeamSettings.EnableTeamCreation": Removed(
        "6.0",
        "set variable mattermost_enable_team_creation of role mattermost, or let module role take the permission"
        " create_team from the role system_user",
    ),
    "TeamSettings.EnableTeamListing": Removed("3.0", "a team's own setting allow_open_invite takes its place"),
    "TeamSettings.EnableXToLeaveChannelsFromLHS": Removed("6.0", SIDEBAR),
    "TeamSettings.ExperimentalHideTownSquareinLHS": Removed("6.0", SIDEBAR),
    "TeamSettings.ExperimentalTownSquareIsReadOnly": Removed("6.0", MODERATION),
    "TeamSettings.RestrictPrivateChannelCreation": Removed("6.0", _permission("team_user", "create_private_channel")),
    "TeamSettings.RestrictPrivateChannelDeletion": Removed(
        "6.0", _permission("channel_user", "delete_private_channel")
    ),
    "TeamSettings.RestrictPrivateChannelManageMembers": Removed(
        "6.0", _permission("channel_user", "manage_private_channel_members")
    ),
    "TeamSettings.RestrictPrivateChannelManagement": Removed(
        "6.0", _permission("channel_user", "manage_private_channel_properties")
    ),
    "TeamSettings.RestrictPublicChannelCreation": Removed("6.0", _permission("team_user", "create_public_channel")),
    "TeamSettings.RestrictPublicChannelDeletion": Removed("6.0", _permission("channel_user", "delete_public_channel")),
    "TeamSettings.RestrictPublicChannelManagement": Removed(
        "6.0", _permission("channel_user", "manage_public_channel_properties")
    ),
    "TeamSettings.RestrictTeamInvite": Removed("6.0", _permission("team_user", "invite_user", "add_user_to_team")),
}

_SECTIONS = {name.lower(): removed for name, removed in SECTIONS.items()}
_SETTINGS = {name.lower(): removed for name, removed in SETTINGS.items()}


def find(path):
    """Return what is known of a setting that there is no more, in any letter case; None of any other."""
    if not path:
        return None
    return _SECTIONS.get(path[0].lower()) or _SETTINGS.get(".".join(path[:2]).lower())
