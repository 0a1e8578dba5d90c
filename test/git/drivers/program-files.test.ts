import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeProgram } from '../../../src/git/drivers/program-files.ts';
import { otherVersion as other, place, placedProgram as program, trackerOf } from '../../support/placed-program.ts';
import { makeRepository } from '../../support/workspace.ts';

describe('a copy of the program', () => {
  test('has all that it takes on this platform, and nothing of another', () => {
    const repository = makeRepository();
    place(repository, program);
    const folder = join(trackerOf(repository), 'program/1.2.0-');
    const native = readdirSync(join(folder, 'prebuilds'));
    expect(native).toContain(`${process.platform}-${process.arch}.node`);
    for (const name of native) expect(name.replace('musl', '')).toBe(`${process.platform}-${process.arch}.node`);
    const run = (...args: string[]) =>
      execFileSync(join(trackerOf(repository), 'run'), args, { cwd: repository.root, encoding: 'utf8' });
    expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
    // What modules a script in the work tree would have says nothing of it.
    repository.write('package.json', '{"type":"module"}');
    expect(run('dump', '/dev/null')).toBe('');
  });

  test('goes with the second that takes its place', () => {
    const repository = makeRepository();
    const names = () => readdirSync(join(trackerOf(repository), 'program')).sort();
    for (const version of ['1.2.0', '1.3.0']) place(repository, other(version));
    expect(names()).toEqual(['1.2.0-', '1.3.0-']);
    place(repository, other('1.4.0'));
    expect(names()).toEqual(['1.3.0-', '1.4.0-']);
  });

  test('is not made of files that are others than those that run', () => {
    const repository = makeRepository();
    const foreign = { ...program, build: '0123456789abcdef0123456789abcdef' };
    expect(() => placeProgram(trackerOf(repository), foreign)).toThrow('are others than those that run');
    expect(existsSync(join(trackerOf(repository), 'program'))).toBe(false);
  });
});
