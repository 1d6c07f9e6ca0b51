"""A case that never held what lies above a label: an allow-list, so that a field nobody ruled on stays behind."""

from backchannel.case.redaction.account import Account, Inference, Removed
from backchannel.case.redaction.playing import playable
from backchannel.case.redaction.redacting import Redacted, redact

__all__ = ["Account", "Inference", "Redacted", "Removed", "playable", "redact"]
