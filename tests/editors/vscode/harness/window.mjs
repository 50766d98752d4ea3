// A window of VS Code in Chromium, and what a person does in it.

import fs from 'node:fs';
import path from 'node:path';
import { until } from './desk.js';
import { smaller } from './png.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];
const SIZE = { width: 1280, height: 800 };

export async function openBrowser({ chromium, playwright }) {
  const driver = (await import(playwright)).chromium;
  const browser = await driver.launch({ executablePath: chromium, args: FLAGS });
  const shared = new Map();
  return {
    /** VS Code on a fresh copy of the example, in a folder of this name. */
    open: (studio, name, settings = {}) => openWindow(browser, studio, name, settings),
    /** The window that all checks share which leave it as they found it: opening one takes long. */
    async share(studio, name) {
      if (!shared.has(name)) shared.set(name, await openWindow(browser, studio, name, {}));
      return shared.get(name);
    },
    close: () => browser.close(),
  };
}

async function openWindow(browser, studio, name, settings) {
  const folder = path.join(studio.server.home, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(studio.example, folder, { recursive: true });
  if (Object.keys(settings).length) {
    fs.mkdirSync(path.join(folder, '.vscode'));
    fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  }
  const context = await browser.newContext({ viewport: SIZE });
  const page = await context.newPage();
  const address = `${studio.server.address}/?folder=${folder}`;
  await page.goto(address, { waitUntil: 'commit', timeout: 90_000 });
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 90_000 });
  return new Window(page, context, folder, studio.pictures);
}

export class Window {
  constructor(page, context, folder, pictures) {
    Object.assign(this, { page, context, folder, pictures });
  }

  get keyboard() {
    return this.page.keyboard;
  }

  /** Waits until something that matches is on the screen. */
  async see(selector, seconds = 60) {
    const found = this.page.locator(selector).first();
    await found.waitFor({ state: 'visible', timeout: seconds * 1000 });
    return found;
  }

  /** Waits until nothing that matches is on the screen. */
  async gone(selector, seconds = 60) {
    await this.page.locator(selector).first().waitFor({ state: 'hidden', timeout: seconds * 1000 });
  }

  /** Opens a file of the folder by its path. */
  async file(name) {
    const base = path.basename(name);
    await this.picked('Control+P', name, base);
    await this.see(`.tab.active[data-resource-name="${base}"]`);
    await this.see('.editor-instance .view-lines .view-line');
  }

  /** Runs a command of the palette by its whole title. */
  async command(title) {
    await this.picked('F1', title, title);
  }

  async picked(key, words, row) {
    await this.quickInput(key);
    await this.keyboard.insertText(words);
    await this.see(`.quick-input-list .monaco-list-row[aria-label*=${JSON.stringify(row)}]`);
    await this.keyboard.press('Enter');
    await this.gone('.quick-input-widget');
  }

  /** Opens an input at the top; the workbench sometimes loses a key while it is still loading. */
  async quickInput(key) {
    await until(`the input that ${key} opens`, async () => {
      await this.keyboard.press(key);
      return this.see('.quick-input-widget input:focus', 5).catch(() => false);
    });
  }

  async line(line, column = 1) {
    await this.quickInput('Control+G');
    await this.keyboard.insertText(`${line}:${column}`);
    await this.keyboard.press('Enter');
    await this.gone('.quick-input-widget');
    await this.see('.monaco-editor.focused');
  }

  /**
   * Opens the light bulb's menu and returns the entry, as a selector. A Ctrl+. right after the
   * cursor moved is sometimes lost.
   */
  async bulb(expected) {
    return until(`a light bulb with ${expected}`, async () => {
      await this.see('.monaco-editor.focused');
      await this.keyboard.press('Control+.');
      const entry = `.action-widget .monaco-list-row:has-text(${JSON.stringify(expected)})`;
      if (await this.see(entry, 8).catch(() => false)) return entry;
      await this.keyboard.press('Escape');
      return undefined;
    });
  }

  /** The titles in the light bulb's menu. */
  async entries() {
    return this.page.locator('.action-widget .monaco-list-row').allInnerTexts();
  }

  /** Selects whole lines, from 1, the last one included. */
  async select(first, last) {
    await this.line(first);
    for (let line = first; line <= last; line += 1) await this.keyboard.press('Shift+ArrowDown');
  }

  /** Shows the hover at the cursor. */
  async hover() {
    await until('a hover', async () => {
      await this.keyboard.press('Control+K');
      await this.keyboard.press('Control+I');
      return this.see('.monaco-hover:visible', 8).catch(() => false);
    });
  }

  /** Clicks what matches, and takes the mouse away, for it makes tooltips where it rests. */
  async click(selector) {
    await (await this.see(selector)).click();
    await this.page.mouse.move(0, 0);
  }

  /** Waits for a page inside of the window, a preview for one, that holds some words. */
  async frame(words) {
    return until(`a page with ${words}`, async () => {
      for (const frame of this.page.frames()) {
        const text = await frame.innerText('body', { timeout: 500 }).catch(() => '');
        if (frame !== this.page.mainFrame() && text.includes(words)) return frame;
      }
      return undefined;
    });
  }

  /** Takes away what is not to be in a picture: the side bar, and old notifications. */
  async tidy() {
    await this.command('Notifications: Clear All Notifications');
    if (await this.page.locator('.part.sidebar').isVisible()) {
      await this.command('View: Toggle Primary Side Bar Visibility');
      await this.gone('.part.sidebar');
    }
  }

  /** Closes the report, and what was told of it. */
  async clear() {
    await this.command('Notifications: Clear All Notifications');
    await this.command('View: Close Editors in Other Groups');
    await this.gone('.editor-group-container .webview');
  }

  /** The text of the first editor, as far as it is in view. */
  async text() {
    return this.page.locator('.editor-instance .view-lines').first().evaluate((view) =>
      [...view.querySelectorAll('.view-line')]
        .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map((line) => line.textContent.replace(/\u00a0/g, ' '))
        .join('\n'),
    );
  }

  /** Keeps what is on the screen. */
  async picture(name) {
    const png = await this.page.screenshot({ animations: 'disabled' });
    fs.writeFileSync(path.join(this.pictures, `${name}.png`), smaller(png));
  }

  /** Takes back the changes of the active editor, and closes everything. */
  async leave() {
    await this.command('File: Revert File');
    await this.gone('.tab.active.dirty');
    await this.command('View: Close All Editors');
    await this.gone('.tabs-container .tab');
    await this.command('Notifications: Clear All Notifications');
  }

  /** Leaves, so that VS Code ends what runs for this window. */
  async close() {
    await this.page.goto('about:blank').catch(() => undefined);
    await this.context.close();
  }
}
