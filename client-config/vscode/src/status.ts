// The status bar item, and what else follows the state of the server.

import * as vscode from "vscode";
import { statusOf, type Phase, type ServerStatus } from "./pure/status.mjs";

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "nodewright.status",
    vscode.StatusBarAlignment.Right,
    100,
  );
  private phase: Phase = "starting";
  private told: ServerStatus | undefined;

  constructor() {
    this.item.name = "nodewright";
    this.item.command = "nodewright.menu";
    this.show();
    this.item.show();
  }

  /** The server came or went. */
  at(phase: Phase): void {
    this.phase = phase;
    if (phase !== "running") this.told = undefined;
    void context("nodewright.running", phase === "running");
    this.show();
  }

  /** The server told what it works with and on. */
  take(told: ServerStatus): void {
    this.told = told;
    void context("nodewright.hasModel", Boolean(told.model));
    if (told.work.length) void context("nodewright.hasRun", true);
    this.show();
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(): void {
    const shown = statusOf(this.phase, this.told);
    this.item.text = shown.text;
    this.item.tooltip = shown.lines.join("\n");
    this.item.accessibilityInformation = { label: shown.lines.join(" "), role: "button" };
    this.item.backgroundColor = shown.warning
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
  }
}

function context(name: string, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand("setContext", name, value);
}
