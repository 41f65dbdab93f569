# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, sessions, teams and their members."""

from .base import PW, Rec, recording


@recording
def api__users(env):
    r = Rec(env, people=False)

    def new(name, **kw):
        return {"username": name, "email": name + "@example.com", "password": PW, **kw}

    admin = r(
        "first user, created without any session: becomes system admin", "anonymous", "POST", "/users", new("admin")
    )["id"]
    r(
        "second user without a session: the server is not open (EnableOpenServer false)",
        "anonymous",
        "POST",
        "/users",
        new("mallory"),
    )
    alice = r(
        "create a user over the socket",
        "local",
        "POST",
        "/users",
        new("alice", first_name="Alice", last_name="Liddell", nickname="al", position="Developer", locale="de"),
    )["id"]
    bob = r(
        "create a user over the socket, marked verified, no welcome mail wanted",
        "local",
        "POST",
        "/users",
        new("bob", email_verified=True, disable_welcome_email=True),
    )["id"]
    r.login("admin")
    r.login("alice")
    r.login("bob")
    r("create a user as admin over http", "admin", "POST", "/users", new("carol"))
    r("create: a normal user may not", "alice", "POST", "/users", new("dave"))
    r("create: username is taken", "local", "POST", "/users", new("alice", email="other@example.com"))
    r(
        "create: username is taken, other letter case",
        "local",
        "POST",
        "/users",
        new("ALICE", email="other@example.com"),
    )
    r("create: email is taken", "local", "POST", "/users", new("alice2", email="alice@example.com"))
    r("create: email is taken, other letter case", "local", "POST", "/users", new("alice2", email="Alice@Example.com"))
    r(
        "create: mixed case is stored in lower case",
        "local",
        "POST",
        "/users",
        new("MixedCase", email="Mixed.Case@Example.com"),
    )
    for name, body in (
        ("username with a blank", new("a b")),
        ("username with an at sign", new("a@b", email="ab@example.com")),
        ("username empty: the server makes one up", new("", email="noname@example.com")),
        ("username of 64 letters", new("u" * 64)),
        ("username of 65 letters", new("u" * 65)),
        ("username of one letter", new("q")),
        ("username starting with a digit", new("1abc")),
        ("username starting with a dot", new(".abc")),
        ("username starting with an underscore", new("_abc")),
        ("username with an umlaut", new("m\u00fcller", email="mueller@example.com")),
        ("reserved username all", new("all")),
        ("reserved username matterbot", new("matterbot")),
        ("reserved username system", new("system")),
        ("no email", {"username": "nomail", "password": PW}),
        ("email without at sign", new("nomail", email="nomail")),
        ("email with a blank", new("nomail", email="no mail@example.com")),
        ("email with display name", new("nomail", email="No <nomail@example.com>")),
        ("email without dot in the domain", new("localmail", email="admin@localhost")),
        ("no password", {"username": "nopw", "email": "nopw@example.com"}),
        ("password empty", new("nopw", password="")),
        ("password of 7 letters", new("shortpw", password="1234567")),
        ("password of 8 letters", new("shortpw8", password="12345678")),
        ("password of 72 letters", new("pw72", password="p" * 72)),
        ("password of 73 letters", new("pw73", password="p" * 73)),
        ("password of 300 letters", new("pw300", password="p" * 300)),
        ("unknown locale", new("loc", locale="xx")),
        ("roles in the body are ignored", new("roly", roles="system_admin system_user")),
        ("an id in the body", new("withid", id="a" * 26)),
        ("nickname of 65 letters", new("nick", nickname="n" * 65)),
        ("first_name of 65 letters", new("first", first_name="n" * 65)),
        ("position of 129 letters", new("posi", position="n" * 129)),
    ):
        r("create: " + name, "local", "POST", "/users", body)
    r("create: body is not JSON", "local", "POST", "/users", "nonsense")
    r("create: body is empty", "local", "POST", "/users", "")
    for who in ("local", "admin", "alice"):
        r("read by username", who, "GET", "/users/username/alice")
        r("read by email", who, "GET", "/users/email/alice@example.com")
    r("read another user's email address as a normal user", "alice", "GET", "/users/username/bob")
    r("read by username without a session", "anonymous", "GET", "/users/username/alice")
    r(
        "read with a wrong token",
        "anonymous",
        "GET",
        "/users/username/alice",
        headers={"Authorization": "Bearer wrongtoken"},
    )
    r(
        "read with a well-formed but unknown token",
        "anonymous",
        "GET",
        "/users/me",
        headers={"Authorization": "Bearer " + "y" * 26},
    )
    r(
        "a wrong Authorization header over the socket",
        "local",
        "GET",
        "/users/username/alice",
        headers={"Authorization": "Bearer wrongtoken"},
    )
    r("read me", "alice", "GET", "/users/me")
    r("read me over the socket", "local", "GET", "/users/me")
    r("read by id", "local", "GET", "/users/" + alice)
    r("read: unknown username", "local", "GET", "/users/username/nobody")
    r("read: unknown username over http", "admin", "GET", "/users/username/nobody")
    r("read: unknown email", "local", "GET", "/users/email/nobody@example.com")
    r("read: unknown email as a normal user", "alice", "GET", "/users/email/nobody@example.com")
    r("read: unknown id", "local", "GET", "/users/" + "y" * 26)
    r("read: malformed id", "local", "GET", "/users/xyz")
    r("read: username in upper case", "local", "GET", "/users/username/ALICE")
    r("read: email in upper case", "local", "GET", "/users/email/ALICE@EXAMPLE.COM")
    r("read by usernames, over http", "admin", "POST", "/users/usernames", ["alice", "nobody", "BOB"])
    r("read by usernames, empty list", "admin", "POST", "/users/usernames", [])
    r("read by usernames, over the socket: not served", "local", "POST", "/users/usernames", ["alice"])
    r("read by ids, over http", "admin", "POST", "/users/ids", [alice, "y" * 26])
    r("read by ids, over the socket", "local", "POST", "/users/ids", [alice, bob])
    r("read by ids, empty list", "local", "POST", "/users/ids", [])
    r("read by ids, not a list", "local", "POST", "/users/ids", {"ids": [alice]})
    r("list", "local", "GET", "/users", query="page=0&per_page=3")
    r("list: page after the last", "local", "GET", "/users", query="page=99&per_page=3")
    r("list: per_page over 200 is cut", "local", "GET", "/users", query="per_page=500", most=1)
    r("list: per_page 0", "local", "GET", "/users", query="per_page=0", most=1)
    r("list: page not a number", "local", "GET", "/users", query="page=x", most=1)
    r("list as a normal user", "alice", "GET", "/users", query="per_page=2")
    r("list: role filter", "local", "GET", "/users", query="role=system_admin")
    r("list: unknown role", "local", "GET", "/users", query="role=nonsense", most=1)
    r("search, over http", "admin", "POST", "/users/search", {"term": "ali"})
    r("search, over the socket: not served", "local", "POST", "/users/search", {"term": "ali"})
    r("patch as admin", "admin", "PUT", "/users/%s/patch" % alice, {"nickname": "Ally", "position": "Lead"})
    r(
        "patch again with the same values",
        "admin",
        "PUT",
        "/users/%s/patch" % alice,
        {"nickname": "Ally", "position": "Lead"},
    )
    r("patch over the socket: not served", "local", "PUT", "/users/%s/patch" % alice, {"nickname": "Ally"})
    r("patch: password is ignored", "admin", "PUT", "/users/%s/patch" % alice, {"password": "Another-Passw0rd-2"})
    r("patch: username taken", "admin", "PUT", "/users/%s/patch" % alice, {"username": "bob"})
    r("patch: email taken", "admin", "PUT", "/users/%s/patch" % alice, {"email": "bob@example.com"})
    r("patch: invalid username", "admin", "PUT", "/users/%s/patch" % alice, {"username": "a b"})
    r("patch: invalid email", "admin", "PUT", "/users/%s/patch" % alice, {"email": "nonsense"})
    r("patch: own name as a normal user", "alice", "PUT", "/users/%s/patch" % alice, {"first_name": "Alicia"})
    r("patch: another user as a normal user", "alice", "PUT", "/users/%s/patch" % bob, {"first_name": "Robert"})
    r(
        "patch: own email without the password",
        "alice",
        "PUT",
        "/users/%s/patch" % alice,
        {"email": "alice.new@example.com"},
    )
    full = r("read before the full update", "local", "GET", "/users/" + alice)
    r("update (whole user) over the socket", "local", "PUT", "/users/" + alice, dict(full, last_name="Hargreaves"))
    full = r("read after the full update", "local", "GET", "/users/" + alice)
    r("update over the socket with the same values", "local", "PUT", "/users/" + alice, full)
    r(
        "update over the socket with a partial body: what is left out is lost",
        "local",
        "PUT",
        "/users/" + alice,
        {"id": alice, "username": "alice", "email": "alice@example.com", "position": "CEO"},
    )
    r("update over the socket with only one field", "local", "PUT", "/users/" + alice, {"id": alice, "position": "CTO"})
    r(
        "update over the socket without id",
        "local",
        "PUT",
        "/users/" + alice,
        {"username": "alice", "email": "alice@example.com"},
    )
    r(
        "update over the socket, email changed",
        "local",
        "PUT",
        "/users/" + alice,
        dict(full, email="alice.changed@example.com"),
    )
    r("update over the socket, email back", "local", "PUT", "/users/" + alice, dict(full, email="alice@example.com"))
    r(
        "roles: make system admin, over the socket",
        "local",
        "PUT",
        "/users/%s/roles" % alice,
        {"roles": "system_user system_admin"},
    )
    r("roles: the same again", "local", "PUT", "/users/%s/roles" % alice, {"roles": "system_user system_admin"})
    r("roles: read back", "local", "GET", "/users/" + alice)
    r(
        "roles: other order is kept as sent",
        "local",
        "PUT",
        "/users/%s/roles" % alice,
        {"roles": "system_admin system_user"},
    )
    r("roles: read back", "local", "GET", "/users/" + alice)
    r("roles: unknown role", "local", "PUT", "/users/%s/roles" % bob, {"roles": "system_user nonsense"})
    r("roles: system_admin without system_user", "local", "PUT", "/users/%s/roles" % bob, {"roles": "system_admin"})
    r("roles: invalid characters", "local", "PUT", "/users/%s/roles" % bob, {"roles": "System Admin!"})
    r("roles: empty", "local", "PUT", "/users/%s/roles" % bob, {"roles": ""})
    r("roles: read back", "local", "GET", "/users/" + bob)
    r("roles: a list instead of a string", "local", "PUT", "/users/%s/roles" % bob, {"roles": ["system_user"]})
    r("roles: read back after the list", "local", "GET", "/users/" + bob)
    r("roles: as a normal user", "bob", "PUT", "/users/%s/roles" % bob, {"roles": "system_user system_admin"})
    r("roles: back to a normal user, over http", "admin", "PUT", "/users/%s/roles" % bob, {"roles": "system_user"})
    r("roles: alice back to a normal user", "admin", "PUT", "/users/%s/roles" % alice, {"roles": "system_user"})
    r(
        "roles: demote the last admin, over the socket",
        "local",
        "PUT",
        "/users/%s/roles" % admin,
        {"roles": "system_user"},
    )
    r("roles: read back the last admin", "local", "GET", "/users/" + admin)
    r("roles: the first admin again", "local", "PUT", "/users/%s/roles" % admin, {"roles": "system_user system_admin"})
    r.login("admin")
    r(
        "roles: demote the last admin, by himself over http",
        "admin",
        "PUT",
        "/users/%s/roles" % admin,
        {"roles": "system_user"},
    )
    r("roles: read back the last admin", "local", "GET", "/users/" + admin)
    r("roles: the first admin again", "local", "PUT", "/users/%s/roles" % admin, {"roles": "system_user system_admin"})
    r.login("admin")
    r("deactivate the last admin, over the socket", "local", "PUT", "/users/%s/active" % admin, {"active": False})
    r("activate him again", "local", "PUT", "/users/%s/active" % admin, {"active": True})
    r("sessions of a user who was deactivated and activated", "admin", "GET", "/users/me")
    r.login("admin")
    r("deactivate", "local", "PUT", "/users/%s/active" % bob, {"active": False})
    r("deactivate again", "local", "PUT", "/users/%s/active" % bob, {"active": False})
    r("read a deactivated user by username", "local", "GET", "/users/username/bob")
    r("read a deactivated user by username, as admin", "admin", "GET", "/users/username/bob")
    r("login of a deactivated user", "anonymous", "POST", "/users/login", {"login_id": "bob", "password": PW})
    r("create: username of a deactivated user", "local", "POST", "/users", new("bob"))
    r("list: inactive only", "local", "GET", "/users", query="inactive=true")
    r("patch a deactivated user", "admin", "PUT", "/users/%s/patch" % bob, {"nickname": "gone"})
    r("activate", "local", "PUT", "/users/%s/active" % bob, {"active": True})
    r("activate again", "local", "PUT", "/users/%s/active" % bob, {"active": True})
    r("active: not a boolean", "local", "PUT", "/users/%s/active" % bob, {"active": "yes"})
    r("active: as a normal user", "alice", "PUT", "/users/%s/active" % bob, {"active": False})
    r(
        "active: own account as a normal user (EnableUserDeactivation off)",
        "alice",
        "PUT",
        "/users/%s/active" % alice,
        {"active": False},
    )
    r("delete (deactivates)", "local", "DELETE", "/users/" + bob)
    r("delete again", "local", "DELETE", "/users/" + bob)
    r("read after delete", "local", "GET", "/users/" + bob)
    r(
        "delete for good while EnableAPIUserDeletion is off, over http",
        "admin",
        "DELETE",
        "/users/" + bob,
        query="permanent=true",
    )
    carol = r("read carol", "local", "GET", "/users/username/carol")["id"]
    r(
        "delete for good while EnableAPIUserDeletion is off, over the socket",
        "local",
        "DELETE",
        "/users/" + carol,
        query="permanent=true",
    )
    r("read after that", "local", "GET", "/users/username/carol")
    r("activate bob", "local", "PUT", "/users/%s/active" % bob, {"active": True})
    r(
        "password change over the socket",
        "local",
        "PUT",
        "/users/%s/password" % bob,
        {"new_password": "Another-Passw0rd-2"},
    )
    r(
        "password change over the socket to the same password",
        "local",
        "PUT",
        "/users/%s/password" % bob,
        {"new_password": "Another-Passw0rd-2"},
    )
    r("password change: too short", "local", "PUT", "/users/%s/password" % bob, {"new_password": "short"})
    r("password change: empty", "local", "PUT", "/users/%s/password" % bob, {"new_password": ""})
    r(
        "password change: unknown user",
        "local",
        "PUT",
        "/users/%s/password" % ("y" * 26),
        {"new_password": "Another-Passw0rd-2"},
    )
    r(
        "password change: as admin over http, without the old one",
        "admin",
        "PUT",
        "/users/%s/password" % bob,
        {"new_password": PW},
    )
    r(
        "password change: own, old one wrong",
        "alice",
        "PUT",
        "/users/%s/password" % alice,
        {"current_password": "wrong", "new_password": "Another-Passw0rd-2"},
    )
    r(
        "password change: own, without the old one",
        "alice",
        "PUT",
        "/users/%s/password" % alice,
        {"new_password": "Another-Passw0rd-2"},
    )
    r(
        "password change: own, right",
        "alice",
        "PUT",
        "/users/%s/password" % alice,
        {"current_password": PW, "new_password": "Another-Passw0rd-2"},
    )
    r("the session that changed the password stays", "alice", "GET", "/users/me")
    r("verify the email of a user", "local", "POST", "/users/%s/email/verify/member" % alice)
    r("verify again", "local", "POST", "/users/%s/email/verify/member" % alice)
    r("team members only, unknown team", "local", "GET", "/users", query="in_team=" + "y" * 26)
    r(
        "sign up turned off",
        "local",
        "PUT",
        "/config/patch",
        {"TeamSettings": {"EnableUserCreation": False}},
        keep=["TeamSettings.EnableUserCreation"],
    )
    r("create over the socket while EnableUserCreation is off", "local", "POST", "/users", new("erin"))
    r("create as admin while EnableUserCreation is off", "admin", "POST", "/users", new("erin2"))
    r("create without a session while EnableUserCreation is off", "anonymous", "POST", "/users", new("erin3"))
    r(
        "domains restricted",
        "local",
        "PUT",
        "/config/patch",
        {"TeamSettings": {"EnableUserCreation": True, "RestrictCreationToDomains": "example.org"}},
        keep=["TeamSettings.RestrictCreationToDomains"],
    )
    r("create: domain not allowed", "local", "POST", "/users", new("frank"))
    r("create: domain not allowed, as admin over http", "admin", "POST", "/users", new("frank2"))
    r("create: domain allowed", "local", "POST", "/users", new("frank", email="frank@example.org"))
    r(
        "password rules",
        "local",
        "PUT",
        "/config/patch",
        {
            "TeamSettings": {"RestrictCreationToDomains": ""},
            "PasswordSettings": {
                "MinimumLength": 14,
                "Lowercase": True,
                "Uppercase": True,
                "Number": True,
                "Symbol": True,
            },
        },
        keep=["PasswordSettings"],
    )
    r("patch: username change of a user, over http", "admin", "PUT", "/users/%s/patch" % bob, {"username": "robert"})
    for password in ("alllowercaseletters", "Aa1!", "Aa1aaaaaaaaaaaaa"):
        r("create: password breaks the rules", "local", "POST", "/users", new("greta", password=password))
    r.save("api/users")


@recording
def api__sessions(env):
    r = Rec(env)
    body = {"login_id": "alice", "password": PW}
    r("login by username", "anonymous", "POST", "/users/login", body)
    r("login by email", "anonymous", "POST", "/users/login", dict(body, login_id="alice@example.com"))
    r("login by username in upper case", "anonymous", "POST", "/users/login", dict(body, login_id="ALICE"))
    r("login: wrong password", "anonymous", "POST", "/users/login", dict(body, password="wrong"))
    r("login: unknown user", "anonymous", "POST", "/users/login", dict(body, login_id="nobody"))
    r("login: empty login_id", "anonymous", "POST", "/users/login", dict(body, login_id=""))
    r("login: empty password", "anonymous", "POST", "/users/login", dict(body, password=""))
    r("login: body is not JSON", "anonymous", "POST", "/users/login", "nonsense")
    r("login over the socket: not served", "local", "POST", "/users/login", body)
    r("own sessions", "alice", "GET", "/users/me/sessions", most=1)
    r("sessions of another user, as admin", "admin", "GET", "/users/%s/sessions" % r.ids["alice"], most=1)
    r("no session at all", "anonymous", "GET", "/users/me")
    r("wrong token", "anonymous", "GET", "/users/me", headers={"Authorization": "Bearer wrong"})
    r("logout", "alice", "POST", "/users/logout")
    r("the token after logout", "alice", "GET", "/users/me")
    r("logout without a session", "anonymous", "POST", "/users/logout")
    r(
        "attempts limited",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"MaximumLoginAttempts": 2}},
        keep=["ServiceSettings.MaximumLoginAttempts"],
    )
    for number in (1, 2, 3):
        r(
            "login: wrong password, attempt %d of at most 2" % number,
            "anonymous",
            "POST",
            "/users/login",
            {"login_id": "bob", "password": "wrong"},
        )
    r("login: right password while locked", "anonymous", "POST", "/users/login", {"login_id": "bob", "password": PW})
    r(
        "admin sets the password anew over the socket",
        "local",
        "PUT",
        "/users/%s/password" % r.ids["bob"],
        {"new_password": PW},
    )
    r("login after that", "anonymous", "POST", "/users/login", {"login_id": "bob", "password": PW})
    r(
        "verification required",
        "local",
        "PUT",
        "/config/patch",
        {"EmailSettings": {"RequireEmailVerification": True}},
        keep=["EmailSettings.RequireEmailVerification"],
    )
    r("login: email not verified", "anonymous", "POST", "/users/login", {"login_id": "bob", "password": PW})
    r(
        "sign in by username off",
        "local",
        "PUT",
        "/config/patch",
        {"EmailSettings": {"RequireEmailVerification": False, "EnableSignInWithUsername": False}},
        keep=["EmailSettings.EnableSignInWithUsername"],
    )
    r("login by username while that is off", "anonymous", "POST", "/users/login", {"login_id": "bob", "password": PW})
    r.save("api/sessions")


@recording
def api__teams(env):
    r = Rec(env, people=True)

    def new(name, **kw):
        return {"name": name, "display_name": name.title(), "type": "O", **kw}

    eng = r(
        "create over the socket",
        "local",
        "POST",
        "/teams",
        new("engineering", description="Makers", company_name="Example"),
    )["id"]
    r("create as admin over http: the creator becomes a member", "admin", "POST", "/teams", new("sales", type="I"))
    r("create as a normal user (allowed by default)", "alice", "POST", "/teams", new("alices-team"))
    r("members: the creator is team admin", "alice", "GET", "/users/me/teams/members")
    r("create: name is taken", "local", "POST", "/teams", new("engineering"))
    r("create: name is taken, upper case", "local", "POST", "/teams", new("ENGINEERING"))
    for name, body in (
        ("no name", {"display_name": "X", "type": "O"}),
        ("name of one letter", new("x")),
        ("name of two letters", new("xy")),
        ("name of 64 letters", new("n" * 64, display_name="N")),
        ("name of 65 letters", new("n" * 65, display_name="N")),
        ("name with a blank", new("a b")),
        ("name with an underscore", new("a_b")),
        ("name starting with a digit", new("1ab")),
        ("name ending with a dash", new("ab-")),
        ("name starting with a dash", new("-ab")),
        ("reserved name admin", new("admin")),
        ("reserved name api", new("api")),
        ("reserved name login", new("login")),
        ("reserved start: signuphelp", new("signuphelp")),
        ("no display_name", {"name": "nodisplay", "type": "O"}),
        ("display_name of 65 letters", new("longdisplay", display_name="d" * 65)),
        ("no type", {"name": "notype", "display_name": "No type"}),
        ("type X", new("typex", type="X")),
        ("description of 256 letters", new("longdesc", description="d" * 256)),
        ("allow_open_invite with type I", new("openinvite", type="I", allow_open_invite=True)),
        ("invalid email", new("bademail", email="nonsense")),
        ("allowed_domains of 501 letters", new("longdomains", allowed_domains="d" * 501)),
        ("company_name of 65 letters", new("longcompany", company_name="c" * 65)),
    ):
        r("create: " + name, "local", "POST", "/teams", body)
    r("create: body is not JSON", "local", "POST", "/teams", "nonsense")
    for who in ("local", "admin", "alice"):
        r("read by name", who, "GET", "/teams/name/sales")
    r.login("bob")
    r("read by name, an open team without allow_open_invite, as a normal user", "bob", "GET", "/teams/name/engineering")
    r("read by name without a session", "anonymous", "GET", "/teams/name/sales")
    r("read by id", "local", "GET", "/teams/" + eng)
    r("read: unknown name", "local", "GET", "/teams/name/nonsense")
    r("read: unknown name, as a normal user", "alice", "GET", "/teams/name/nonsense")
    r("read: name in upper case", "local", "GET", "/teams/name/ENGINEERING")
    r("read: unknown id", "local", "GET", "/teams/" + "y" * 26)
    r("exists", "admin", "GET", "/teams/name/engineering/exists")
    r("exists: over the socket", "local", "GET", "/teams/name/engineering/exists")
    r("list", "local", "GET", "/teams", query="page=0&per_page=2")
    r("list with total count", "local", "GET", "/teams", query="page=0&per_page=1&include_total_count=true")
    r("list: page after the last", "local", "GET", "/teams", query="page=50&per_page=2")
    r("list as a normal user", "alice", "GET", "/teams", most=2)
    r("search", "local", "POST", "/teams/search", {"term": "engin"})
    r("patch", "local", "PUT", "/teams/%s/patch" % eng, {"display_name": "Engineers", "description": "They make"})
    r(
        "patch again with the same values",
        "local",
        "PUT",
        "/teams/%s/patch" % eng,
        {"display_name": "Engineers", "description": "They make"},
    )
    r("patch: name and type are ignored", "local", "PUT", "/teams/%s/patch" % eng, {"name": "renamed", "type": "I"})
    r("patch: empty display_name", "local", "PUT", "/teams/%s/patch" % eng, {"display_name": ""})
    r("patch: display_name of 65 letters", "local", "PUT", "/teams/%s/patch" % eng, {"display_name": "d" * 65})
    r("patch: unknown key", "local", "PUT", "/teams/%s/patch" % eng, {"nonsense": 1})
    r(
        "patch: allow_open_invite and allowed_domains",
        "local",
        "PUT",
        "/teams/%s/patch" % eng,
        {"allow_open_invite": True, "allowed_domains": "example.com, example.org"},
    )
    r("patch: unknown team", "local", "PUT", "/teams/%s/patch" % ("y" * 26), {"display_name": "X"})
    r("patch as a normal user", "alice", "PUT", "/teams/%s/patch" % eng, {"display_name": "X"})
    r(
        "update (whole team)",
        "local",
        "PUT",
        "/teams/" + eng,
        dict(r.quiet("local", "GET", "/teams/" + eng), display_name="Whole", name="renamed", type="I"),
    )
    r("privacy to invite only", "local", "PUT", "/teams/%s/privacy" % eng, {"privacy": "I"})
    r("privacy: the same again", "local", "PUT", "/teams/%s/privacy" % eng, {"privacy": "I"})
    r("privacy to open", "local", "PUT", "/teams/%s/privacy" % eng, {"privacy": "O"})
    r("privacy: nonsense", "local", "PUT", "/teams/%s/privacy" % eng, {"privacy": "X"})
    r("scheme: no licence", "admin", "PUT", "/teams/%s/scheme" % eng, {"scheme_id": "y" * 26})
    r("scheme: over the socket", "local", "PUT", "/teams/%s/scheme" % eng, {"scheme_id": "y" * 26})
    r("archive", "local", "DELETE", "/teams/" + eng)
    r("archive again", "local", "DELETE", "/teams/" + eng)
    r("read an archived team by name", "local", "GET", "/teams/name/engineering")
    r("read an archived team by name, as admin", "admin", "GET", "/teams/name/engineering")
    r("list: archived teams are in the list too", "local", "GET", "/teams", query="per_page=1")
    r("patch an archived team", "local", "PUT", "/teams/%s/patch" % eng, {"display_name": "Archived"})
    r("create: name of an archived team", "local", "POST", "/teams", new("engineering"))
    r("restore", "local", "POST", "/teams/%s/restore" % eng)
    r("restore again", "local", "POST", "/teams/%s/restore" % eng)
    r("archive as a normal user", "alice", "DELETE", "/teams/" + eng)
    r(
        "delete for good while EnableAPITeamDeletion is off, over http",
        "admin",
        "DELETE",
        "/teams/" + eng,
        query="permanent=true",
    )
    r(
        "delete for good while EnableAPITeamDeletion is off, over the socket",
        "local",
        "DELETE",
        "/teams/" + eng,
        query="permanent=true",
    )
    r("read after that", "local", "GET", "/teams/name/engineering")
    r.save("api/teams")


@recording
def api__team_members(env):
    r = Rec(env)
    team, alice, bob = r.ids["home"], r.ids["alice"], r.ids["bob"]
    base = "/teams/%s/members" % team

    def one(user):
        return {"team_id": team, "user_id": user}

    r("add over the socket", "local", "POST", base, one(alice))
    r("add again", "local", "POST", base, one(alice))
    r("add: unknown user", "local", "POST", base, one("y" * 26))
    r("add: malformed user id", "local", "POST", base, one("xyz"))
    r("add: team id of the body differs from the path", "local", "POST", base, {"team_id": "y" * 26, "user_id": bob})
    r("add: no team id in the body", "local", "POST", base, {"user_id": bob})
    r("add: unknown team", "local", "POST", "/teams/%s/members" % ("y" * 26), {"team_id": "y" * 26, "user_id": bob})
    r.login("bob")
    r("add by a normal user who is not in an invite-only team", "bob", "POST", base, one(bob))
    r("add: a deactivated user (first deactivated)", "local", "PUT", "/users/%s/active" % bob, {"active": False})
    r("add: a deactivated user", "local", "POST", base, one(bob))
    r("(activated again)", "local", "PUT", "/users/%s/active" % bob, {"active": True})
    r.login("bob")
    r("remove what the last add made", "local", "DELETE", base + "/" + bob)
    r("read one, over http", "admin", "GET", base + "/" + alice)
    r("read one, over the socket", "local", "GET", base + "/" + alice)
    r("read one who was removed before", "admin", "GET", base + "/" + bob)
    r("read one who never was a member", "admin", "GET", base + "/" + r.ids["admin"])
    r("list, over http", "admin", "GET", base, query="page=0&per_page=2")
    r("list, over the socket", "local", "GET", base)
    r("list as users, over the socket", "local", "GET", "/users", query="in_team=%s&page=0&per_page=200" % team)
    r("list as users: page after the last", "local", "GET", "/users", query="in_team=%s&page=5&per_page=200" % team)
    r("list as users, over http", "admin", "GET", "/users", query="in_team=%s&page=0&per_page=2" % team)
    r("list as users, as one who is not in the team", "bob", "GET", "/users", query="in_team=" + team)
    r("stats", "admin", "GET", "/teams/%s/stats" % team)
    r("list by ids, over http", "admin", "POST", base + "/ids", [alice, bob])
    r("list by ids, over the socket", "local", "POST", base + "/ids", [alice])
    r("batch over http", "admin", "POST", base + "/batch", [one(alice), one(bob)])
    r("batch over http with one unknown user", "admin", "POST", base + "/batch", [one(alice), one("y" * 26)])
    r(
        "batch over http, graceful, with one unknown user",
        "admin",
        "POST",
        base + "/batch",
        [one(alice), one("y" * 26)],
        query="graceful=true",
    )
    r("batch over the socket: not served", "local", "POST", base + "/batch", [one(alice)])
    r("batch: empty list", "admin", "POST", base + "/batch", [])
    r(
        "batch: 257 entries",
        "admin",
        "POST",
        base + "/batch",
        [one(alice)] * 257,
        show=["... 257 times the same {team_id, user_id}"],
    )
    r(
        "batch: 256 entries of the same user",
        "admin",
        "POST",
        base + "/batch",
        [one(alice)] * 256,
        show=["... 256 times the same {team_id, user_id}"],
        most=1,
    )
    r("batch: as a normal user who is not team admin", "alice", "POST", base + "/batch", [one(bob)])
    r(
        "scheme roles: make team admin, over http",
        "admin",
        "PUT",
        "%s/%s/schemeRoles" % (base, alice),
        {"scheme_user": True, "scheme_admin": True},
    )
    r("scheme roles: read back", "admin", "GET", base + "/" + alice)
    r(
        "scheme roles: the same again",
        "admin",
        "PUT",
        "%s/%s/schemeRoles" % (base, alice),
        {"scheme_user": True, "scheme_admin": True},
    )
    r(
        "scheme roles: over the socket",
        "local",
        "PUT",
        "%s/%s/schemeRoles" % (base, alice),
        {"scheme_user": True, "scheme_admin": True},
    )
    r("scheme roles: scheme_user left out", "admin", "PUT", "%s/%s/schemeRoles" % (base, alice), {"scheme_admin": True})
    r(
        "scheme roles: not a member",
        "admin",
        "PUT",
        "%s/%s/schemeRoles" % (base, "y" * 26),
        {"scheme_user": True, "scheme_admin": True},
    )
    r(
        "scheme roles: as a normal user",
        "bob",
        "PUT",
        "%s/%s/schemeRoles" % (base, bob),
        {"scheme_user": True, "scheme_admin": True},
    )
    r(
        "roles: make team admin the old way",
        "admin",
        "PUT",
        "%s/%s/roles" % (base, bob),
        {"roles": "team_user team_admin"},
    )
    r("roles: over the socket", "local", "PUT", "%s/%s/roles" % (base, bob), {"roles": "team_user"})
    r(
        "back to a plain member",
        "admin",
        "PUT",
        "%s/%s/schemeRoles" % (base, bob),
        {"scheme_user": True, "scheme_admin": False},
    )
    r("read back", "admin", "GET", base + "/" + bob)
    r("remove", "local", "DELETE", base + "/" + bob)
    r("remove again", "local", "DELETE", base + "/" + bob)
    r("remove: unknown user", "local", "DELETE", base + "/" + "y" * 26)
    r("read one who was removed", "admin", "GET", base + "/" + bob)
    r("add one who was removed", "local", "POST", base, one(bob))
    r(
        "MaxUsersPerTeam lowered to the present number",
        "local",
        "PUT",
        "/config/patch",
        {"TeamSettings": {"MaxUsersPerTeam": 2}},
        keep=["TeamSettings.MaxUsersPerTeam"],
    )
    r("add over the limit", "local", "POST", base, one(r.ids["admin"]))
    r("add one who is in already, at the limit", "local", "POST", base, one(bob))
    r("batch over the limit", "admin", "POST", base + "/batch", [one(r.ids["admin"])])
    r("batch over the limit, graceful", "admin", "POST", base + "/batch", [one(r.ids["admin"])], query="graceful=true")
    r(
        "create a user over the socket is not limited by it",
        "local",
        "POST",
        "/users",
        {"username": "dave", "email": "dave@example.com", "password": PW},
    )
    r("MaxUsersPerTeam 0 is refused", "local", "PUT", "/config/patch", {"TeamSettings": {"MaxUsersPerTeam": 0}})
    r(
        "domains of the team limited, MaxUsersPerTeam back",
        "local",
        "PUT",
        "/config/patch",
        {"TeamSettings": {"MaxUsersPerTeam": 50}},
        keep=["TeamSettings.MaxUsersPerTeam"],
    )
    r("allowed_domains of the team", "local", "PUT", "/teams/%s/patch" % team, {"allowed_domains": "example.org"})
    r("add: domain not allowed", "local", "POST", base, one(r.ids["admin"]))
    r("all domains again", "local", "PUT", "/teams/%s/patch" % team, {"allowed_domains": ""})
    r("archive the team", "local", "DELETE", "/teams/" + team)
    r("add to an archived team", "local", "POST", base, one(r.ids["admin"]))
    r.save("api/team_members")
