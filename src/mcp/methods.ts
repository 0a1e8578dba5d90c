import { type Call, type Complete, toolResult } from './call-tool.ts';
import { completeArgument } from './completions.ts';
import { listMethods, listResult, type Published, parseToolCall } from './handshake.ts';
import { Asking, type Params, RpcError } from './messages.ts';
import { getPrompt } from './prompts.ts';
import { readResource } from './resources.ts';

export interface MethodsOptions {
  version: string;
  published: Published;
  call: Call;
  complete: Complete;
}

type Result = Record<string, unknown>;
type Method = (params: Params) => Result | Promise<Result>;

/** What each method of MCP beyond the handshake answers. The function returned throws RpcError. */
export function createMethods(options: MethodsOptions): (method: string, params: Params) => Promise<Result> {
  const { published, call, complete } = options;
  const methods: Record<string, Method> = {
    ...Object.fromEntries(
      listMethods.map((method) => [method, (params: Params) => listResult(method, params, published)]),
    ),
    'tools/call': async (params) => {
      const { tool, args } = parseToolCall(params, published);
      return toolResult(await call(tool, args, params));
    },
    'resources/read': (params) => readResource(params, call),
    'prompts/get': (params) => getPrompt(params, call, published.prompts),
    'completion/complete': (params) => completeArgument(params, complete),
  };
  return async (method, params) => {
    const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!answer) throw new RpcError('methodNotFound', `Method not found: ${method}`);
    try {
      return await answer(params);
    } catch (error) {
      if (error instanceof Asking) return error.result;
      throw error;
    }
  };
}
