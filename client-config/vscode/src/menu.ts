// The menu behind the status bar item: the actions, then everything else.

import * as vscode from "vscode";
import { ACTIONS } from "./actions";

const REST: readonly (readonly [command: string, icon: string, label: string])[] = [
  ["showReport", "open-preview", "Show the last report"],
  ["showPrompt", "eye", "Show the prompt, send nothing"],
  ["setKey", "key", "Set the key of the model's service"],
  ["settings", "settings-gear", "Open the settings"],
  ["doctor", "pulse", "Doctor: check the installation"],
  ["forget", "trash", "Forget the kept answers"],
  ["restart", "debug-restart", "Restart the server"],
  ["showLog", "output", "Show the server's log"],
  ["walkthrough", "book", "Open the walkthrough"],
];

interface Entry extends vscode.QuickPickItem {
  command?: string;
}

/** Show the menu and run what is chosen. */
export async function menu(): Promise<void> {
  const line = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const entries: Entry[] = [
    line("on the selected code"),
    ...ACTIONS.map(({ id, title, brief, asks }) => ({
      label: `$(lightbulb) ${title}`,
      description: brief,
      command: asks ? "nodewright.ask" : `nodewright.action.${id}`,
    })),
    line("nodewright"),
    ...REST.map(([command, icon, label]) => ({
      label: `$(${icon}) ${label}`,
      command: `nodewright.${command}`,
    })),
  ];
  const picked = await vscode.window.showQuickPick(entries, {
    title: "nodewright",
    matchOnDescription: true,
  });
  if (picked?.command === "nodewright.settings") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "nodewright");
  } else if (picked?.command) {
    await vscode.commands.executeCommand(picked.command);
  }
}
