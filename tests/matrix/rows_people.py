"""The rows of signing in, of everybody's own account, and of the kit."""

from __future__ import annotations

from uuid import uuid4

from tests.matrix.rows import Asking, Row


def _session(asking: Asking) -> dict[str, object]:
    role = "neighbour" if asking.place is asking.world.there else asking.role
    return {"pk": asking.world.spare.get(role) or uuid4()}


def _claim(asking: Asking) -> dict[str, object]:
    code = asking.world.codes["claim"] if asking.role == "carded" else "no-such-code-at-all"
    return {"code": code, "sign_in_name": f"new-{asking.role}", "passphrase": "kettle lantern oat shovel"}


def _wrong(asking: Asking) -> dict[str, object]:
    return {
        "sign_in_name": f"the-{asking.role}",
        "passphrase": "not that one",
        "current": "not that one",
        "new": "nor that one",
    }


def _no_passkey(_asking: Asking) -> dict[str, object]:
    return {"pk": 4711}


ROWS = {
    "kit:language": Row("not offered", "anyone, sent on", sends=lambda _asking: {"language": "es"}),
    "account_login": Row("until signed in", "refused until signed in", sends=_wrong),
    "account_logout": Row("once signed in", "anyone", other="not offered"),
    "account_change_password": Row("own account", "own account, refused", sends=_wrong),
    "account_reauthenticate": Row("own account", "own account, refused"),
    "people:account": Row("own account"),
    "people:sessions": Row("own account"),
    "people:end_session": Row("own account, not offered", "own account, sent on", at=_session),
    "people:end_other_sessions": Row("own account, not offered", "own account, sent on"),
    "people:close_account": Row("own account", "own account, refused", sends=_wrong),
    "people:prove": Row("own account"),
    "people:claim": Row("anyone", "code acts", sends=_claim),
    "mfa_authenticate": Row("halfway in", "halfway in", other="not offered"),
    "mfa_index": Row("own account"),
    "mfa_reauthenticate": Row("own account, sent on", "own account, sent on"),
    "mfa_reauthenticate_webauthn": Row("own account, sent on", "own account, sent on"),
    # The passphrase once more before a factor is added or taken away; nobody here has one, or codes to be shown.
    "mfa_activate_totp": Row("own account, sent on", "own account, sent on"),
    "mfa_deactivate_totp": Row(
        "own account, nothing there", "own account, nothing there", other="own account, not offered"
    ),
    "mfa_view_recovery_codes": Row("own account, nothing there", other="own account, not offered"),
    "mfa_generate_recovery_codes": Row("own account, sent on", "own account, sent on"),
    "mfa_list_webauthn": Row("own account"),
    "mfa_add_webauthn": Row("own account, sent on", "own account, sent on"),
    "mfa_remove_webauthn": Row("own account, sent on", "own account, sent on", at=_no_passkey),
    "mfa_edit_webauthn": Row("own account, sent on", "own account, sent on", at=_no_passkey),
}
