import { load } from './load.ts';

/** Runs the program. A client waits for the server's first answer, so that path loads nothing else. */
export async function main(argv: string[]): Promise<void> {
  if (argv[0] === '--mcp-server') return (await import('./mcp-server.ts')).serveMcp();
  const { runCommandLine } = load('command-line');
  process.exitCode = await runCommandLine(argv);
}
