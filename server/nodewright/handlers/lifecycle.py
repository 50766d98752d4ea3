"""initialize, initialized, configuration and shutdown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from lsprotocol import types

from nodewright.convert import client_features
from nodewright.handlers import diagnostics, watching
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.places import path_of
from nodewright.handlers.status import tell_status
from nodewright.handlers.upkeep import spare_what_stays

log = logging.getLogger(__name__)

CLIENT_PATIENCE = 5.0
"""Seconds to wait for an answer that a client owes; some never answer."""
NO_TABLE = "The editor's settings of nodewright are no table of keys; those of its start are used."


def on_initialize(ls: NodewrightLanguageServer, params: types.InitializeParams) -> None:
    """Read the client's capabilities, its folders and the options that it sent along."""
    session = ls.session
    encoding = ls.workspace.position_encoding or types.PositionEncodingKind.Utf16
    session.client = client_features(
        params.capabilities,
        str(getattr(encoding, "value", encoding)),
        params.client_info.name if params.client_info else "",
    )
    diagnostics.offer(ls)
    _read_roots(ls, [ls.workspace.root_uri])
    session.options = params.initialization_options
    session.startup_problems = session.configure(session.options)


def _read_roots(ls: NodewrightLanguageServer, otherwise: Sequence[str | None] = ()) -> None:
    """The client's folders in its own spelling, for its edits have to name files in that one."""
    named = [folder.uri for folder in ls.workspace.folders.values()] or otherwise
    paths = [path_of(uri) for uri in named if uri]
    ls.session.roots = [path for path in paths if path is not None]


async def on_initialized(ls: NodewrightLanguageServer, params: types.InitializedParams) -> None:
    """Tell what could not be used, ask for the client's settings, and say which brain is on."""
    session = ls.session
    # The client goes on with its own start meanwhile; with `initialize` it would have waited.
    session.read_rules()
    spare_what_stays()
    registrations = [*watching.registrations(session)]
    if session.client.register_configuration:
        registrations.append(
            types.Registration(
                id="nodewright-configuration",
                method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                register_options=types.DidChangeConfigurationRegistrationOptions(
                    section="nodewright"
                ),
            )
        )
    if registrations:
        ls.client_register_capability(types.RegistrationParams(registrations))
    if session.client.configuration:
        await _pull_configuration(ls)
        if ls.workspace.text_documents:
            # They were opened meanwhile, and looked at by the settings of the start.
            diagnostics.refresh_all(ls)
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
    await ls.session.models.tidy()
    diagnostics.refresh_all(ls)


async def on_did_change_workspace_folders(
    ls: NodewrightLanguageServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Follow the client's folders: they bound what may be read and written, and hold agents."""
    _read_roots(ls)
    _announce(ls, ls.session.configure(ls.session.raw))
    await ls.session.models.tidy()
    for document in list(ls.workspace.text_documents.values()):
        ls.session.analyses.distrust(document.uri)
    diagnostics.refresh_all(ls)


async def on_shutdown(ls: NodewrightLanguageServer, params: None) -> None:
    """Cancel what runs, wait until it has ended, and close the model's connections."""
    tasks = list(ls.session.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await ls.session.models.close()
    ls.session.reports.remove()


async def _pull_configuration(ls: NodewrightLanguageServer) -> None:
    """Ask for the settings; of several questions under way only the newest answer counts."""
    session = ls.session
    session.asked += 1
    mine = session.asked
    wanted = types.ConfigurationParams([types.ConfigurationItem(section="nodewright")])
    answer: Sequence[object] | None = None
    try:
        answer = await asyncio.wait_for(ls.workspace_configuration_async(wanted), CLIENT_PATIENCE)
    except Exception as error:
        log.warning("the client did not answer workspace/configuration: %s", type(error).__name__)
    if mine != session.asked:
        return
    if answer:
        _take(ls, answer[0])
    else:
        _announce(ls, session.startup_problems)


def _take(ls: NodewrightLanguageServer, settings: object) -> None:
    """Settings of the client win over the options of initialize, key by key."""
    given, problems = _section(settings), []
    if given is not None and not isinstance(given, Mapping):
        given, problems = None, [NO_TABLE]
    merged = _merge(_section(ls.session.options), given)
    _announce(ls, [*problems, *ls.session.configure(merged)])


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
    for problem in (*session.pack.problems, *session.books.base.problems, *problems):
        if problem not in session.told:
            session.told.add(problem)
            ls.tell(problem, types.MessageType.Warning)
    watching.tell_problems(ls)
    brain = session.model.describe() if session.model else "offline rules (no model configured)"
    ls.note(f"nodewright works with {brain}; persona: {session.persona.name}")
    tell_status(ls)
