// @ts-check
// Which program is the server: a question about paths, answered without touching VS Code.

/**
 * @typedef {{ command: string, args: string[], found: string }} Launch
 *   How nodewright is called, its subcommand to follow; `found` says where it was found.
 *
 * @typedef {object} Surroundings
 * @property {string} configured  the setting `nodewright.server.path`; empty where it is not set
 * @property {string[]} folders  the workspace's folders, as paths
 * @property {boolean} trusted  only a trusted workspace may bring its own program
 * @property {string} home  the user's home folder
 * @property {string} path  the environment variable PATH
 * @property {boolean} windows
 * @property {(path: string) => boolean} runs  whether a file is there that can be run
 */

export const NOT_FOUND =
  "nodewright's server is not installed: run `pip install .` in a clone of nodewright, in this " +
  "workspace's .venv or one on PATH, and restart it; or name its program in the setting " +
  "nodewright.server.path.";

/** What the setting names is not there; nothing else is tried then. @param {string} path */
export const wrongPath = (path) =>
  `The setting nodewright.server.path names ${path}, and no program is there: correct it, or ` +
  "empty it to let nodewright look for its server.";

const ENVIRONMENTS = [".venv", "venv"];

/**
 * How to start the server, or one sentence that says what to do.
 *
 * The order: the setting, a virtual environment in the workspace, PATH, and uvx, which downloads
 * it. A relative entry of PATH is passed over: it would mean a program of the workspace.
 *
 * @param {Surroundings} around
 * @returns {Launch | string}
 */
export function findServer(around) {
  if (around.configured) {
    const path = expanded(around.configured, around);
    if (path) return { command: path, args: [], found: "nodewright.server.path" };
    return wrongPath(around.configured);
  }
  const inWorkspace = around.trusted ? inEnvironments(around) : undefined;
  if (inWorkspace) return { command: inWorkspace, args: [], found: "the workspace" };
  const onPath = whichOnPath("nodewright", around);
  if (onPath) return { command: onPath, args: [], found: "PATH" };
  const uvx = whichOnPath("uvx", around);
  if (uvx) return { command: uvx, args: ["nodewright"], found: "uvx" };
  return NOT_FOUND;
}

/** @param {Surroundings} around */
function inEnvironments(around) {
  for (const folder of around.folders) {
    for (const name of ENVIRONMENTS) {
      const path = around.windows
        ? `${folder}\\${name}\\Scripts\\nodewright.exe`
        : `${folder}/${name}/bin/nodewright`;
      if (around.runs(path)) return path;
    }
  }
  return undefined;
}

/** @param {string} program @param {Surroundings} around */
function whichOnPath(program, around) {
  const file = around.windows ? `${program}.exe` : program;
  for (const folder of around.path.split(around.windows ? ";" : ":")) {
    if (!isAbsolute(folder, around.windows)) continue;
    const path = `${folder.replace(/[\\/]+$/, "")}${around.windows ? "\\" : "/"}${file}`;
    if (around.runs(path)) return path;
  }
  return undefined;
}

/**
 * The program that a setting names: absolute, below `~`, below `${workspaceFolder}`, or below a
 * folder of the workspace. The last two count only in a trusted workspace.
 *
 * @param {string} configured
 * @param {Surroundings} around
 */
function expanded(configured, around) {
  const home = configured.replace(/^~(?=[\\/])/, () => around.home);
  if (isAbsolute(home, around.windows)) return around.runs(home) ? home : undefined;
  if (!around.trusted) return undefined;
  const below = home.replace(/^\$\{workspaceFolder\}[\\/]/, "").replace(/^\.[\\/]/, "");
  const candidates = around.folders.map((folder) => `${folder}/${below}`);
  return candidates.find(around.runs);
}

/** @param {string} path @param {boolean} windows */
function isAbsolute(path, windows) {
  return windows ? /^([A-Za-z]:[\\/]|\\\\)/.test(path) : path.startsWith("/");
}
