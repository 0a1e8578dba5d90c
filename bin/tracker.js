#!/usr/bin/env node
// Below this version the driver crashes without a word, so the check comes first, and in words that any Node reads.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 14)) {
  console.error(`tracker needs Node.js 22.14.0 or newer, and this is ${process.versions.node}.`);
  process.exit(1);
}
require('../dist/tracker.js').main(process.argv.slice(2));
