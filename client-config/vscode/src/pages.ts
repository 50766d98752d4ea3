// Reports and prompts: kept in memory, shown as a Markdown preview beside the code.

import * as vscode from "vscode";
import { nameOf } from "./pure/pages.mjs";

const SCHEME = "nodewright-page";
const PREVIEW = "vscode.markdown.preview.editor";
const MOST = 20;

export type Page = "report" | "prompt";

export class Pages implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly last = new Map<Page, vscode.Uri>();
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private count = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "This page is no longer kept; run the action again.\n";
  }

  /** Keep a page; the oldest go. */
  keep(page: Page, text: string): vscode.Uri {
    this.count += 1;
    const name = nameOf(text, page);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${this.count}/${name}.md` });
    this.texts.set(uri.path, text);
    this.last.set(page, uri);
    const oldest = this.texts.keys().next().value;
    if (this.texts.size > MOST && oldest !== undefined) this.texts.delete(oldest);
    return uri;
  }

  /** Show a page beside the code, which keeps the focus. */
  async show(uri: vscode.Uri): Promise<void> {
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    try {
      await vscode.commands.executeCommand("vscode.openWith", uri, PREVIEW, where);
    } catch {
      await vscode.window.showTextDocument(uri, where);
    }
  }

  /** Show the last page of a kind, or say that there is none. */
  async showLast(page: Page): Promise<void> {
    const uri = this.last.get(page);
    if (uri) await this.show(uri);
    else void vscode.window.showInformationMessage("nodewright: no run has ended yet.");
  }

  dispose(): void {
    this.registered.dispose();
  }
}
