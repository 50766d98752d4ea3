// The first and the last moment of the extension.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { locate, makeClient } from "./server";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const launch = locate();
  if (typeof launch === "string") {
    void vscode.window.showErrorMessage(launch);
    return;
  }
  client = makeClient(launch, {});
  context.subscriptions.push({ dispose: () => void client?.dispose() });
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
