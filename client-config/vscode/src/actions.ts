// The persona's actions as commands of VS Code: the same request that the light bulb sends.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import actions from "./actions.json";
import { LANGUAGES } from "./server";

export interface Action {
  id: string;
  title: string;
  brief: string;
  asks: boolean;
}

export const ACTIONS: readonly Action[] = actions;
const RUN = "nodewright.run";
const NO_CODE = "nodewright works on JavaScript and TypeScript: open a file and select some code.";
const NO_SERVER = "nodewright's server is not running: start it with “nodewright: Restart the Server”.";

/** Run an action on what is selected; with `preview` its prompt is shown and nothing is sent. */
export async function run(
  ready: () => Promise<LanguageClient | undefined>,
  action: Action,
  preview = false,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !LANGUAGES.includes(editor.document.languageId)) {
    return void vscode.window.showWarningMessage(NO_CODE);
  }
  const prompt = action.asks ? await question() : "";
  if (prompt === undefined) return;
  const { document, selection } = editor;
  const { version } = document;
  const client = await ready();
  if (!client) return void vscode.window.showWarningMessage(NO_SERVER);
  const request = {
    action: action.id,
    uri: client.code2ProtocolConverter.asUri(document.uri),
    version,
    range: client.code2ProtocolConverter.asRange(selection),
    prompt,
    preview,
  };
  try {
    const params = { command: RUN, arguments: [request] };
    await client.sendRequest("workspace/executeCommand", params);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`nodewright: ${action.title} did not start. ${why}`);
  }
}

/** Let the user choose an action. */
export async function choose(title: string): Promise<Action | undefined> {
  const items = ACTIONS.map((action) => ({
    label: action.title,
    detail: action.brief,
    action,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  return picked?.action;
}

async function question(): Promise<string | undefined> {
  const asked = await vscode.window.showInputBox({
    title: "nodewright: ask the expert",
    prompt: "What should the expert do with the selected code?",
    placeHolder: "How do I stream this upload? Make the retries back off. …",
    ignoreFocusOut: true,
  });
  return asked?.trim() || undefined;
}
