"""A selection and an action become a verified edit, a report, or an honest refusal."""

from nodewright.assistant.assistant import Assistant
from nodewright.assistant.choosing import Choice, pieces
from nodewright.assistant.order import AnswerForm, Order, Outcome, Place
from nodewright.assistant.preview import prompt_page
from nodewright.assistant.prompt_comments import PromptComment, find_prompt_comments
from nodewright.assistant.report import write_report

__all__ = [
    "AnswerForm",
    "Assistant",
    "Choice",
    "Order",
    "Outcome",
    "Place",
    "PromptComment",
    "find_prompt_comments",
    "pieces",
    "prompt_page",
    "write_report",
]
