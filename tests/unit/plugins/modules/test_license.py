# SPDX-License-Identifier: GPL-3.0-or-later
"""Module license."""

from __future__ import annotations

import base64
import json

import pytest

ROUTE = "/api/v4/license"
ID = "licenselicenselicenselicen"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
LICENSED = {"licensed": True, "id": ID, "expires_at": "2027-01-31T05:00:00Z", "sku": "professional"}


def text(license_id=ID, signature=b"\xff\x00" * 128, **more):
    """Return a license without a valid signature."""
    data = dict(
        {
            "id": license_id,
            "expires_at": 1801371600000,
            "sku_short_name": "professional",
            "customer": {"name": "J\u00e4ger"},
        },
        **more,
    )
    return base64.b64encode(json.dumps(data, ensure_ascii=False).encode() + signature).decode()


def asked(server, answer):
    """Expect the license to be read."""
    server.expect("GET", ROUTE + "/client", 200, answer, query={"format": "old"})


@pytest.mark.parametrize("source", ("text", "path"))
def test_install(server, run, bodies, tmp_path, source):
    content = text() + "\n"
    (tmp_path / "x.mattermost-license").write_text(content, encoding="utf-8")
    asked(server, bodies["unlicensed"])
    server.expect("POST", ROUTE, 201, {}, body={"license": content.encode()})
    asked(server, bodies["licensed"])
    result = run("license", **{source: content if source == "text" else str(tmp_path / "x.mattermost-license")})
    assert (result["changed"], result["license"]) == (True, LICENSED)
    assert result["diff"] == {"before": {"licensed": False, "id": None}, "after": {"licensed": True, "id": ID}}
    assert content.strip() not in str(result)


def test_install_in_check_mode(server, run, bodies):
    asked(server, bodies["unlicensed"])
    result = run("license", check=True, text=text())
    assert (result["changed"], result["license"]) == (True, LICENSED)


def test_prediction_without_a_server(server, run):
    for options in ({"text": text()}, {"state": "absent"}):
        server.expect("GET", ROUTE + "/client", raises=FileNotFoundError(2, "No such file"), query={"format": "old"})
        result = run("license", check=True, predict_without_server=True, **options)
        assert result["changed"] is (options != {"state": "absent"})


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    asked(server, bodies["licensed"])
    # Lines of any length, as people paste them.
    result = run("license", check=check, text="\n".join(text()[start : start + 76] for start in range(0, 900, 76)))
    assert (result["changed"], result["license"]) == (False, LICENSED)


def test_replace(server, run, bodies):
    asked(server, bodies["licensed"])
    server.expect("POST", ROUTE, 201, {}, body={"license": text("o" * 26).encode()})
    asked(server, dict(bodies["licensed"], Id="o" * 26))
    result = run("license", text=text("o" * 26))
    assert result["diff"]["before"]["id"] == ID
    assert result["diff"]["after"]["id"] == "o" * 26


def test_replace_in_check_mode(server, run, bodies):
    asked(server, bodies["licensed"])
    assert run("license", check=True, text=text("o" * 26))["license"]["id"] == "o" * 26


def test_a_license_that_the_environment_sets(server, run, bodies):
    asked(server, bodies["licensed"])
    server.expect("DELETE", ROUTE, 200, bodies["ok"])
    asked(server, bodies["licensed"])
    assert run("license", state="absent")["failure"]["kind"] == "not_taken"


def test_remove(server, run, bodies):
    asked(server, bodies["licensed"])
    server.expect("DELETE", ROUTE, 200, bodies["ok"])
    asked(server, bodies["unlicensed"])
    result = run("license", state="absent")
    assert (result["changed"], result["license"]["licensed"]) == (True, False)


def test_remove_in_check_mode(server, run, bodies):
    asked(server, bodies["licensed"])
    assert run("license", check=True, state="absent")["license"]["id"] is None


def test_remove_when_absent(server, run, bodies):
    asked(server, bodies["unlicensed"])
    assert run("license", state="absent")["changed"] is False


@pytest.mark.parametrize(
    "content",
    (
        "nonsense",
        "bm9uc2Vuc2U=",
        text(signature=b""),
        text(license_id=""),
        text(license_id=5),
        base64.b64encode(b"[]" + b"\xff" * 256).decode(),
    ),
)
def test_what_is_no_license_is_refused_before_it_is_sent(server, run, content):
    result = run("license", text=content)
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("input", "text")
    assert content not in str(result)


def test_a_server_that_does_not_take_it(server, run, bodies):
    asked(server, bodies["unlicensed"])
    server.expect("POST", ROUTE, 400, bodies["errors"]["license_invalid"], body={"license": text().encode()})
    result = run("license", text=text())
    assert "the server does not take the license" in result["msg"]
    assert result["failure"]["error_id"] == "api.license.add_license.invalid.app_error"


def test_who_may_not_see_the_id(server, run, bodies):
    del bodies["licensed"]["Id"]
    asked(server, bodies["licensed"])
    assert run("license", text=text(), **REMOTE)["failure"]["kind"] == "refused"


def test_an_old_server_does_not_tell_over_the_socket(server, run, bodies):
    server.expect("GET", ROUTE + "/client", 404, bodies["errors"]["no_route"], query={"format": "old"})
    result = run("license", text=text())
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("refused", "url")


def test_no_such_file(server, run):
    assert run("license", path="/nowhere")["failure"]["kind"] == "host"


def test_either_file_or_text(server, run):
    assert "any of the following are missing: path, text" in run("license")["msg"]
    assert "mutually exclusive" in run("license", path="/x", text="1234")["msg"]


def test_not_signed_in(server, run, bodies):
    server.expect("GET", ROUTE + "/client", 401, bodies["errors"]["no_session"], query={"format": "old"})
    assert run("license", text=text(), **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    asked(server, bodies["licensed"])
    server.expect("DELETE", ROUTE, 500, bodies["errors"]["server"])
    assert run("license", state="absent")["failure"]["status"] == 500
