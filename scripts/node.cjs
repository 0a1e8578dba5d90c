'use strict';
// node scripts/node.cjs COMMAND [ARGUMENTS]: runs a script of ours (NAME.ts) or a program of node_modules/.bin with a Node
// that is new enough, which need not be the one that npm runs with.
const { delimiter, dirname, join } = require('path');
const { findNode, root, runAs, scriptFlags } = require('./checkout.cjs');

const command = process.argv[2];
const args = process.argv.slice(3);
const node = findNode();
if (!node) {
  console.error(`Node.js ${process.versions.node} is too old for this: run \`npm ci\`, which installs one for it.`);
  process.exit(1);
}
process.env.PATH = [dirname(node), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
if (/\.ts$/.test(command)) runAs(node, scriptFlags().concat(command, args));
else runAs(command, args, { shell: process.platform === 'win32' });
