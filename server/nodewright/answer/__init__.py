"""From the model's text to an edit: parse, place, check, finish; pure, without any IO."""

from nodewright.answer.candidate import Candidate
from nodewright.answer.evidence import Surroundings
from nodewright.answer.finish import finish, text_changes
from nodewright.answer.gate import Verdict, describe_checks, describe_risks, verify
from nodewright.answer.header import can_carry_header, strip_header, with_header
from nodewright.answer.parse import parse_answer
from nodewright.answer.parsed import ParsedAnswer
from nodewright.answer.partial import Partial, standing_part
from nodewright.answer.prepare import Prepared, enclosing, prepare
from nodewright.answer.proposing import propose
from nodewright.answer.rebase import rebase
from nodewright.answer.restoring import restored

__all__ = [
    "Candidate",
    "ParsedAnswer",
    "Partial",
    "Prepared",
    "Surroundings",
    "Verdict",
    "can_carry_header",
    "describe_checks",
    "describe_risks",
    "enclosing",
    "finish",
    "parse_answer",
    "prepare",
    "propose",
    "rebase",
    "restored",
    "standing_part",
    "strip_header",
    "text_changes",
    "verify",
    "with_header",
]
