// The server as a process: found, started with the key in its environment, stopped, restarted.

import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import {
  CloseAction,
  LanguageClient,
  State,
  type ClientCapabilities,
  type ErrorHandler,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import { findServer, type Launch } from "./pure/discovery.mjs";
import { forServer } from "./pure/settings.mjs";
import type { Phase } from "./pure/status.mjs";

export const LANGUAGES = ["javascript", "javascriptreact", "typescript", "typescriptreact"];
const STOP_PATIENCE = 5000;
const MOST_RESTARTS = 4;
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

/** Leaves it to us to tell why a server did not start: we know what to do about it. */
class Client extends LanguageClient {
  started = false;

  override error(...[message, data, show]: Parameters<LanguageClient["error"]>): void {
    super.error(message, data, this.started ? show : false);
  }
}

/** One server at a time; `prepare` puts the handlers of our own messages on each new client. */
export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("nodewright", { log: true });
  private readonly phased = new vscode.EventEmitter<Phase>();
  readonly onPhase = this.phased.event;
  private current: LanguageClient | undefined;
  private child: ChildProcess | undefined;
  private abandon: () => void = () => undefined;
  private turn: Promise<void> = Promise.resolve();
  private disposed = false;

  constructor(
    private readonly environment: () => Promise<Record<string, string>>,
    private readonly prepare: (client: LanguageClient) => void,
  ) {}

  private get client(): LanguageClient | undefined {
    return this.current?.state === State.Running ? this.current : undefined;
  }

  /** The client once what is under way has ended: a start, a restart. */
  async ready(): Promise<LanguageClient | undefined> {
    await this.turn;
    return this.client;
  }

  /** Stop what runs, look for the server anew and start it; one restart after the other. */
  restart(): Promise<void> {
    if (this.current?.state === State.Starting) this.giveUp();
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
    if (this.current?.state === State.Starting) this.giveUp();
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
    const environment = await this.environment();
    const client: Client = new Client(
      "nodewright",
      "nodewright",
      () => this.spawned(launch, environment),
      this.options(() => client),
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
      const abandoned = new Promise<never>((_, reject) => {
        this.abandon = () => reject(new Error("given up"));
      });
      await Promise.race([client.start(), abandoned]);
      client.started = true;
      const taken = Date.now() - begun;
      this.log.info(`server from ${launch.found} (${launch.command}) ready in ${taken} ms`);
    } catch (error) {
      if (client !== this.current) return;
      this.phased.fire("stopped");
      const why = error instanceof Error ? error.message : String(error);
      this.log.error(`the server did not start: ${why}`);
      void this.tell(`nodewright's server (${launch.command}) did not start. Its log says why.`);
    }
  }

  /**
   * The process, with the key in its environment. It starts in the home folder: uvx takes settings
   * of the folder that it is called in, and those of a workspace could name another server.
   */
  private spawned(launch: Launch, environment: Record<string, string>): Promise<ChildProcess> {
    return new Promise((resolve, reject) => {
      const child = spawn(launch.command, [...launch.args, "server"], {
        cwd: homedir(),
        env: { ...process.env, ...environment },
        windowsHide: true,
      });
      this.child = child;
      child.once("error", reject);
      child.once("spawn", () => resolve(child));
    });
  }

  /** A server that never gets ready is ended, so that another can start. */
  private giveUp(): void {
    this.current = undefined;
    this.child?.kill();
    this.abandon();
  }

  /** A server that ends by itself is started again, a few times; one that was replaced is not. */
  private onlyWhileCurrent(client: () => LanguageClient): ErrorHandler {
    let usual: ErrorHandler | undefined;
    const handler = (): ErrorHandler =>
      (usual ??= client().createDefaultErrorHandler(MOST_RESTARTS));
    return {
      error: (error, message, count) => handler().error(error, message, count),
      closed: () =>
        client() === this.current && !this.disposed
          ? handler().closed()
          : { action: CloseAction.DoNotRestart, handled: true },
    };
  }

  private options(client: () => LanguageClient): LanguageClientOptions {
    return {
      errorHandler: this.onlyWhileCurrent(client),
      initializationFailedHandler: () => false,
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
