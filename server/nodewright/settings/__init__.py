"""Client options to settings, with one sentence for each thing that is wrong.

A key to a model service is never a setting: settings name the environment variable that holds it.
"""

from .reading import read_settings
from .reference import settings_reference, settings_schema
from .values import DiagnosticsSettings, ModelSettings, Settings

__all__ = [
    "DiagnosticsSettings",
    "ModelSettings",
    "Settings",
    "read_settings",
    "settings_reference",
    "settings_schema",
]
