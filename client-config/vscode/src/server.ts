// The server as a process: found, started with the key in its environment, stopped, restarted.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
} from "vscode-languageclient/node";
import { findServer, type Launch } from "./pure/discovery.mjs";

export const LANGUAGES = ["javascript", "javascriptreact", "typescript", "typescriptreact"];

/** Where the server is, or one sentence that says what to do. */
export function locate(): Launch | string {
  return findServer({
    configured: vscode.workspace.getConfiguration("nodewright").get("server.path", "").trim(),
    folders: (vscode.workspace.workspaceFolders ?? [])
      .filter((folder) => folder.uri.scheme === "file")
      .map((folder) => folder.uri.fsPath),
    trusted: vscode.workspace.isTrusted,
    home: homedir(),
    path: process.env["PATH"] ?? process.env["Path"] ?? "",
    windows: process.platform === "win32",
    runs,
  });
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export function makeClient(launch: Launch, environment: Record<string, string>): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.flatMap((language) =>
      ["file", "untitled"].map((scheme) => ({ scheme, language })),
    ),
  };
  const executable = {
    command: launch.command,
    args: launch.args,
    options: { env: { ...process.env, ...environment } },
  };
  return new LanguageClient("nodewright", "nodewright", executable, options);
}
