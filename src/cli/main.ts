import { version } from './built.ts';
import { load } from './load.ts';

/** Runs the program. A client waits for the server's first answer, so that path loads nothing else. */
export async function main(argv: string[]): Promise<void> {
  const [first = ''] = argv;
  if (first === '--mcp-server' || (first.startsWith('--root') && argv.includes('--mcp-server')))
    return (await import('./mcp-server.ts')).serveMcp(argv);
  // Node would take down first what ends with the process anyway. All is written by then.
  process.once('beforeExit', () => process.exit());
  if (argv.length === 1 && ['--version', '-v'].includes(first)) return print(version);
  const { runCommandLine } = load<typeof import('./command-line.ts')>('command-line');
  process.exitCode = await runCommandLine(argv);
}

/** Who asked may have gone. */
function print(line: string): void {
  process.stdout.on('error', () => process.exit(0)).write(`${line}\n`);
}
