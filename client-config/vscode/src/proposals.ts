// A proposal as a diff: applied, in part or whole, or discarded. The server does what is chosen.

import * as vscode from "vscode";
import {
  answerFor,
  itemsOf,
  objectionOf,
  summaryOf,
  type Answer,
  type Item,
  type Lines,
  type Proposal,
} from "./pure/proposal.mjs";

const SCHEME = "nodewright-proposal";
const APPLY = "Apply";
const APPLY_SELECTED = "Apply Selected Hunks…";
const DISCARD = "Discard";
const NEW = "new";
const OLD = "old";

/** One proposal on the screen; `answer` goes to the server, which may ask again. */
interface View {
  proposal: Proposal;
  answer: ((answer: Answer) => void) | undefined;
}

export class Proposals implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly views = new Map<string, View>();
  private readonly discarded = new Set<string>();
  private readonly subscriptions: vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.window.tabGroups.onDidChangeTabs((event) => this.closed(event.closed)),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { id, side, path } = parts(uri);
    const proposal = this.views.get(id)?.proposal;
    if (!proposal) return "";
    const file = proposal.files.find((one) => one.path === path);
    if (file) return side === OLD ? (file.before ?? "") : file.text;
    return side === OLD ? proposal.before : proposal.text;
  }

  /** Show a proposal and wait for the choice; a token that is cancelled takes the question back. */
  async decide(proposal: Proposal, token: vscode.CancellationToken): Promise<Answer> {
    if (vscode.workspace.getConfiguration("nodewright").get("proposal") === "apply") {
      return { choice: "unseen" };
    }
    const again = this.views.has(proposal.id);
    const choice = new Promise<Answer>((resolve) => {
      this.views.set(proposal.id, { proposal, answer: resolve });
    });
    const cancelled = token.onCancellationRequested(() => {
      this.answer(proposal.id, { choice: "discard" }, false);
    });
    await this.deciding();
    if (again) void this.tellAgain(proposal);
    else await this.open(proposal);
    try {
      return await choice;
    } finally {
      cancelled.dispose();
    }
  }

  /** A run has ended: its diffs go. True where its user wanted nothing of it. */
  async ended(uri: string): Promise<boolean> {
    for (const [id, view] of [...this.views]) {
      if (view.proposal.uri === uri && !view.answer) await this.close(id);
    }
    return this.discarded.delete(uri);
  }

  /** The server is gone, and with it whoever waits for a choice. */
  forget(): void {
    for (const id of [...this.views.keys()]) {
      this.answer(id, { choice: "discard" }, false);
      void this.close(id);
    }
  }

  apply(uri?: vscode.Uri): void {
    const id = this.meant(uri);
    if (id) this.answer(id, { choice: "apply" });
  }

  discard(uri?: vscode.Uri): void {
    const id = this.meant(uri);
    if (id) this.answer(id, { choice: "discard" });
  }

  /** Let the user pick; the hunks under a selection in the diff are picked already. */
  async applySelected(uri?: vscode.Uri): Promise<void> {
    const id = this.meant(uri);
    const proposal = id && this.views.get(id)?.proposal;
    if (!id || !proposal) return;
    const items: (vscode.QuickPickItem & Item)[] = itemsOf(proposal, selected(id));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      title: `${proposal.title}: the hunks to apply`,
      placeHolder: "What you pick is checked once more before it reaches the file",
      ignoreFocusOut: true,
    });
    if (picked?.length) this.answer(id, answerFor(proposal, picked));
  }

  dispose(): void {
    for (const id of [...this.views.keys()]) this.answer(id, { choice: "discard" });
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async open(proposal: Proposal): Promise<void> {
    const options = { preview: false, preserveFocus: true };
    for (const file of proposal.files) {
      await diff(
        virtual(proposal.id, OLD, file.path),
        virtual(proposal.id, NEW, file.path),
        `${file.path} (${file.before === null ? "new file" : "more tests"})`,
        options,
      );
    }
    if (proposal.pieces.length) {
      const document = vscode.Uri.parse(proposal.uri);
      const name = document.path.split("/").at(-1) ?? "";
      const title = `${proposal.title}: ${name} ↔ proposal`;
      await diff(document, virtual(proposal.id, NEW, name), title, { preview: false });
    }
    void this.ask(proposal.id, summaryOf(proposal), vscode.window.showInformationMessage);
  }

  private async tellAgain(proposal: Proposal): Promise<void> {
    await this.ask(proposal.id, objectionOf(proposal), vscode.window.showWarningMessage);
  }

  private async ask(
    id: string,
    message: string,
    show: (message: string, ...items: string[]) => Thenable<string | undefined>,
  ): Promise<void> {
    const view = this.views.get(id);
    const chosen = await show(message, APPLY, APPLY_SELECTED, DISCARD);
    if (!view?.answer || this.views.get(id) !== view) return;
    if (chosen === APPLY) this.answer(id, { choice: "apply" });
    if (chosen === DISCARD) this.answer(id, { choice: "discard" });
    if (chosen === APPLY_SELECTED) await this.applySelected(virtual(id, NEW, ""));
  }

  /** Hand the choice over once. A part stays on the screen: the server may ask again. */
  private answer(id: string, answer: Answer, byUser = true): void {
    const view = this.views.get(id);
    if (!view?.answer) return;
    const hand = view.answer;
    view.answer = undefined;
    if (byUser && answer.choice === "discard") this.discarded.add(view.proposal.uri);
    void this.deciding();
    if (answer.choice === "part") hand(answer);
    else void this.close(id).finally(() => hand(answer));
  }

  private async close(id: string): Promise<void> {
    const tabs = tabsOf(id);
    this.views.delete(id);
    await this.deciding();
    if (tabs.length) await vscode.window.tabGroups.close(tabs, true);
  }

  /** Whoever closes the diff of the document, or the last one, wants nothing of it. */
  private closed(tabs: readonly vscode.Tab[]): void {
    for (const tab of tabs) {
      const id = idOf(tab);
      if (id && this.views.has(id) && !tabsOf(id).some(isMain(this.views.get(id)?.proposal))) {
        this.answer(id, { choice: "discard" });
      }
    }
  }

  /** The proposal that a command is about: that of its editor, else the newest undecided one. */
  private meant(uri: vscode.Uri | undefined): string | undefined {
    if (uri?.scheme === SCHEME) return parts(uri).id;
    return [...this.views].reverse().find(([, view]) => view.answer)?.[0];
  }

  private async deciding(): Promise<void> {
    const any = [...this.views.values()].some((view) => view.answer);
    await vscode.commands.executeCommand("setContext", "nodewright.deciding", any);
  }
}

async function diff(
  left: vscode.Uri,
  right: vscode.Uri,
  title: string,
  options: vscode.TextDocumentShowOptions,
): Promise<void> {
  await vscode.commands.executeCommand("vscode.diff", left, right, title, options);
}

function virtual(id: string, side: string, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${id}/${side}/${path}` });
}

function parts(uri: vscode.Uri): { id: string; side: string; path: string } {
  const [, id = "", side = "", ...path] = uri.path.split("/");
  return { id, side, path: path.join("/") };
}

/** The proposal that a tab shows; undefined for any other tab. */
function idOf(tab: vscode.Tab): string | undefined {
  const { input } = tab;
  const shown = input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
  return shown?.scheme === SCHEME ? parts(shown).id : undefined;
}

function tabsOf(id: string): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs.filter((tab) => idOf(tab) === id),
  );
}

/** Whether a tab shows the document itself; for files alone, any of them. */
function isMain(proposal: Proposal | undefined): (tab: vscode.Tab) => boolean {
  return (tab) =>
    !proposal?.pieces.length ||
    (tab.input instanceof vscode.TabInputTextDiff && tab.input.original.scheme !== SCHEME);
}

/** The lines selected in the new side of a proposal's diff. */
function selected(id: string): Lines[] {
  return vscode.window.visibleTextEditors
    .filter(({ document }) => {
      const found = parts(document.uri);
      return document.uri.scheme === SCHEME && found.id === id && found.side === NEW;
    })
    .flatMap(({ selections }) => selections.filter((selection) => !selection.isEmpty))
    .map(({ start, end }): Lines => [start.line, end.character ? end.line + 1 : end.line]);
}
