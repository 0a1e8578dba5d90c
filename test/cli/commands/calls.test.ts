import { expect, test } from 'vitest';
import { asCommands, replyAsCommands } from '../../../src/cli/commands/calls.ts';

test.each([
  ['ticket(action:"move", id:"PAY-482913", status:"confirmed")', 'tracker move PAY-482913 confirmed'],
  ['ticket(action:"claim")', 'tracker claim'],
  [
    'ticket(action:"close", ids:["PAY-482913", "PAY-104477"], message:"it\'s \\"done\\"")',
    `tracker close PAY-482913 PAY-104477 --message 'it'\\''s "done"'`,
  ],
  ['search(query:"key:PAY-482913")', 'tracker search key:PAY-482913'],
  ['board(action:"ready", query:"label:a b")', 'tracker ready "label:a b"'],
  ['ticket(action:"list", query:"is:open", cursor:"3f")', 'tracker list is:open --cursor 3f'],
  [
    'ticket(action:"create", title:"Fix login", labels:["a", "b"], dry_run:true, points:3)',
    'tracker create "Fix login" --labels a,b --dry-run --points 3',
  ],
  ['ticket(action:"undo", event:"7F3K2M")', 'tracker undo 7F3K2M'],
  ['ticket(action:"get", id:"PAY-482913", section:"Context")', 'tracker show PAY-482913 --section Context'],
  ['alignment(action:"decide", id:"A-100000", decision:"approved")', 'tracker align decide A-100000 approved'],
  ['link(action:"add", id:"A-100000", type:"blocks", target:"A-100001")', 'tracker link A-100000 blocks A-100001'],
])('%s is %s on the command line', (call, command) => {
  expect(asCommands(`Call ${call} first.`)).toBe(`Call ${command} first.`);
});

test.each(['ticket (see below)', 'ticket(action:"fly")', 'ticket(id:…)', 'a ticket(action:"move"'])(
  '%s stays as it is',
  (text) => {
    expect(asCommands(text)).toBe(text);
  },
);

test('what a user wrote stays as it is, and the way to the next page is the option', () => {
  const written = 'PAY-482913 Docs\n\nCall ticket(action:"claim") or cursor:"x"\n\n3 more comments: cursor:"2f"';
  expect(replyAsCommands('ticket.get', written)).toBe(written.replace('cursor:"2f"', '--cursor 2f'));
  expect(replyAsCommands('board.me', 'Nothing is yours. Next: ticket(action:"claim")')).toBe(
    'Nothing is yours. Next: tracker claim',
  );
});
