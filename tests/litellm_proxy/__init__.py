"""The real LiteLLM in front of servers on loopback, in an environment of its own.

Use::

    with Proxy(first_port, second_port) as proxy:
        ...  # proxy.base_url, proxy.key, proxy.model

``make litellm`` runs tests/e2e/team_proxy.py with it. LiteLLM needs another version of the
client library than nodewright does, so it is installed apart (700 MB in ``.cache`` here).
"""

from .running import Proxy

__all__ = ["Proxy"]
