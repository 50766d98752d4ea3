// The key of the model's service: in VS Code's secret storage, and from there to the server alone.

import * as vscode from "vscode";
import { keyVariable, USUAL_VARIABLE } from "./pure/settings.mjs";

export class Key {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** The environment that carries the key; empty where none is stored. */
  async environment(): Promise<Record<string, string>> {
    const variable = this.variable();
    const key = variable && (await this.secrets.get(slot(variable)));
    return variable && key ? { [variable]: key } : {};
  }

  /** True for a change of the key that is in use. */
  concerns(change: vscode.SecretStorageChangeEvent): boolean {
    const variable = this.variable();
    return variable !== undefined && change.key === slot(variable);
  }

  /** Ask for the key and keep it; an empty one is forgotten. */
  async ask(): Promise<void> {
    const variable = this.variable();
    if (!variable) {
      const name = "nodewright.model.apiKeyEnv";
      void vscode.window.showErrorMessage(`The setting ${name} is no name of a variable.`);
      return;
    }
    const key = await vscode.window.showInputBox({
      title: "nodewright: the key of the model's service",
      prompt:
        `Kept in VS Code's secret storage and given to the server as ${variable}. ` +
        "Leave it empty to forget the key.",
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    const trimmed = key.trim();
    if (trimmed) await this.secrets.store(slot(variable), trimmed);
    else await this.secrets.delete(slot(variable));
    const told = trimmed ? `The key is kept for ${variable}` : `The key for ${variable} is gone`;
    void vscode.window.showInformationMessage(`${told}; the server starts anew.`);
  }

  private variable(): string | undefined {
    const named = vscode.workspace.getConfiguration("nodewright").get("model.apiKeyEnv");
    return keyVariable(named ?? USUAL_VARIABLE);
  }
}

const slot = (variable: string): string => `nodewright.key.${variable}`;
