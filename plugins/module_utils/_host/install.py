# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Facts about an installation, from the files and commands of a host. No I/O; look.py reads."""

from __future__ import annotations

import ipaddress
import re

RELEASE = re.compile(r"(team|enterprise)-(\d+\.\d+\.\d+[A-Za-z0-9.+-]*)")
MARKER = "# Managed by groupware.mattermost"
OURS = ("releases", "current")
INCOMING = ".incoming"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
LISTEN = "0A"
ANY = ("0.0.0.0", "::")
SHOWN_PROPERTIES = (
    "LoadState",
    "ActiveState",
    "SubState",
    "MainPID",
    "NeedDaemonReload",
    "FragmentPath",
    "ControlGroup",
    "UnitFileState",
)


def release(base, name):
    """Return the release of a directory name, None if it is not a release of this collection."""
    found = RELEASE.fullmatch(name)
    if not found:
        return None
    return {"name": name, "edition": found.group(1), "version": found.group(2), "path": "%s/releases/%s" % (base, name)}


def releases(base, names):
    """Return the releases among the names, in the order of their versions."""
    found = [entry for entry in (release(base, name) for name in names) if entry]
    return sorted(found, key=lambda entry: (_numbers(entry["version"]), entry["name"]))


def _numbers(version):
    """Return a version as numbers, so that 11.10 is after 11.9."""
    return [int(part) for part in re.findall(r"\d+", version)]


def release_of_path(base, path):
    """Return the name of the release in which a path lies."""
    start = base + "/releases/"
    return path[len(start) :].partition("/")[0] or None if path.startswith(start) else None


def running_release(bases, paths):
    """Return the release that a process runs from, found by its paths below the base directory."""
    for path in paths:
        for base in bases:
            name = release_of_path(base, path)
            if name:
                return name
    return None


def distribution(text):
    """Parse the text of os-release: what the distribution is, and what it is like, nearest first."""
    fields = dict(line.partition("=")[::2] for line in (text or "").splitlines() if "=" in line)
    plain = {key: value.strip().strip("\"'") for key, value in fields.items()}
    name, like = plain.get("ID", "linux"), plain.get("ID_LIKE", "").split()
    return {"id": name, "version": plain.get("VERSION_ID", ""), "like": like, "debian": "debian" in [name] + like}


def properties(text, names):
    """Parse the answer of systemctl show, which has a paragraph for each of the names."""
    shown = dict.fromkeys(names)
    for name, paragraph in zip(names, text.strip().split("\n\n")):
        shown[name] = dict(line.partition("=")[::2] for line in paragraph.splitlines() if "=" in line)
    return {name: shown[name] or {} for name in names}


def service(shown):
    """Return the part of systemctl's answer that is reported."""
    return {
        "load_state": shown.get("LoadState"),
        "active_state": shown.get("ActiveState"),
        "sub_state": shown.get("SubState"),
        "main_pid": int(shown.get("MainPID") or 0) or None,
        "unit_file_state": shown.get("UnitFileState") or None,
    }


def strange_entries(names):
    """Return entries that this collection does not create in its base directory."""
    return sorted(name for name in names if name not in OURS and not name.startswith(INCOMING))


def foreign_base(base, names):
    """Return why a base directory is foreign, None if it is not."""
    strange = strange_entries(names)
    if not strange:
        return None
    return foreign(
        base,
        "contains %s, so it was not created by this collection"
        % ", ".join(strange[:5] + (["..."] if strange[5:] else [])),
        "move it away after a backup of its configuration, data and database, or choose another base directory",
    )


def foreign(path, reason, remedy):
    """Describe something that this collection does not change."""
    return {"path": path, "reason": reason, "remedy": remedy}


def foreign_link(base, target):
    """Return why the link to the current release is foreign; target is None if it is not a link."""
    if target is not None and release(base, release_of_path(base, target) or ""):
        return None
    return foreign(
        base + "/current",
        "is not a link" if target is None else "points to %s, not to a release below %s/releases" % (target, base),
        "find out what created it, then remove it",
    )


def foreign_package(path, there):
    """Return why the installation is foreign, by the package manager's list of files."""
    if not there:
        return None
    return foreign(path, "the package mattermost is installed", "remove the package after a backup of its data")


def foreign_unit(path, text):
    """Return why the service's unit file is foreign; None for no text."""
    if text is None or MARKER in text.splitlines():
        return None
    return foreign(
        path,
        "is a unit file that this collection did not write",
        "stop and disable the service and move the file away, or choose another service name",
    )


def restart_reasons(needs_reload, pid, running, current, marker):
    """Return the reasons why the service must be restarted."""
    reasons = []
    if needs_reload:
        reasons.append("its unit file changed")
    if pid and running and current and running != current:
        reasons.append("it runs %s, current is %s" % (running, current))
    if marker:
        reasons.append("an earlier run did not complete its restart")
    return reasons


def listen_address(text):
    """Return (address or None for any, port) of host:port; a name in place of an address counts as any."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or not 0 < int(port) < 65536:
        return None
    try:
        address = str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        address = None
    return (None if address in ANY else address), int(port)


def listeners(text, port):
    """Return (address, inode, user ID) of each listener on the port, from a table such as /proc/net/tcp."""
    found = []
    for line in text.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 9 and fields[3] == LISTEN:
            address, dummy, number = fields[1].partition(":")
            if int(number, 16) == port:
                found.append((unpack(address), fields[9], int(fields[7])))
    return found


def unpack(text):
    """Return an address of /proc/net, whose words have the processor's byte order."""
    data = bytes.fromhex(text)
    words = b"".join(data[start : start + 4][::-1] for start in range(0, len(data), 4))
    address = ipaddress.ip_address(words)
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def conflicts(wanted, found):
    """Return whether two services cannot listen on both addresses."""
    return wanted is None or found in ANY or wanted == found
