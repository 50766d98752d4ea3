"""What the server can do, on one screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from nodewright.handlers import (
    asking,
    code_action,
    diagnostics,
    documents,
    hover,
    lifecycle,
    run,
    stop,
    vitals,
    watching,
    workspace,
)
from nodewright.handlers.guard import guarded
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.session import Session

__all__ = ["NodewrightLanguageServer", "Session", "register"]


def register(ls: NodewrightLanguageServer) -> None:
    """Register every feature and command with a server."""
    kinds = sorted({types.CodeActionKind.QuickFix.value, code_action.FIX_ALL}) + [
        action.kind for action in ls.session.pack.actions.values()
    ]
    features: list[tuple[str, Callable[..., Any], object]] = [
        (types.INITIALIZE, lifecycle.on_initialize, None),
        (types.INITIALIZED, lifecycle.on_initialized, None),
        (types.SHUTDOWN, lifecycle.on_shutdown, None),
        (types.WORKSPACE_DID_CHANGE_CONFIGURATION, lifecycle.on_did_change_configuration, None),
        (
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
            lifecycle.on_did_change_workspace_folders,
            None,
        ),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watching.on_did_change_watched_files, None),
        (types.TEXT_DOCUMENT_DID_OPEN, documents.on_did_open, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, documents.on_did_change, None),
        (types.TEXT_DOCUMENT_DID_SAVE, documents.on_did_save, None),
        (types.TEXT_DOCUMENT_DID_CLOSE, documents.on_did_close, None),
        (
            types.TEXT_DOCUMENT_DIAGNOSTIC,
            diagnostics.on_document_diagnostic,
            types.DiagnosticOptions(
                inter_file_dependencies=True, workspace_diagnostics=True, identifier="nodewright"
            ),
        ),
        (types.WORKSPACE_DIAGNOSTIC, workspace.on_workspace_diagnostic, None),
        (types.TEXT_DOCUMENT_HOVER, hover.on_hover, None),
        (
            types.TEXT_DOCUMENT_CODE_ACTION,
            code_action.on_code_action,
            types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=False),
        ),
        (vitals.VITALS, vitals.on_vitals, None),
    ]
    for method, handler, options in features:
        ls.feature(method, options)(guarded(handler))
    ls.command(run.COMMAND)(guarded(run.on_run))
    ls.command(asking.COMMAND)(guarded(asking.on_forget))
    ls.command(stop.COMMAND)(guarded(stop.on_stop))
