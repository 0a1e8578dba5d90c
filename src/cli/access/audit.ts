import type { AuditRow } from '../../access/audit-rows.ts';
import { isoOf } from '../../domain/day.ts';
import type { Command, Context } from '../commands/command.ts';
import { numberOf, withAccess } from './opened.ts';

export const audit: Command = {
  name: 'audit',
  group: 'Access',
  usage: '',
  summary: 'List what was done and refused by tokens, and what these commands did.',
  async options() {
    return [
      { name: 'actor', kind: 'text', value: 'NAME', help: 'Only of this one, as in events: alice/bot.' },
      { name: 'token', kind: 'text', value: 'ID', help: 'Only by this token.' },
      { name: 'subject', kind: 'text', value: 'ID', help: 'Only about this ticket, token or actor.' },
      { name: 'limit', kind: 'text', value: 'N', help: 'At most as many, the newest first; else 100.' },
      { name: 'before', kind: 'text', value: 'NUMBER', help: 'Only what came before the row of this number.' },
    ];
  },
  examples: ['tracker audit --actor alice/bot', 'tracker audit --limit 1000 --json'],
  async run({ options }, context) {
    const query = {
      ...{ limit: numberOf(options.limit, 'limit'), before: numberOf(options.before, 'before') },
      actor: options.actor as string | undefined,
      token: options.token as string | undefined,
      subject: options.subject as string | undefined,
    };
    const rows = await withAccess(context, { none: () => [] as AuditRow[] }, (store) => store.listAudit(query));
    if (options.json === true) context.screen.json(rows.map(({ time, ...row }) => ({ ...row, time: isoOf(time) })));
    else if (rows.length === 0) context.screen.print('Nothing was done or refused.');
    else await draw(rows, context.screen);
    return 0;
  },
};

async function draw(rows: readonly AuditRow[], screen: Context['screen']): Promise<void> {
  const [{ renderTable }, { minuteOf }] = await Promise.all([
    import('../terminal/table.ts'),
    import('../../domain/day.ts'),
  ]);
  screen.draw(
    renderTable(
      rows,
      [
        { heading: 'NUMBER', cell: ({ number }) => String(number) },
        { heading: 'TIME', cell: ({ time }) => minuteOf(time) },
        { heading: 'ACTOR', cell: ({ actor }) => actor ?? '-', flexible: true },
        { heading: 'ACTION', cell: ({ action }) => action },
        { heading: 'ABOUT', cell: ({ subject }) => subject ?? '', flexible: true },
        { heading: 'OUTCOME', cell: ({ code }) => code ?? 'done' },
        { heading: 'TOKEN', cell: ({ token }) => token ?? '', optional: true },
        { heading: 'FROM', cell: ({ address }) => address, optional: true },
      ],
      screen,
    ),
  );
}
