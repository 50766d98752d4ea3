// `nodewright doctor` with the settings and the key that the server has, into a channel of its own.

import { execFile } from "node:child_process";
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
    await new Promise<void>((resolve) => {
      const options = { env, timeout: PATIENCE, windowsHide: true };
      execFile(launch.command, args, options, (error, stdout, stderr) => {
        this.channel.append(stdout);
        this.channel.append(stderr);
        const broken = typeof error?.code === "number" ? "" : (error?.message ?? "");
        if (broken) this.channel.appendLine(`The program could not be run: ${broken}`);
        resolve();
      });
    });
  }

  dispose(): void {
    this.channel.dispose();
  }
}
