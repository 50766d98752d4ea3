// A piece of code with faults that the rules find, to try the first steps on.

import * as vscode from "vscode";

const CODE = `const fs = require('node:fs');
const express = require('express');
const { Pool } = require('pg');

const app = express();
const pool = new Pool();

// Select this handler, open the light bulb (Ctrl+. or ⌘.), and choose “Fix backend”.
app.get('/orders', async (req, res) => {
  const terms = fs.readFileSync('terms.txt', 'utf8');
  const found = await pool.query("SELECT * FROM orders WHERE customer = '" + req.query.customer + "'");
  res.json({ terms, orders: found.rows });
});

app.listen(3000);
`;

/** Open it as a document that was never saved. */
export async function openExample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: "javascript",
    content: CODE,
  });
  await vscode.window.showTextDocument(document);
}
