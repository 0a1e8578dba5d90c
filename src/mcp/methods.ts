import { type Call, type Complete, toolResult } from './call-tool.ts';
import { completeArgument } from './completions.ts';
import { checkFirstPage, parseToolCall, toolsListResult } from './handshake.ts';
import { type Params, RpcError } from './messages.ts';
import { getPrompt, listPrompts } from './prompts.ts';
import { listResources, listTemplates, readResource } from './resources.ts';
import type { Published } from './tools/tool.ts';

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
    'tools/list': (params) => ({ ...toolsListResult(params, published) }),
    'tools/call': async (params) => {
      const { tool, args, meta } = parseToolCall(params, published);
      return toolResult(await call(tool, args, meta));
    },
    'resources/list': (params) => page(params, { resources: listResources(published) }),
    'resources/templates/list': (params) => page(params, { resourceTemplates: listTemplates(published) }),
    'resources/read': (params) => readResource(params, call),
    'prompts/list': (params) => page(params, { prompts: listPrompts(published) }),
    'prompts/get': (params) => getPrompt(params, call, listPrompts(published)),
    'completion/complete': (params) => completeArgument(params, complete),
  };
  return async (method, params) => {
    const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!answer) throw new RpcError('methodNotFound', `Method not found: ${method}`);
    return answer(params);
  };
}

function page(params: Params, result: Result): Result {
  checkFirstPage(params);
  return result;
}
