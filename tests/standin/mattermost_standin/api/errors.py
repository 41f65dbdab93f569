# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's refusals: an id, a sentence, a status."""

from __future__ import annotations


class ApiError(Exception):
    """Becomes the body {"id", "message", "detailed_error", "request_id", "status_code"}."""

    def __init__(self, status: int, error_id: str, message: str, *, drop_session: bool = False):
        super().__init__(error_id)
        self.status = status
        self.id = error_id
        self.message = message
        self.drop_session = drop_session

    def as_dict(self) -> dict:
        """Return it for the answer to a batch, without a request id."""
        return {"id": self.id, "message": self.message, "detailed_error": "", "status_code": self.status}


def invalid_body(name: str) -> ApiError:
    return ApiError(400, "api.context.invalid_body_param.app_error", "Invalid or missing %s in request body." % name)


def invalid_url(name: str) -> ApiError:
    return ApiError(
        400, "api.context.invalid_url_param.app_error", "Invalid or missing %s parameter in request URL." % name
    )


def unparsable() -> ApiError:
    return ApiError(400, "api.payload.parse.error", "An error occurred while parsing the payload.")


def no_permission() -> ApiError:
    return ApiError(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")


def session_expired(drop_session: bool = False) -> ApiError:
    return ApiError(
        401,
        "api.context.session_expired.app_error",
        "Invalid or expired session, please login again.",
        drop_session=drop_session,
    )


def too_large() -> ApiError:
    return ApiError(
        413, "api.context.request_body_too_large.app_error", "Unable to process request. Request body too large."
    )


def not_imitated(what: str) -> ApiError:
    """Nothing the real server says: refused loudly, so that no test passes on a guess."""
    return ApiError(501, "standin.not_imitated", "The stand-in does not imitate %s." % what)
