// The extension on one screen: its parts, how they are wired, and its commands.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { ACTIONS, choose, run, type Action } from "./actions";
import { Doctor } from "./doctor";
import { openExample } from "./example";
import { Key } from "./key";
import { menu } from "./menu";
import { Pages, type Page } from "./pages";
import { Proposals } from "./proposals";
import type { Answer, Proposal } from "./pure/proposal.mjs";
import type { ServerStatus } from "./pure/status.mjs";
import { Server } from "./server";
import { Status } from "./status";

let server: Server | undefined;

interface Outcome {
  uri: string;
  status: string;
  report: string;
  page: Page;
}

export function activate(context: vscode.ExtensionContext): void {
  const key = new Key(context.secrets);
  const environment = (): Promise<Record<string, string>> => key.environment();
  const status = new Status();
  const pages = new Pages();
  const proposals = new Proposals();
  const doctor = new Doctor(environment);
  const started = new Server(environment, (client) => listen(client, status, pages, proposals));
  server = started;
  const restart = (): Promise<void> => started.restart();
  const ready = (): Promise<LanguageClient | undefined> => started.ready();
  const walkthrough = (): Thenable<unknown> =>
    vscode.commands.executeCommand(
      "workbench.action.openWalkthrough",
      `${context.extension.id}#start`,
      false,
    );
  const runChosen = async (title: string, preview: boolean): Promise<void> => {
    const action = await choose(title);
    if (action) await run(ready, action, preview);
  };
  const runById = (id: string): Promise<void> => {
    const action = ACTIONS.find((one) => one.id === id) as Action;
    return run(ready, action);
  };
  const commands: Record<string, (...given: never[]) => unknown> = {
    ...Object.fromEntries(
      ACTIONS.filter(({ asks }) => !asks).map(({ id }) => [`action.${id}`, () => runById(id)]),
    ),
    actions: () => runChosen("nodewright: what to do with the selected code", false),
    ask: () => runById("ask"),
    doctor: () => doctor.run(),
    menu,
    openExample,
    restart,
    setKey: () => key.ask(),
    showLog: () => started.log.show(),
    showPrompt: () => runChosen("nodewright: whose prompt to show; nothing is sent", true),
    showReport: () => pages.showLast("report"),
    walkthrough,
    "proposal.apply": (uri?: vscode.Uri) => proposals.apply(uri),
    "proposal.applySelected": (uri?: vscode.Uri) => proposals.applySelected(uri),
    "proposal.discard": (uri?: vscode.Uri) => proposals.discard(uri),
  };
  context.subscriptions.push(
    started,
    status,
    pages,
    proposals,
    doctor,
    started.onPhase((phase) => {
      status.at(phase);
      if (phase !== "running") proposals.forget();
    }),
    ...Object.entries(commands).map(([name, command]) =>
      vscode.commands.registerCommand(`nodewright.${name}`, command),
    ),
    context.secrets.onDidChange((change) => key.concerns(change) && void restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (started.concerns(change)) void restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
  );
  // Not awaited: until the activation ends, VS Code runs none of the commands.
  void restart();
}

export async function deactivate(): Promise<void> {
  await server?.end();
}

/** What the server tells and asks beyond the protocol. */
function listen(
  client: LanguageClient,
  status: Status,
  pages: Pages,
  proposals: Proposals,
): void {
  client.onNotification("nodewright/status", (told: ServerStatus) => status.take(told));
  client.onNotification("nodewright/outcome", async (outcome: Outcome) => {
    const unwanted = await proposals.ended(outcome.uri);
    if (!outcome.report) return;
    const uri = pages.keep(outcome.page, outcome.report);
    const beside = vscode.workspace.getConfiguration("nodewright").get("report") === "beside";
    if (outcome.page === "prompt" || (beside && !unwanted)) await pages.show(uri);
  });
  client.onRequest<Answer, void>(
    "nodewright/proposal",
    (proposal: Proposal, token: vscode.CancellationToken) => proposals.decide(proposal, token),
  );
}
