import { createApp } from './app.js';

const { FOLDER = './manuscripts', WC = 'wc', PORT = '3000' } = process.env;
createApp({ folder: FOLDER, tool: WC }).listen(Number(PORT));
