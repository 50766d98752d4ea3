"""What the expert knows, turned into messages: the persona pack, its choice and its rendering."""

from nodewright.prompts.context import selected_lines, size_problem
from nodewright.prompts.forms import wants_compact
from nodewright.prompts.knowledge import choose_notes
from nodewright.prompts.pack import load_pack, load_persona
from nodewright.prompts.phrases import match_phrase
from nodewright.prompts.render import answered, render, render_repair, render_report
from nodewright.prompts.values import (
    Action,
    Contract,
    Form,
    Note,
    Persona,
    PersonaPack,
    PromptFinding,
    PromptInput,
    When,
)

__all__ = [
    "Action",
    "Contract",
    "Form",
    "Note",
    "Persona",
    "PersonaPack",
    "PromptFinding",
    "PromptInput",
    "When",
    "answered",
    "choose_notes",
    "load_pack",
    "load_persona",
    "match_phrase",
    "render",
    "render_repair",
    "render_report",
    "selected_lines",
    "size_problem",
    "wants_compact",
]
