# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables, in the real server's names and columns, and the migrations that make them.

Everything is created by the first migration that runs; the other names only count, so that the version in
`db_migrations` rises with the release as on a real server.
"""

from __future__ import annotations

from .database import Session

# The schema version of 11.6; a feature release more or less moves it by one, which is the stand-in's own rule.
RECORDED = (11, 6)
RECORDED_VERSION = 159
# Version 159 has 158 rows on a real server: one number was never used. Which one is not recorded.
UNUSED = 3

NAMES = {
    1: "create_teams",
    2: "create_team_members",
    157: "backfill_roles_schemeid",
    158: "add_roles_schemeid_index",
    159: "deduplicate_policy_names",
}

STATEMENTS = (
    """create table if not exists db_migrations (version bigint primary key, name varchar not null)""",
    """create table if not exists teams (
        id varchar(26) primary key, createat bigint, updateat bigint, deleteat bigint, displayname varchar(64),
        name varchar(64) unique, description varchar(255), email varchar(128), type varchar(8), companyname varchar(64),
        alloweddomains varchar(1000), inviteid varchar(32), schemeid varchar(26), allowopeninvite boolean,
        lastteamiconupdate bigint, groupconstrained boolean, cloudlimitsarchived boolean not null default false)""",
    """create table if not exists teammembers (
        teamid varchar(26) not null, userid varchar(26) not null, roles varchar(256), deleteat bigint,
        schemeuser boolean, schemeadmin boolean, schemeguest boolean, createat bigint default 0,
        primary key (teamid, userid))""",
    """create table if not exists users (
        id varchar(26) primary key, createat bigint, updateat bigint, deleteat bigint, username varchar(64) unique,
        password varchar(128), authdata varchar(128) unique, authservice varchar(32), email varchar(128) unique,
        emailverified boolean, nickname varchar(64), firstname varchar(64), lastname varchar(64), roles varchar(256),
        allowmarketing boolean, props jsonb, notifyprops jsonb, lastpasswordupdate bigint, lastpictureupdate bigint,
        failedattempts integer, locale varchar(5), mfaactive boolean, mfasecret varchar(128), position varchar(128),
        timezone jsonb, remoteid varchar(26), lastlogin bigint not null default 0, mfausedtimestamps jsonb)""",
    """create table if not exists bots (
        userid varchar(26) primary key, description varchar(1024), ownerid varchar(190), lasticonupdate bigint,
        createat bigint, updateat bigint, deleteat bigint)""",
    """create table if not exists roles (
        id varchar(26) primary key, name varchar(64) unique, displayname varchar(128), description varchar(1024),
        createat bigint, updateat bigint, deleteat bigint, permissions text, schememanaged boolean, builtin boolean,
        schemeid varchar(26))""",
    """create table if not exists channels (
        id varchar(26) primary key, createat bigint, updateat bigint, deleteat bigint, teamid varchar(26),
        type varchar(8), displayname varchar(64), name varchar(64), header varchar(1024), purpose varchar(250),
        lastpostat bigint, totalmsgcount bigint, extraupdateat bigint, creatorid varchar(26), schemeid varchar(26),
        groupconstrained boolean, shared boolean, totalmsgcountroot bigint, lastrootpostat bigint default 0,
        bannerinfo jsonb,
        defaultcategoryname varchar(64) not null default '', unique (name, teamid))""",
    """create table if not exists channelmembers (
        channelid varchar(26) not null, userid varchar(26) not null, roles varchar(256), lastviewedat bigint,
        msgcount bigint, mentioncount bigint, notifyprops jsonb, lastupdateat bigint, schemeuser boolean,
        schemeadmin boolean, schemeguest boolean, mentioncountroot bigint, msgcountroot bigint,
        urgentmentioncount bigint, primary key (channelid, userid))""",
    """create table if not exists sessions (
        id varchar(26) primary key, token varchar(26), createat bigint, expiresat bigint, lastactivityat bigint,
        userid varchar(26), deviceid varchar(512), roles varchar(256), isoauth boolean, props jsonb,
        expirednotify boolean, voipdeviceid varchar(512))""",
    """create index if not exists idx_sessions_token on sessions (token)""",
    """create table if not exists useraccesstokens (
        id varchar(26) primary key, token varchar(26) unique, userid varchar(26), description varchar(512),
        isactive boolean, expiresat bigint default 0)""",
    """create table if not exists incomingwebhooks (
        id varchar(26) primary key, createat bigint, updateat bigint, deleteat bigint, userid varchar(26),
        channelid varchar(26), teamid varchar(26), displayname varchar(64), description varchar(500),
        username varchar(255), iconurl varchar(1024), channellocked boolean)""",
    """create table if not exists outgoingwebhooks (
        id varchar(26) primary key, token varchar(26), createat bigint, updateat bigint, deleteat bigint,
        creatorid varchar(26), channelid varchar(26), teamid varchar(26), triggerwords varchar(1024),
        callbackurls varchar(1024), displayname varchar(64), contenttype varchar(128), triggerwhen integer,
        username varchar(64), iconurl varchar(1024), description varchar(500))""",
    """create table if not exists commands (
        id varchar(26) primary key, token varchar(26), createat bigint, updateat bigint, deleteat bigint,
        creatorid varchar(26), teamid varchar(26), trigger varchar(128), method varchar(1), username varchar(64),
        iconurl varchar(1024), autocomplete boolean, autocompletedesc varchar(1024), autocompletehint varchar(1024),
        displayname varchar(64), description varchar(128), url varchar(1024), pluginid varchar(190))""",
    """create index if not exists idx_channels_team_id_display_name on channels (teamid, displayname)""",
    """create index if not exists idx_channelmembers_user_id_channel_id_last_viewed_at
        on channelmembers (userid, channelid, lastviewedat)""",
    """create table if not exists posts (
        id varchar(26) primary key, createat bigint, updateat bigint, editat bigint, deleteat bigint, ispinned boolean,
        userid varchar(26), channelid varchar(26), rootid varchar(26), originalid varchar(26), message varchar(65535),
        type varchar(26), props jsonb, hashtags varchar(1000), filenames varchar(4000), fileids varchar(300),
        hasreactions boolean, remoteid varchar(26))""",
    """create index if not exists idx_posts_channel_id_delete_at_create_at on posts (channelid, deleteat, createat)""",
    """create table if not exists preferences (
        userid varchar(26) not null, category varchar(32) not null, name varchar(32) not null, value text,
        primary key (userid, category, name))""",
    """create table if not exists emoji (
        id varchar(26) primary key, createat bigint, updateat bigint, deleteat bigint, creatorid varchar(26),
        name varchar(64), unique (name, deleteat))""",
    """create table if not exists systems (name varchar(64) primary key, value varchar(1024))""",
)


# Databases that the stand-in made before it had these are in use on kept test hosts.
LATER = tuple(statement for statement in STATEMENTS if " posts " in statement or " emoji " in statement)


def schema_version(version: str) -> int:
    """The number of the newest migration of a release."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return max(2, RECORDED_VERSION + (major - RECORDED[0]) * 12 + minor - RECORDED[1])


def migration_name(number: int) -> str:
    """The recorded names; the others are not known here."""
    return NAMES.get(number, "migration_of_the_stand_in_%06d" % number)


async def applied(session: Session) -> list[int]:
    """The migrations the database has seen, in order; none when it is empty."""
    row = await session.fetchrow("select to_regclass('db_migrations') is not null as there")
    if not row["there"]:
        return []
    return [item["version"] for item in await session.fetch("select version from db_migrations order by version")]


async def pending(session: Session, version: str) -> list[int]:
    """The migrations of this release that the database has not seen."""
    seen = set(await applied(session))
    return [number for number in range(1, schema_version(version) + 1) if number not in seen and number != UNUSED]


async def migrate(session: Session, numbers: list[int]) -> None:
    """Make the tables and record the migrations."""
    for statement in STATEMENTS:
        await session.execute(statement)
    names = [migration_name(number) for number in numbers]
    await session.execute(
        "insert into db_migrations (version, name) select * from unnest(%s::bigint[], %s::varchar[])", numbers, names
    )
