'use strict';
// Loaded into the program by a test, through NODE_OPTIONS: what the program asks of the file system and of SQLite's
// transactions is listed, and can be made to fail, held up, or be the moment of its death. The program knows nothing of it.
const fs = require('node:fs');
const Module = require('node:module');

const { existsSync, readFileSync, appendFileSync, writeFileSync } = fs;
const folder = process.env.FAULT_POINTS;
const listing = `${folder}/calls`;
const planFile = `${folder}/plan.json`;
const nap = new Int32Array(new SharedArrayBuffer(4));
let plan;
let seen = 0;
/** Node's own functions call each other, and ours call them. */
let inside = false;

function readPlan() {
  if (plan && existsSync(planFile)) return;
  seen = 0;
  try {
    plan = JSON.parse(readFileSync(planFile, 'utf8'));
  } catch {
    // There is none, or it has just been taken away.
    plan = undefined;
  }
}

function act(what, name) {
  if (what === undefined) return;
  if (what === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    for (;;) Atomics.wait(nap, 0, 0, 1000);
  }
  if (what === 'pause') {
    writeFileSync(`${folder}/paused`, '');
    while (!existsSync(`${folder}/resume`)) Atomics.wait(nap, 0, 0, 2);
    return;
  }
  throw Object.assign(new Error(`${what}: made by a test, ${name}`), { code: what, syscall: name });
}

function wrapped(owner, name, original) {
  return function (...args) {
    const self = owner ?? this;
    if (inside) return original.apply(self, args);
    inside = true;
    try {
      const line = `${name} ${args.filter((arg) => typeof arg === 'string' && arg.length < 300).join(' ')}`;
      appendFileSync(listing, `${line}\n`);
      readPlan();
      const isPoint = plan !== undefined && new RegExp(plan.at).test(line) && ++seen === plan.nth;
      if (isPoint) act(plan.before, name);
      const result = original.apply(self, args);
      if (isPoint) act(plan.after, name);
      return result;
    } finally {
      inside = false;
    }
  };
}

const calls = [
  ...['mkdirSync', 'openSync', 'linkSync', 'copyFileSync', 'renameSync', 'rmSync', 'fsyncSync', 'futimesSync'],
  ...['writeFileSync', 'appendFileSync', 'truncateSync', 'readdirSync', 'fstatSync', 'statSync'],
];
for (const name of calls) fs[name] = wrapped(fs, name, fs[name]);
for (const name of ['copyFile', 'open']) fs.promises[name] = wrapped(fs.promises, name, fs.promises[name]);

const load = Module._load;
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  const prototype = request.endsWith('.node') && loaded.Database?.prototype;
  if (prototype && !prototype.exec.isPoint) {
    prototype.exec = wrapped(undefined, 'exec', prototype.exec);
    prototype.exec.isPoint = true;
  }
  return loaded;
};
