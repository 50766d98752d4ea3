// Bundles the extension and its one library into dist/extension.js, without source maps, and puts
// the README's pictures into dist/README.md: VS Code shows no picture that lies beside it.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  legalComments: "eof",
  logLevel: "warning",
});

const MOST = 900_000;
let spent = 0;

/** The pictures that are there, in their order, as long as the package stays small. */
const inlined = readFileSync("README.md", "utf8").replace(
  /!\[([^\]]*)\]\((images\/[\w-]+\.png)\)\n\n?/g,
  (_, words, path) => {
    const data = existsSync(path) ? readFileSync(path) : undefined;
    spent += data?.length ?? MOST;
    if (!data || spent > MOST) return "";
    return `![${words}](data:image/png;base64,${data.toString("base64")})\n\n`;
  },
);
writeFileSync("dist/README.md", inlined);
