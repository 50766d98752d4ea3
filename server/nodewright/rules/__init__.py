"""The rule engine: runs the rules of ``persona/rules`` over one file and repairs what it can."""

from nodewright.rules.across.modules import Modules, Outlook
from nodewright.rules.engine import Analysis, Engine, hidden, scan, verified_fixes
from nodewright.rules.explaining import explain, explain_finding
from nodewright.rules.fixing import fix_all
from nodewright.rules.loading import load_rules, read_rules
from nodewright.rules.model import Docs, Example, FixKind, FixTemplate, Rule, RuleBook
from nodewright.rules.own_rules import with_own_rules

__all__ = [
    "Analysis",
    "Docs",
    "Engine",
    "Example",
    "FixKind",
    "FixTemplate",
    "Modules",
    "Outlook",
    "Rule",
    "RuleBook",
    "explain",
    "explain_finding",
    "fix_all",
    "hidden",
    "load_rules",
    "read_rules",
    "scan",
    "verified_fixes",
    "with_own_rules",
]
