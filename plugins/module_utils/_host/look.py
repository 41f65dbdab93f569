# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Reads the facts of a host. Changes nothing."""

from __future__ import annotations

import grp
import hashlib
import os
import pwd
import stat

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError, InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._host import install

PACKAGE = "/var/lib/dpkg/info/mattermost.list"


class Host:
    """A host's file system, below another root in tests, and its programs: C(output) runs one."""

    def __init__(self, output, root=""):
        self._output = output
        self._root = root

    def _real(self, path):
        return self._root + path

    def names(self, path):
        """Return the names in a directory, None if it does not exist."""
        try:
            return os.listdir(self._real(path))
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise HostError("%s cannot be listed: %s" % (path, exc.strerror), path=path)

    def is_folder(self, path):
        """Return whether the path is a directory."""
        return os.path.isdir(self._real(path))

    def link(self, path):
        """Return whether the path exists, and the absolute target, None if it is not a link."""
        try:
            target = os.readlink(self._real(path))
        except FileNotFoundError:
            return False, None
        except OSError:
            return True, None
        return True, os.path.normpath(os.path.join(os.path.dirname(path), target))

    def text(self, path):
        """Return a file's text, None if it cannot be read, such as that of a process that has ended."""
        try:
            with open(self._real(path), "rb") as stream:
                return stream.read().decode("utf-8", "replace")
        except OSError:
            return None

    def exists(self, path):
        """Return whether the path exists."""
        return os.path.lexists(self._real(path))

    def physical(self, path):
        """Return the path without links."""
        return os.path.realpath(self._real(path))[len(self._root) :]

    def architecture(self):
        """Return the name that release archives use."""
        machine = os.uname().machine
        return install.ARCHITECTURES.get(machine, machine)

    def services(self, names):
        """Return the properties of the services, none without a service manager; one call for all is faster."""
        command = ["systemctl", "show", "--no-pager", "--property=" + ",".join(install.SHOWN_PROPERTIES)]
        return install.properties(self._output(command + [name + ".service" for name in names]), names)

    def entry(self, path):
        """Return state, owner, group and mode of a path, and the SHA-1 sum of the file there or behind a link."""
        real = self._real(path)
        try:
            found = os.lstat(real)
        except OSError:
            return {"state": "absent", "owner": None, "group": None, "mode": None, "sha1": None}
        kinds = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link"}
        state = kinds.get(stat.S_IFMT(found.st_mode), "other")
        return {
            "state": state,
            "owner": _name(pwd.getpwuid, found.st_uid),
            "group": _name(grp.getgrgid, found.st_gid),
            "mode": "%04o" % stat.S_IMODE(found.st_mode),
            "sha1": _sha1(real) if os.path.isfile(real) else None,
        }

    def process_paths(self, pid):
        """Return the paths of a process: its program, working directory and arguments."""
        paths = [self.link("/proc/%d/%s" % (pid, name))[1] for name in ("exe", "cwd")]
        arguments = (self.text("/proc/%d/cmdline" % pid) or "").split("\0")
        return [path for path in paths + arguments if path and path.startswith("/")]

    def listeners(self, port):
        """Return (address, inode, user ID) of each listener on a port."""
        found = []
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            found.extend(install.listeners(self.text(table) or "", port))
        return found

    def owner(self, pid):
        """Return the user ID of a process, None if it has ended."""
        try:
            return os.stat(self._real("/proc/%s" % pid)).st_uid
        except OSError:
            return None

    def holds(self, pid, inodes):
        """Return whether a process has one of the sockets open."""
        folder = self._real("/proc/%s/fd" % pid)
        try:
            handles = os.listdir(folder)
        except OSError:
            return False
        for handle in handles:
            try:
                target = os.readlink("%s/%s" % (folder, handle))
            except OSError:
                continue
            if target.startswith("socket:[") and target[8:-1] in inodes:
                return True
        return False

    def holders(self, inodes):
        """Yield the processes that have one of the sockets open."""
        for pid in self.names("/proc") or []:
            if pid.isdigit() and self.holds(pid, inodes):
                yield int(pid)

    def is_in(self, pid, group):
        """Return whether a process belongs to a control group. In a container, its path may have a prefix."""
        lines = (self.text("/proc/%d/cgroup" % pid) or "").splitlines()
        return bool(group) and any(line.endswith(group) for line in lines)


def _name(look_up, number):
    """Return the name of an account or group, or its number as text."""
    try:
        return look_up(number)[0]
    except KeyError:
        return str(number)


def _sha1(path):
    """Return the checksum that Ansible uses to compare contents. It is not for security."""
    try:
        with open(path, "rb") as stream:
            return hashlib.sha1(stream.read()).hexdigest()
    except OSError:
        return None


def account(name):
    """Return home and shell of an account, None if it does not exist."""
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return {"home": found.pw_dir, "shell": found.pw_shell}


def look(host, params):
    """Return all facts of the module."""
    base = os.path.normpath(params["base"])
    services = host.services([params["service"]] + [name for name in params["services"] if name != params["service"]])
    shown = services[params["service"]]
    service = install.service(shown)
    current = _current(host, base)
    service["running_release"] = (
        install.running_release((base, host.physical(base)), host.process_paths(service["main_pid"]))
        if service["main_pid"]
        else None
    )
    marker = params["restart_marker"]
    service["restart_required"] = install.restart_reasons(
        shown.get("NeedDaemonReload") == "yes",
        service["main_pid"],
        service["running_release"],
        current and current["name"],
        bool(marker) and host.exists(marker),
    )
    return {
        "architecture": host.architecture(),
        "distribution": install.distribution(host.text("/etc/os-release")),
        "releases": install.releases(base, host.names(base + "/releases") or []) if host.is_folder(base) else [],
        "current": current,
        "foreign": _foreign(host, base, shown),
        "service": service,
        "services": {name: install.service(services[name]) for name in params["services"]},
        "files": {path: host.entry(path) for path in params["files"]},
        "accounts": {name: account(name) for name in params["accounts"]},
        "config_exists": host.exists(params["config"]),
        "port": _port(host, params["listen_address"], service["main_pid"], shown.get("ControlGroup")),
    }


def _current(host, base):
    target = host.link(base + "/current")[1]
    entry = install.release(base, install.release_of_path(base, target) or "") if target else None
    if entry is not None:
        entry["subpath"] = (host.text(entry["path"] + "/.subpath") or "").strip()
    return entry


def _foreign(host, base, shown):
    found = []
    if host.exists(base) and not host.is_folder(base):
        found.append(install.foreign(base, "is not a directory", "move it away or choose another base directory"))
    elif host.exists(base):
        found.append(install.foreign_base(base, host.names(base)))
        there, target = host.link(base + "/current")
        found.append(install.foreign_link(base, target) if there else None)
    found.append(install.foreign_package(PACKAGE, host.exists(PACKAGE)))
    unit = shown.get("FragmentPath")
    found.append(install.foreign_unit(unit, host.text(unit)) if unit else None)
    return [entry for entry in found if entry]


def _port(host, text, main_pid, group):
    if not text:
        return None
    wanted = install.listen_address(text)
    if wanted is None:
        raise InvalidInput("listen_address", "%r is not an address and a port such as 127.0.0.1:8065" % text)
    address, port = wanted
    listening = [entry for entry in host.listeners(port) if install.conflicts(address, entry[0])]
    inodes = {inode for dummy, inode, owner in listening}
    # Searching all processes is slow, and usually the service itself listens.
    if not inodes or (main_pid and host.holds(main_pid, inodes)):
        return {"address": text, "taken_by": None}
    taken_by = {"pid": None, "command": None}  # a listener that this user cannot see
    for pid in host.holders(inodes):
        if not host.is_in(pid, group):
            command = (host.text("/proc/%d/comm" % pid) or "").strip()
            return {"address": text, "taken_by": {"pid": pid, "command": command}}
        taken_by = None
    # In a container, even root may not see the open files of other accounts. The table contains the owner.
    if main_pid and {owner for dummy, inode, owner in listening} == {host.owner(main_pid)}:
        taken_by = None
    return {"address": text, "taken_by": taken_by}
