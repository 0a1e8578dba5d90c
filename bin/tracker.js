#!/usr/bin/env node
// Whatever Node there is must read this far to say what it lacks: no word here is newer than ES2015.
const { existsSync, readdirSync } = require('fs');
const { join } = require('path');

const root = join(__dirname, '..');
/** A package has no scripts. */
const isCheckout = existsSync(join(root, 'scripts/checkout.cjs'));
const [major, minor] = process.versions.node.split('.').map(Number);

// Below this version the driver crashes without a word.
if (major < 22 || (major === 22 && minor < 14)) startOnNewer();
else start();

function start() {
  if (isCheckout) build();
  else checkDriver();
  require('../dist/tracker.js').main(process.argv.slice(2));
}

function startOnNewer() {
  const { findNode, runAs } = isCheckout ? require('../scripts/checkout.cjs') : {};
  const newer = findNode && findNode();
  if (newer) return runAs(newer, [__filename].concat(process.argv.slice(2)));
  const remedy = isCheckout ? `run \`npm ci\` in ${root}, which brings one` : 'install one from https://nodejs.org';
  leave(`tracker needs Node.js 22.14.0 or newer, and this is ${process.versions.node}: ${remedy}.`);
}

function build() {
  try {
    require('../scripts/checkout.cjs').refresh();
  } catch (error) {
    leave(error.message);
  }
}

/** SQLite and its driver are native code, one file for each platform. */
function checkDriver() {
  const folder = join(root, 'prebuilds');
  const platform = `${process.platform}-${process.arch}`;
  if (existsSync(join(folder, `${platform}.node`))) return;
  if (!existsSync(folder)) leave('This package has no program in it: `npm run pack` in a checkout makes one that has.');
  const others = readdirSync(folder).map((name) => name.replace('.node', ''));
  leave(`tracker has no native code for ${platform}, only for ${others.join(', ')}.`);
}

function leave(text) {
  console.error(text);
  process.exit(1);
}
