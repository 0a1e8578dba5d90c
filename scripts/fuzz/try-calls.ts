import { type Action, fieldsOf } from '../../src/actions/action.ts';
import { actions } from '../../src/actions/actions.ts';
import { synonymsOf } from '../../src/actions/synonyms.ts';
import { TrackerError, toTrackerError } from '../../src/domain/errors.ts';
import { checkFile } from '../../src/home/file/check.ts';
import type { Chance } from '../bench/random.ts';
import { oddValue } from './odd-values.ts';
import { ask, place, type World, withTracker } from './world.ts';

/** Makes calls that no client means. Answers those that end in a defect, and what they leave behind that is not whole. */
export async function tryCalls(world: World, chance: Chance, count: number): Promise<string[]> {
  const found: string[] = [];
  place(world, world.file);
  await withTracker(world.folder, async (workspace) => {
    const keys = (await ask(workspace, 'ticket', { action: 'list', limit: 100 })).match(/[A-Z]+-\d{6}/g) ?? ['PAY-1'];
    for (let n = 0; n < count; n++) {
      const { tool, args } = makeCall(chance, keys);
      try {
        await ask(workspace, tool, args, {
          session: chance.pick(['one', 'two']),
          actor: chance.pick(['ada', 'bob/x']),
        });
      } catch (error) {
        const { code, message } = toTrackerError(error);
        if (code === 'internal' || code === 'database')
          found.push(
            `${tool} ${JSON.stringify(args).slice(0, 600)}: ${code} ${message} ${error instanceof TrackerError ? '' : ((error as Error).stack ?? '').slice(0, 900)}`,
          );
      }
    }
  });
  const { damage, differences, faults } = checkFile(world.data);
  if (damage.length + differences.length + faults.length > 0)
    found.push(`the file is not whole: ${JSON.stringify({ damage, differences, faults }).slice(0, 600)}`);
  return found;
}

/** Whatever a field of the action is called. */
const wordsOf = (action: Action) =>
  synonymsOf({ tool: action.tool, name: action.name, fields: fieldsOf(action) }).keys();

const common = ['id', 'ids', 'query', 'message', 'title', 'status', 'limit', 'cursor', 'budget', 'dry_run'];

function makeCall(chance: Chance, keys: readonly string[]): { tool: string; args: Record<string, unknown> } {
  const action = chance.pick(actions);
  const fields = [...Object.keys(action.input().shape), ...wordsOf(action), ...common];
  const args: Record<string, unknown> = chance.below(3) > 0 ? { ...action.example } : {};
  for (let n = chance.below(5); n > 0; n--) args[chance.pick(fields)] = oddValue(chance);
  if (chance.below(3) > 0 && ('id' in args || fields.includes('id'))) args.id = chance.pick(keys);
  if (chance.below(4) > 0 && 'target' in args) args.target = chance.pick(keys);
  if (chance.below(30) > 0) args.action = action.name;
  return { tool: action.tool, args };
}
