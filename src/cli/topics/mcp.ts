import { fieldsOf } from '../../actions/action.ts';
import { actions } from '../../actions/actions.ts';
import { completionKinds } from '../../mcp/completions.ts';
import { prompts } from '../../mcp/prompts.ts';
import { resources, resourceTemplates } from '../../mcp/resources.ts';
import { actionCommands } from '../commands/action-commands.ts';
import { type Block, code, codes, type Topic } from './topic.ts';

const tools = [...new Set(actions.map(({ tool }) => tool))];

export const mcpTopic: Topic = {
  name: 'mcp',
  otherNames: ['tools', 'tool', 'prompts', 'prompt', 'resources', 'resource', 'server'],
  summary: "The server's tools, actions, prompts and resources.",
  blocks: () => [
    '`tracker --mcp-server` speaks MCP over standard input and output; clients start it (topic clients). Each action is a command too.',
    ...tools.flatMap((tool): Block[] => [
      { heading: `Tool ${tool}` },
      {
        head: ['action', 'command', 'takes'],
        rows: actions
          .filter((action) => action.tool === tool)
          .map((action) => [
            `${code(action.name)}${action.access === 'read' ? '' : ' (writes)'}`,
            code(commandOf(tool, action.name)),
            fieldsOf(action).join(' '),
          ]),
      },
    ]),
    { heading: 'Prompts' },
    {
      head: ['prompt', 'does', 'arguments'],
      rows: prompts.map(({ name, description, arguments: args }) => [
        code(name),
        description,
        args.map((one) => `${code(one.name)} (${one.description})`).join(', '),
      ]),
    },
    { heading: 'Resources' },
    {
      head: ['resource', 'is'],
      rows: [
        ...resources.map(({ uri, description }) => [code(uri), description]),
        ...resourceTemplates.map(({ uriTemplate, description }) => [code(uriTemplate), description]),
      ],
    },
    `Completed: ${codes(Object.keys(completionKinds))}.`,
  ],
};

const commandOf = (tool: string, action: string): string =>
  `tracker ${actionCommands.find((command) => command.tool === tool && command.action === action)?.name ?? ''}`;
