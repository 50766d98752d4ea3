// `nodewright doctor` with the settings and the key that the server has, into a channel of its own.

import { execFile, type ExecFileOptions } from "node:child_process";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { asArguments } from "./pure/settings.mjs";
import { locate } from "./server";

const PATIENCE = 120_000;

export class Doctor implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel("nodewright doctor");

  constructor(private readonly environment: () => Promise<Record<string, string>>) {}

  /** Look at everything and show what was found. */
  async run(): Promise<void> {
    this.channel.clear();
    this.channel.show(true);
    const launch = locate();
    if (typeof launch === "string") {
      this.channel.appendLine(launch);
      return;
    }
    this.channel.appendLine(`Program: ${launch.command} (from ${launch.found})`);
    const settings = asArguments(vscode.workspace.getConfiguration().get("nodewright"));
    const env = { ...process.env, ...(await this.environment()), NO_COLOR: "1" };
    const args = [...launch.args, "doctor", ...settings];
    const folder = launch.found === "uvx" ? undefined : folderOfTrust();
    const options = { cwd: folder ?? homedir(), env, timeout: PATIENCE, windowsHide: true };
    const looking = { location: vscode.ProgressLocation.Window, title: "nodewright doctor" };
    await vscode.window.withProgress(looking, () => this.look(launch.command, args, options));
  }

  dispose(): void {
    this.channel.dispose();
  }

  private look(command: string, args: string[], options: ExecFileOptions): Promise<void> {
    return new Promise((resolve) => {
      execFile(command, args, options, (error, stdout, stderr) => {
        this.channel.append(String(stdout));
        this.channel.append(String(stderr));
        const broken = typeof error?.code === "number" ? "" : (error?.message ?? "");
        if (broken) this.channel.appendLine(`The program could not be run: ${broken}`);
        resolve();
      });
    });
  }
}

/** The first folder of a trusted workspace: paths in its settings begin there. */
function folderOfTrust(): string | undefined {
  const first = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  return vscode.workspace.isTrusted ? first?.uri.fsPath : undefined;
}
