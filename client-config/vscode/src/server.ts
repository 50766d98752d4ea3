// The server as a process: found, started with the key in its environment, stopped, restarted.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import {
  LanguageClient,
  State,
  type ClientCapabilities,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import { findServer, type Launch } from "./pure/discovery.mjs";
import { forServer } from "./pure/settings.mjs";
import type { Phase } from "./pure/status.mjs";

export const LANGUAGES = ["javascript", "javascriptreact", "typescript", "typescriptreact"];
const STOP_PATIENCE = 5000;
const WATCHED = ["nodewright.server.path", "nodewright.model.apiKeyEnv"];

/** Where the server is, or one sentence that says what to do. */
export function locate(): Launch | string {
  return findServer({
    configured: vscode.workspace.getConfiguration("nodewright").get("server.path", "").trim(),
    folders: (vscode.workspace.workspaceFolders ?? [])
      .filter((folder) => folder.uri.scheme === "file")
      .map((folder) => folder.uri.fsPath),
    trusted: vscode.workspace.isTrusted,
    home: homedir(),
    path: process.env["PATH"] ?? process.env["Path"] ?? "",
    windows: process.platform === "win32",
    runs,
  });
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Tells the server what this client does beyond the protocol. */
const beyond: StaticFeature = {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const experimental = (capabilities.experimental ?? {}) as Record<string, unknown>;
    const own = { outcome: true, status: true, proposal: true };
    capabilities.experimental = { ...experimental, nodewright: own };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

/** One server at a time; `prepare` puts the handlers of our own messages on each new client. */
export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("nodewright", { log: true });
  private readonly phased = new vscode.EventEmitter<Phase>();
  readonly onPhase = this.phased.event;
  private current: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve();
  private disposed = false;

  constructor(
    private readonly environment: () => Promise<Record<string, string>>,
    private readonly prepare: (client: LanguageClient) => void,
  ) {}

  /** The client while its server runs. */
  get client(): LanguageClient | undefined {
    return this.current?.state === State.Running ? this.current : undefined;
  }

  /** Stop what runs, look for the server anew and start it; one restart after the other. */
  restart(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.stop();
      if (!this.disposed) await this.start();
    });
    return this.turn;
  }

  /** True where a change of the settings asks for another process. */
  concerns(change: vscode.ConfigurationChangeEvent): boolean {
    return WATCHED.some((name) => change.affectsConfiguration(name));
  }

  /** Stop for good. */
  async end(): Promise<void> {
    this.disposed = true;
    await this.turn;
    await this.stop();
  }

  dispose(): void {
    this.disposed = true;
    this.phased.dispose();
    this.log.dispose();
  }

  private async start(): Promise<void> {
    const launch = locate();
    if (typeof launch === "string") {
      this.phased.fire("missing");
      this.log.warn(launch);
      void this.tell(launch);
      return;
    }
    this.phased.fire("starting");
    const begun = Date.now();
    const client = new LanguageClient(
      "nodewright",
      "nodewright",
      {
        command: launch.command,
        args: [...launch.args, "server"],
        options: { env: { ...process.env, ...(await this.environment()) } },
      },
      this.options(),
    );
    client.registerFeature(beyond);
    this.prepare(client);
    client.onDidChangeState(({ newState }) => {
      if (client !== this.current || this.disposed) return;
      if (newState === State.Running) this.phased.fire("running");
      if (newState === State.Stopped) this.phased.fire("stopped");
    });
    this.current = client;
    try {
      await client.start();
      const taken = Date.now() - begun;
      this.log.info(`server from ${launch.found} (${launch.command}) ready in ${taken} ms`);
    } catch (error) {
      this.phased.fire("stopped");
      const why = error instanceof Error ? error.message : String(error);
      this.log.error(`the server did not start: ${why}`);
      void this.tell(`nodewright's server (${launch.command}) did not start. Its log says why.`);
    }
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: LANGUAGES.flatMap((language) =>
        ["file", "untitled"].map((scheme) => ({ scheme, language })),
      ),
      outputChannel: this.log,
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const values = await next(params, token);
            if (!Array.isArray(values)) return values;
            return values.map((value, at) =>
              params.items[at]?.section === "nodewright" ? forServer(value) : value,
            );
          },
        },
      },
    };
  }

  private async stop(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    if (!client) return;
    try {
      await client.dispose(STOP_PATIENCE);
    } catch (error) {
      this.log.warn(`the server did not stop in order: ${String(error)}`);
    }
  }

  private async tell(sentence: string): Promise<void> {
    const [log, settings] = ["Show the Log", "Open the Setting"];
    const chosen = await vscode.window.showErrorMessage(sentence, log, settings);
    if (chosen === log) this.log.show();
    if (chosen === settings) {
      const name = "nodewright.server.path";
      await vscode.commands.executeCommand("workbench.action.openSettings", name);
    }
  }
}
