// Bundles the extension and its one library into dist/extension.js, without source maps, and writes
// dist/README.md, which has no pictures: VS Code shows none that lies in a package.

import { readFileSync, writeFileSync } from "node:fs";
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

const readme = readFileSync("README.md", "utf8");
writeFileSync("dist/README.md", readme.replace(/!\[[^\]]*\]\(images\/[^)]*\)\n\n?/g, ""));
