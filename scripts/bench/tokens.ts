import { encode } from 'gpt-tokenizer/encoding/o200k_base';

/** o200k_base. */
export const countTokens = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length;

/** What a model writes to call a tool. */
export const countRequest = (tool: string, args: object): number =>
  countTokens(tool) + countTokens(JSON.stringify(args));

export interface GivenTool {
  name: string;
  description?: string;
  inputSchema: object;
}

/** What a model is given of the tools before its first call. */
export const countDefinitions = (tools: readonly GivenTool[]): number =>
  countTokens(
    JSON.stringify(
      tools.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema })),
    ),
  );
