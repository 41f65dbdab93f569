-- SPDX-License-Identifier: GPL-3.0-or-later
-- Users, teams, channels and memberships as an import would leave them: the server itself refuses the 251st user, and
-- hashing the passwords of thousands would take hours. Everything before is removed, so that nothing at all remains
-- where all numbers are 0. tools/bench/workspace_data.py says the same as options of the module.
--
-- Rows are copies of the administrator's and of the team home's: so they have all columns of whatever release it is.
-- Variables: users, teams, channels, per_channel (members of a channel).
\set ON_ERROR_STOP on
\set QUIET on
begin;

create temporary table benched on commit drop as
    select id from users where username like 'bench%'
    union all select id from teams where name like 'bench%'
    union all select id from channels where teamid in (select id from teams where name like 'bench%');
delete from channelmembers where userid in (select id from benched) or channelid in (select id from benched);
delete from teammembers where userid in (select id from benched) or teamid in (select id from benched);
delete from channels where id in (select id from benched);
delete from teams where id in (select id from benched);
delete from users where id in (select id from benched);

insert into users
select (jsonb_populate_record(model, jsonb_build_object(
    'id', substr(md5('bench user ' || n), 1, 26),
    'username', 'bench' || lpad(n::text, 5, '0'),
    'email', 'bench' || lpad(n::text, 5, '0') || '@example.com',
    'password', '', 'roles', 'system_user', 'firstname', 'First' || n, 'lastname', 'Last' || n))).*
from generate_series(1, :users) n, users model where model.username = 'admin';

insert into teams
select (jsonb_populate_record(model, jsonb_build_object(
    'id', substr(md5('bench team ' || n), 1, 26),
    'name', 'bench' || n, 'displayname', 'Bench ' || n, 'type', 'I',
    'inviteid', substr(md5('bench invitation ' || n), 1, 26)))).*
from generate_series(1, :teams) n, teams model where model.name = 'home';

-- The two that each team has, then the others, in turn by team.
insert into channels
select (jsonb_populate_record(model, jsonb_build_object(
    'id', substr(md5('bench ' || model.name || ' ' || n), 1, 26),
    'teamid', substr(md5('bench team ' || n), 1, 26)))).*
from generate_series(1, :teams) n, channels model
where model.teamid = (select id from teams where name = 'home') and model.name in ('town-square', 'off-topic');
insert into channels
select (jsonb_populate_record(model, jsonb_build_object(
    'id', substr(md5('bench channel ' || n), 1, 26),
    'name', 'bench' || n, 'displayname', 'Bench ' || n, 'type', 'O', 'purpose', 'Measurement ' || n,
    'teamid', substr(md5('bench team ' || (n - 1) % greatest(:teams, 1) + 1), 1, 26)))).*
from generate_series(1, :channels) n, channels model
where model.teamid = (select id from teams where name = 'home') and model.name = 'town-square';

-- Everybody is in one team, in turn, and in its two channels.
create temporary table placed on commit drop as
select substr(md5('bench user ' || n), 1, 26) as userid, (n - 1) % greatest(:teams, 1) + 1 as team,
       (n - 1) / greatest(:teams, 1) as place
from generate_series(1, :users) n where :teams > 0;
insert into teammembers
select (jsonb_populate_record(model, jsonb_build_object(
    'userid', placed.userid, 'teamid', substr(md5('bench team ' || placed.team), 1, 26),
    'schemeadmin', false))).*
from placed, teammembers model
where model.userid = (select id from users where username = 'admin')
and model.teamid = (select id from teams where name = 'home');
create temporary table joined on commit drop as
select userid, channels.id as channelid from placed
join channels on channels.teamid = substr(md5('bench team ' || placed.team), 1, 26)
where channels.name in ('town-square', 'off-topic') or placed.place < :per_channel;
insert into channelmembers
select (jsonb_populate_record(model, jsonb_build_object(
    'userid', joined.userid, 'channelid', joined.channelid, 'schemeadmin', false))).*
from joined, channelmembers model
where model.userid = (select id from users where username = 'admin')
and model.channelid = (select id from channels where name = 'town-square'
                       and teamid = (select id from teams where name = 'home'));

commit;
analyze users, teams, teammembers, channels, channelmembers;
-- What there is now, for the measurement to compare with what it is going to list.
select (select count(*) from users where username like 'bench%'), (select count(*) from teams where name like 'bench%'),
       (select count(*) from channels where name like 'bench%'),
       (select count(*) from teammembers m join teams t on t.id = m.teamid where t.name like 'bench%')
       + (select count(*) from channelmembers m join channels c on c.id = m.channelid where c.name like 'bench%');
