# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Runs a task, and returns its result or its error to Ansible. Nothing else does."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import (
    ArgumentSpec,
    api_spec,
    connection,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, MattermostError

HIDDEN = {"invocation": {"module_args": {}}}


class SilentModule(AnsibleModule):
    """A module whose options may contain secrets that Ansible does not detect: neither logged on the host nor shown.

    AnsibleModule's argument no_log is not sufficient, because the task's keyword of that name overrides it.
    """

    def log(self, msg, log_args=None):
        """Log messages, but not the options."""
        super().log("Invoked, options not logged" if log_args else msg)

    def exit_json(self, **kwargs):
        """Return the result, without options unless the module sets them."""
        super().exit_json(**dict(HIDDEN, **kwargs))

    def fail_json(self, msg, **kwargs):
        """Fail without options: invalid options may contain secrets too."""
        super().fail_json(msg, **dict(HIDDEN, **kwargs))


class Task:
    """The task that runs a module: its options, its mode and its client."""

    def __init__(self, module, needs_rights=True):
        self.params = module.params
        self.check_mode = module.check_mode
        self.warn = module.warn
        self.always = {}  # added to results and errors; replaces options that contain secrets
        self._module = module
        self._needs_rights = needs_rights
        self._client = None

    @property
    def predicts(self):
        """Whether this is check mode and may continue without a server."""
        return self.check_mode and self.params["predict_without_server"]

    @property
    def client(self):
        """Return the client, created at the first use, because some tasks do not need one."""
        if self._client is None:
            self._client = self._make_client()
        return self._client

    def client_for(self, url):
        """Return a client without credentials for another address."""
        client, endpoint = _client_classes()
        params = self.params
        return client(endpoint(None, url, params["ca_path"], params["validate_certs"], params["timeout"]), retries=0)

    def _make_client(self):
        client, endpoint_class = _client_classes()
        params = self.params
        for option, least in (("timeout", 1), ("retries", 0)):
            if params[option] < least:
                raise InvalidInput(option, "must be at least %d, not %d" % (least, params[option]))
        socket, url, token, login = connection(params, needs_rights=self._needs_rights)
        if token:
            self.hide([token])
        endpoint = endpoint_class(
            socket, url, params["ca_path"], params["validate_certs"], params["timeout"], params.get("connect_to")
        )
        if endpoint.plain_remote:
            self.warn("%s is not encrypted, so passwords and tokens can be intercepted. Use https://." % url)
        return client(endpoint, token=token, login=login, retries=params["retries"], retry_absent=not self.predicts)

    def output(self, command):
        """Return the output of a program, empty if the program is missing. It is neither logged nor shown."""
        try:
            # Without handle_exceptions, a missing program would end the module.
            return self._module.run_command(
                command, errors="replace", expand_user_and_vars=False, handle_exceptions=False
            )[1]
        except FileNotFoundError:
            return ""

    def hide(self, values):
        """Make Ansible mask the values in all output."""
        self._module.no_log_values.update(value for value in values if value)

    def close(self):
        """End the session on the server."""
        if self._client is not None:
            self._client.close()


def _client_classes():
    # Imported here, because modules that only change a file do not need an HTTP client.
    from ansible_collections.groupware.mattermost.plugins.module_utils._api.client import Client
    from ansible_collections.groupware.mattermost.plugins.module_utils._api.transport import Endpoint

    return Client, Endpoint


def run(spec, work, uses_api=True, needs_rights=True, module_class=AnsibleModule):
    """Run a module: work takes the task and returns the result."""
    kwargs = (spec.merge(api_spec()) if uses_api else spec).as_kwargs()
    module = module_class(supports_check_mode=True, **kwargs)
    task = Task(module, needs_rights=needs_rights)
    try:
        try:
            result = work(task)
        finally:
            task.close()
    except MattermostError as exc:
        module.fail_json(msg=str(exc), failure=exc.as_dict(), **task.always)
    module.exit_json(**dict(result, **task.always))


def run_object(kind):
    """Run the module of a kind of objects, which is described by its class."""
    spec = ArgumentSpec(dict(kind.OPTIONS, **kind.MODULE_OPTIONS), **kind.CONSTRAINTS)
    run(spec, kind.work, module_class=SilentModule if kind.hides_options else AnsibleModule)
