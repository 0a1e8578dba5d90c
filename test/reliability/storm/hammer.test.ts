import { expect, onTestFinished, test } from 'vitest';
import { hammer } from '../../../scripts/reliability/hammer.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { seed } from '../../support/seed.ts';

/** The short form of `npm run test:reliability`; what it prints repeats the commands. */
test('beneath random git commands, with servers being killed, nothing answered is lost, corrupt or on a wrong branch, and git fails at nothing', async () => {
  checkBuilt();
  const { counts, details, world } = await hammer({ seconds: 0, commands: 150, seed, program });
  onTestFinished(() => world.remove());
  const { acknowledged, commits, commands, lost, corrupt, wrongBranch, failedGit, doubleHolders, faults } = counts;
  expect({ seed, details, lost, corrupt, wrongBranch, failedGit, doubleHolders, faults }).toEqual({
    seed,
    details: [],
    lost: 0,
    corrupt: 0,
    wrongBranch: 0,
    failedGit: 0,
    doubleHolders: 0,
    faults: 0,
  });
  expect(acknowledged).toBeGreaterThan(10);
  expect(commits).toBeGreaterThan(10);
  expect(commands).toBeGreaterThan(100);
});
