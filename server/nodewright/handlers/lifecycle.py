"""initialize, initialized, configuration and shutdown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types
from pygls import uris

from nodewright.convert import client_features
from nodewright.handlers import diagnostics
from nodewright.handlers.language_server import NodewrightLanguageServer

log = logging.getLogger(__name__)

CLIENT_PATIENCE = 5.0
"""Seconds to wait for an answer that a client owes; some never answer."""


def on_initialize(ls: NodewrightLanguageServer, params: types.InitializeParams) -> None:
    """Read the client's capabilities, its folders and the options that it sent along."""
    session = ls.session
    encoding = ls.workspace.position_encoding or types.PositionEncodingKind.Utf16
    session.client = client_features(
        params.capabilities,
        str(getattr(encoding, "value", encoding)),
        params.client_info.name if params.client_info else "",
    )
    _read_roots(ls)
    session.options = params.initialization_options
    session.startup_problems = session.configure(session.options)


def _read_roots(ls: NodewrightLanguageServer) -> None:
    named = list(ls.workspace.folders) or [ls.workspace.root_uri]
    paths = [uris.to_fs_path(uri) for uri in named if uri]
    ls.session.roots = [Path(path).resolve() for path in paths if path]


async def on_initialized(ls: NodewrightLanguageServer, params: types.InitializedParams) -> None:
    """Tell what could not be used, ask for the client's settings, and say which brain is on."""
    session = ls.session
    if session.client.register_configuration:
        registration = types.Registration(
            id="nodewright-configuration",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options=types.DidChangeConfigurationRegistrationOptions(section="nodewright"),
        )
        ls.client_register_capability(types.RegistrationParams([registration]))
    if session.client.configuration:
        await _pull_configuration(ls)
    else:
        _announce(ls, session.startup_problems)


async def on_did_change_configuration(
    ls: NodewrightLanguageServer, params: types.DidChangeConfigurationParams
) -> None:
    """Take changed settings, by asking for them where the client can be asked."""
    if ls.session.client.configuration:
        await _pull_configuration(ls)
    else:
        _take(ls, params.settings)
    await diagnostics.refresh_all(ls)


def on_did_change_workspace_folders(
    ls: NodewrightLanguageServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Follow the client's folders: they bound what may be read and written."""
    _read_roots(ls)


async def on_shutdown(ls: NodewrightLanguageServer, params: None) -> None:
    """Cancel what runs and close the model's connections."""
    tasks = [*ls.session.runs.values(), *ls.session.pending.values()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if ls.session.model is not None:
        await ls.session.model.close()


async def _pull_configuration(ls: NodewrightLanguageServer) -> None:
    asked = types.ConfigurationParams([types.ConfigurationItem(section="nodewright")])
    try:
        answer = await asyncio.wait_for(ls.workspace_configuration_async(asked), CLIENT_PATIENCE)
    except Exception as error:
        log.warning("the client did not answer workspace/configuration: %s", type(error).__name__)
        _announce(ls, ls.session.startup_problems)
        return
    _take(ls, answer[0] if answer else None)


def _take(ls: NodewrightLanguageServer, settings: object) -> None:
    """Settings of the client win over the options of initialize, key by key."""
    options = ls.session.options
    _announce(ls, ls.session.configure(_merge(_section(options), _section(settings))))


def _section(raw: object) -> object:
    if isinstance(raw, Mapping) and isinstance(raw.get("nodewright"), Mapping):
        return raw["nodewright"]
    return raw


def _merge(below: object, above: object) -> object:
    if above is None:
        return below
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: _merge(below.get(key), value) for key, value in above.items()}}


def _announce(ls: NodewrightLanguageServer, problems: list[str]) -> None:
    session = ls.session
    for problem in (*session.pack.problems, *session.book.problems, *problems):
        if problem not in session.told:
            session.told.add(problem)
            ls.tell(problem, types.MessageType.Warning)
    brain = session.model.describe() if session.model else "offline rules (no model configured)"
    ls.note(f"nodewright works with {brain}; persona: {session.persona.name}")
