// Required before the program: writes what it has loaded by the time it ends to the file that LOADED_FILES names.
const fs = require('node:fs');

const files = [];
const { readFileSync } = fs;
fs.readFileSync = (path, ...options) => {
  const [, name] = /[\\/]dist[\\/]([^\\/]+\.js)$/.exec(String(path)) ?? [];
  if (name) files.push(name);
  return readFileSync(path, ...options);
};

process.once('exit', () => {
  const builtins = process.moduleLoadList.flatMap(
    (entry) => /^NativeModule ([^/]+(?:\/promises)?)$/.exec(entry)?.[1] ?? [],
  );
  fs.writeFileSync(process.env.LOADED_FILES, JSON.stringify({ files, builtins }));
});
