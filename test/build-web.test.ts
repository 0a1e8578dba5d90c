import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BuiltWeb, buildWeb } from '../scripts/build-web.ts';
import type { WebManifest } from '../src/serve/web/manifest.ts';

let built: BuiltWeb;
let manifest: WebManifest;
beforeAll(async () => {
  built = await buildWeb();
  manifest = JSON.parse(textOf('manifest.json'));
});

const textOf = (name: string): string => Buffer.from(built.files.get(name)!).toString();

describe("the build of the board's client", () => {
  it('names each file by what it holds, and lists all that may be served', () => {
    expect(manifest.assets.filter((name) => !/^[a-z]+(?:-[a-z]+)*-[A-Z0-9]{8}\.(?:js|css)$/.test(name))).toEqual([]);
    const served = [manifest.page, ...manifest.assets].flatMap((name) => [name, `${name}.br`, `${name}.gz`]);
    expect([...built.files.keys()].sort()).toEqual([...served, 'manifest.json'].sort());
  });

  it('has each beside the same by brotli and by gzip', () => {
    for (const name of [manifest.page, ...manifest.assets]) {
      const plain = Buffer.from(built.files.get(name)!);
      expect(brotliDecompressSync(built.files.get(`${name}.br`)!).equals(plain), name).toBe(true);
      expect(gunzipSync(built.files.get(`${name}.gz`)!).equals(plain), name).toBe(true);
    }
  });

  it('makes a page that names only files that are there, the worker of all tabs too, and runs nothing of its own', () => {
    const page = textOf(manifest.page);
    const named = [...page.matchAll(/"\/assets\/([^"]*)"/g)].map(([, name]) => name!);
    expect(named.filter((name) => !manifest.assets.includes(name))).toEqual([]);
    expect(page).toMatch(/<meta name="tracker-worker" content="\/assets\/worker-\w+\.js">/);
    expect(page).toMatch(/<link rel="stylesheet" href="\/assets\/style-\w+\.css">/);
    expect(page).toMatch(/<script type="module" src="\/assets\/main-\w+\.js"><\/script>/);
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/);
    expect(page).not.toMatch(/https?:/);
  });

  it('makes the same bytes again', async () => {
    const again = await buildWeb();
    expect([...again.files].map(([name, content]) => [name, Buffer.from(content).toString('hex')])).toEqual(
      [...built.files].map(([name, content]) => [name, Buffer.from(content).toString('hex')]),
    );
  });

  it('takes nothing of the program into what a browser loads', () => {
    const inputs = Object.keys(built.metafile.inputs);
    expect(inputs.filter((path) => path.startsWith('src/') && !path.startsWith('src/web/'))).toEqual([]);
  });
});
