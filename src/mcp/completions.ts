import { safeLine } from '../domain/shown.ts';
import type { Complete } from './call-tool.ts';
import { isObject, type Params, RpcError } from './messages.ts';
import { prompts } from './prompts.ts';
import { ticketTemplate } from './resources.ts';
import type { CompletionKind } from './tracker.ts';

/** MCP allows no more in one reply. */
const maxValues = 100;

export const completionKinds: Record<string, CompletionKind> = {
  key: 'key',
  id: 'key',
  type: 'type',
  status: 'status',
};

/** The reply to `completion/complete`. Throws RpcError where the prompt, template or argument does not exist. */
export async function completeArgument(params: Params, complete: Complete): Promise<{ completion: object }> {
  const { ref, argument } = params;
  if (!isObject(ref) || !isObject(argument) || typeof argument.value !== 'string') {
    throw new RpcError('invalidParams', '"ref" and "argument", with name and value, have to be given.');
  }
  const names = listArguments(ref);
  if (!names) throw new RpcError('invalidParams', 'There is no such prompt or resource template.');
  const name = names.find((candidate) => candidate === argument.name);
  const kind = name && completionKinds[name];
  if (!kind) throw new RpcError('invalidParams', `Its arguments are ${names.join(', ')}.`);
  const values = (await complete(kind, argument.value, params._meta)).map(safeLine);
  return {
    completion: { values: values.slice(0, maxValues), total: values.length, hasMore: values.length > maxValues },
  };
}

function listArguments(ref: Params): string[] | undefined {
  if (ref.type === 'ref/resource') return ref.uri === ticketTemplate ? ['key'] : undefined;
  const prompt = ref.type === 'ref/prompt' ? prompts.find((candidate) => candidate.name === ref.name) : undefined;
  return prompt?.arguments.map((argument) => argument.name);
}
