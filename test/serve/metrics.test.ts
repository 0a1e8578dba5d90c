import { expect, test } from 'vitest';
import { listen } from './events/listening.ts';
import { serve } from './served.ts';

test('how the server goes is told in the text of Prometheus to whoever reads', async () => {
  const { ask, tokens, url } = await serve();
  expect(await ask('GET /metrics')).toMatchObject({ status: 401 });
  await ask('POST /api/v1/actions/ticket/create', { token: tokens.alice, body: { title: 'One' } });
  await ask('GET /api/v1/tickets/PAY-000000', { token: tokens.alice });
  await ask('GET /api/v1/tickets/PAY-000001', { token: tokens.alice });
  await ask('GET /nowhere');
  const listening = await listen(url, { token: tokens.bob! });
  await listening.hear('hello');
  const { status, headers, body } = await ask('GET /metrics', { token: tokens.bob });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const values = Object.fromEntries(
    body
      .split('\n')
      .filter((line: string) => line !== '' && !line.startsWith('#'))
      .map((line: string) => line.split(' ')),
  );
  expect(values).toMatchObject({
    'tracker_requests_total{route="rest",status="200"}': '1',
    'tracker_requests_total{route="rest",status="404"}': '2',
    'tracker_requests_total{route="other",status="404"}': '1',
    'tracker_requests_total{route="health",status="401"}': '1',
    'tracker_requests_total{route="events",status="200"}': '1',
    tracker_streams: '1',
    tracker_position: '2',
    tracker_uncommitted_events: '2',
  });
  expect(Object.keys(values)).not.toContain('tracker_sync_failing');
});

test('what nobody foresaw of a path or a host makes no new row', async () => {
  const { ask, tokens } = await serve();
  for (const path of ['/a', '/b"}', '/c\n'.trim(), '/api/v1x', '/mcpx']) await ask(`GET ${path}`);
  await ask('GET /healthz', { headers: { Host: 'evil.example' } });
  const { body } = await ask('GET /metrics', { token: tokens.bob });
  const rows = body.split('\n').filter((line: string) => line.startsWith('tracker_requests_total'));
  expect(rows).toEqual([
    'tracker_requests_total{route="health",status="403"} 1',
    'tracker_requests_total{route="other",status="404"} 5',
  ]);
});
