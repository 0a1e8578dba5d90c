'use strict';
// What a checkout needs to start and a package does not: its own Node where the machine's is too old, and a program built
// from the sources as they are. Any Node reads this file, as it does bin/tracker.js: no word here is newer than ES2015.
// What starts other programs takes milliseconds and megabytes to load, so that is left to when it is needed.
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('fs');
const { dirname, join } = require('path');

const root = join(__dirname, '..');
const [major, minor] = process.versions.node.split('.').map(Number);
const isTooOld = major < 22 || (major === 22 && minor < 14);

/** When the file or folder was last written; undefined where there is none. */
function timeOf(path) {
  try {
    return statSync(path).mtimeMs;
  } catch (_) {
    return undefined;
  }
}

/**
 * The Node that `npm ci` installs, so that all that work on tracker use the same, else this one where it is new enough. It
 * is looked for in its package: npm 10 takes the link to it out of `node_modules/.bin` again, with those of the packages for
 * other platforms.
 */
function findNode() {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const paths = ['node', 'node-bin'].map((name) => join(root, 'node_modules', `${name}-${platform}`, program));
  return paths.find((path) => existsSync(path)) || (isTooOld ? undefined : process.execPath);
}

/** Runs a program as if this process were it: on its streams, with its signals, to its exit code. */
function runAs(command, args, options) {
  const child = require('child_process').spawn(command, args, Object.assign({ stdio: 'inherit' }, options));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl+C to both.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code === null ? 1 : code;
  });
}

/** For a script of ours; a Node that leaves types out by itself says so. */
const scriptFlags = () => [
  '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
  '--disable-warning=ExperimentalWarning',
  ...(process.features.typescript ? [] : ['--experimental-strip-types']),
];

function isNewer(path, time) {
  return !(timeOf(path) <= time);
}

/** Whether anything in the folder was written after that time, or taken away, which its folder tells. */
function hasNewer(folder, time) {
  return (
    isNewer(folder, time) ||
    readdirSync(folder, { withFileTypes: true }).some((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? hasNewer(path, time) : isNewer(path, time);
    })
  );
}

/** The oldest of the program's files counts: of two builds that have run at once, either may have written any of them. */
function isStale() {
  const folder = join(root, 'dist');
  if (timeOf(join(folder, 'tracker.js')) === undefined) return true;
  const names = readdirSync(folder).filter((name) => /^[^.].*\.js$/.test(name));
  // Without the board's client it was built before there was one.
  const built = Math.min(...names.concat('web/manifest.json').map((name) => timeOf(join(folder, name))));
  const others = [
    'scripts/build.ts',
    'scripts/build-web.ts',
    'scripts/packages.ts',
    'package.json',
    'package-lock.json',
  ];
  return (
    others.some((path) => isNewer(join(root, path), built)) ||
    ['src', 'drizzle'].some((name) => hasNewer(join(root, name), built))
  );
}

/** Builds the program where it is missing or older than its sources. Throws, in one line, where that fails. */
function refresh() {
  while (isStale()) {
    if (tryLock()) return build();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
}

function build() {
  const args = scriptFlags().concat(join(root, 'scripts/build.ts'));
  const options = { cwd: root, encoding: 'utf8', windowsHide: true };
  const { status, stderr, error } = require('child_process').spawnSync(process.execPath, args, options);
  rmSync(lock, { force: true });
  if (status === 0) return;
  const said = error ? String(error) : stderr;
  const [why] = /^\S+: ERROR: .*$/m.exec(said) || /^\S*Error\b.*$/m.exec(said) || ['the build has failed'];
  throw new Error(`tracker could not be built: ${why}. Run \`npm ci\` in ${root}, or \`npm run build\` to see more.`);
}

/** Holds the number of the process that builds: those that start meanwhile wait for it, as two builds take twice as long. */
const lock = join(root, 'dist/.lock');

/** Whether this process may build: nobody does, or who did has ended. Two that find that at once do no harm. */
function tryLock() {
  try {
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error.code === 'EEXIST' && isHeld()) return false;
  }
  return true;
}

function isHeld() {
  try {
    // A process of its number may be another one by now; for a moment there is no number.
    if (Date.now() - statSync(lock).mtimeMs > 60000) return false;
    const holder = Number(readFileSync(lock, 'utf8'));
    return holder === 0 || process.kill(holder, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports = { findNode, refresh, root, runAs, scriptFlags };
