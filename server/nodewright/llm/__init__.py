"""The one door to the model: an OpenAI-compatible endpoint, with its own limits and errors.

The client library is imported at the first request, never before.
"""

from .endpoint import Endpoint
from .model import Model, Probe
from .trouble import SENTENCES

__all__ = ["SENTENCES", "Endpoint", "Model", "Probe"]
