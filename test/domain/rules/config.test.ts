import { describe, expect, it } from 'vitest';
import { builtInTable } from '../../../src/domain/rules/built-in-types.ts';
import { defaultConfig, parseConfig } from '../../../src/domain/rules/config.ts';
import { allowedMoves, builtInTypes, closePath } from '../../../src/domain/rules/workflow.ts';
import { refusal as refused } from '../../support/refusal.ts';

const incident = {
  initial: 'open',
  ready: ['open'],
  done: 'closed',
  terminal: ['closed'],
  moves: { open: ['fixing!', 'closed'], fixing: ['closed'], closed: [] as string[] },
};

const refusal = (config: unknown) =>
  refused(() => parseConfig(typeof config === 'string' ? config : JSON.stringify(config, null, 2)));

const faultOf = (config: unknown) => refusal(config).message;
const incidentWith = (change: object) => ({ types: { incident: { ...incident, ...change } } });

it('a configuration that is nested without end is refused like any other fault', () => {
  for (const text of [`{"types":${'['.repeat(20_000)}`, '{"a":'.repeat(20_000), '['.repeat(400_000)])
    expect(refusal(text)).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^\.tracker\/config\.json is nested \d+ deep; at most 50 are read\.$/),
    });
  expect(faultOf(`{"types": "${'['.repeat(100)}\\"{{{"}`)).toContain('types must be an object');
});

it('a configuration names a server by its origin alone', () => {
  expect(parseConfig('{"server": "HTTPS://Tracker.Example.com:443/"}').server).toBe('https://tracker.example.com');
  expect('server' in parseConfig('{}')).toBe(false);
  expect(faultOf({ server: 7 })).toContain('server must be');
  const { code, message, hint } = refusal({ project: 'PAY', server: 'https://bob:secret@tracker.example.com' });
  expect({ code, message }).toEqual({
    code: 'invalid_input',
    message: expect.stringMatching(
      /^\.tracker\/config\.json: server is to be https:\/\/HOST, .*, not "https:\/\/bob:secret@/,
    ),
  });
  expect(hint).toContain('Correct line 3 of .tracker/config.json.');
});

describe('a configuration', () => {
  it('is the default without a file', () => {
    expect(parseConfig(undefined)).toBe(defaultConfig);
    expect(defaultConfig).toMatchObject({ leaseMs: 4 * 60 * 60 * 1000 });
    expect(defaultConfig.types).toBe(builtInTypes);
  });

  it('may be empty, and begin with a byte order mark', () => {
    expect(parseConfig('\uFEFF{}\r\n')).toEqual(defaultConfig);
  });

  it('sets review gates and the length of a lease', () => {
    const config = parseConfig('{ "review": { "bug": true, "task": false }, "leaseHours": 0.5 }');
    expect(config.review).toEqual({ bug: true, task: false });
    expect(config.leaseMs).toBe(1_800_000);
    expect(config.review.constructor).toBeUndefined();
  });

  it('sets the project of new tickets, in any case', () => {
    expect(parseConfig('{ "project": "pay" }').project).toBe('PAY');
    expect(parseConfig('{}').project).toBeUndefined();
  });

  it('sets what each gate does, and leaves the others as they are', () => {
    expect(parseConfig('{ "gates": { "lease": "off", "checkboxes": "refuse" } }').gates).toEqual({
      ...defaultConfig.gates,
      lease: 'off',
      checkboxes: 'refuse',
    });
    expect(parseConfig('{"gates": {}}').gates).toEqual(defaultConfig.gates);
  });

  it.each([
    [{ lease: 'never' }, 'gates.lease must be refuse, say or off, not "never".'],
    [{ boxes: 'say' }, 'gates has no field "boxes"'],
    [{ childrn: 'say' }, 'gates has no field "childrn"; did you mean "children"?'],
    ['off', 'gates must be an object, not "off".'],
    [{ evidence: true }, 'gates.evidence must be refuse, say or off, not true.'],
  ])('refuses %j as gates, with the path', (gates, fault) => {
    expect(faultOf({ gates })).toContain(`.tracker/config.json: ${fault}`);
  });

  it('adds a type, in the notation of the built-in ones', () => {
    const { types, review } = parseConfig(JSON.stringify({ types: { incident }, review: { incident: true } }));
    expect(Object.keys(types)).toEqual(['task', 'bug', 'feature', 'decision', 'epic', 'incident']);
    expect(allowedMoves(types.incident!, 'open')).toEqual([
      { status: 'fixing', needsMessage: true },
      { status: 'closed', needsMessage: false },
    ]);
    expect(review.incident).toBe(true);
  });

  it('replaces a type and leaves the others', () => {
    const { types } = parseConfig(JSON.stringify({ types: { bug: incident } }));
    expect(closePath(types.bug!, 'open')).toEqual(['closed']);
    expect(types.task).toEqual(builtInTypes.task);
  });

  it('takes a terminal status without moves as written once', () => {
    const { closed: _, ...moves } = incident.moves;
    expect(parseConfig(JSON.stringify(incidentWith({ moves }))).types).toEqual(
      parseConfig(JSON.stringify({ types: { incident } })).types,
    );
  });

  it('can say everything that the built-in types say', () => {
    expect(parseConfig(JSON.stringify({ types: builtInTable })).types).toEqual(builtInTypes);
  });
});

describe('a bad type is refused with the path of the value', () => {
  it.each([
    [
      'a state machine that is none',
      { initial: 'opne' },
      'types.incident.initial names "opne", which is not a status; did you mean "open"?',
    ],
    ['no terminal status', { terminal: [] }, 'types.incident.terminal must not be empty, not [].'],
    ['a missing part', { done: undefined }, 'types.incident.done is missing.'],
    ['an unknown part', { inital: 'open' }, 'types.incident has no field "inital"; did you mean "initial"?'],
    [
      'moves of the wrong kind',
      { moves: { open: 'closed' } },
      'types.incident.moves.open must be a list, not "closed".',
    ],
  ])('%s', (_, change, fault) => {
    expect(faultOf(incidentWith(change))).toBe(`.tracker/config.json: ${fault}`);
  });

  it('a type’s own name', () => {
    expect(faultOf({ types: { 'my type': incident } })).toContain('types.my type has the name "my type"');
  });
});

describe('a bad configuration is refused', () => {
  it.each([
    [
      'an unknown setting',
      { lease_hours: 4 },
      'the configuration has no field "lease_hours"; did you mean "leaseHours"?',
    ],
    ['a lease that never lasts', { leaseHours: 0 }, 'leaseHours must be more than 0, not 0.'],
    ['a project that is no key', { project: 'pay it' }, 'project must be a project key'],
    ['a lease in words', { leaseHours: '4h' }, 'leaseHours must be a number, not "4h".'],
    [
      'a review gate for no type',
      { review: { bgu: true } },
      'review.bgu names "bgu", which is not a type; did you mean "bug"?',
    ],
    [
      'a review gate that is no boolean',
      { review: { bug: 'yes' } },
      'review.bug must be true, false or other, not "yes".',
    ],
    ['something else than an object', [], 'the configuration must be an object, not [].'],
  ])('%s', (_, config, fault) => {
    expect(refusal(config)).toMatchObject({ code: 'invalid_input' });
    expect(faultOf(config)).toContain(`.tracker/config.json: ${fault}`);
  });

  it('with the line of the value in the hint', () => {
    expect(refusal('{\n  "leaseHours": 1,\n  "review": {\n    "bgu": true\n  }\n}').hint).toBe(
      'Correct line 4 of .tracker/config.json. Until then tracker reads but does not write.',
    );
  });

  it('with the place where it is not JSON', () => {
    expect(faultOf('{\n  "review": { "bug": true }\n  "leaseHours": 4\n}')).toBe(
      '.tracker/config.json is not JSON: comma expected in line 3, column 3.',
    );
    expect(faultOf('{\n  // four\n  "leaseHours": 4 }')).toBe(
      '.tracker/config.json is not JSON: invalid comment token in line 2, column 3.',
    );
    expect(faultOf('{"leaseHours": 4')).toContain('is not JSON: close brace expected in line 1');
    expect(faultOf('{"leaseHours": NaN}')).toContain('is not JSON');
    expect(faultOf('{"leaseHours": 4,}')).toContain('is not JSON');
  });

  it('with its own words for conflict markers', () => {
    const text = '{\r\n<<<<<<< HEAD\r\n  "leaseHours": 4\r\n=======\r\n  "leaseHours": 8\r\n>>>>>>> theirs\r\n}\r\n';
    expect(faultOf(text)).toBe(
      '.tracker/config.json has conflict markers, first in line 2: a merge was left unresolved.',
    );
    expect(refusal(text).hint).toContain('Resolve the conflict in .tracker/config.json.');
  });

  it('when it is empty, because a cut-off write looks like that', () => {
    expect(faultOf(' \n')).toBe('.tracker/config.json is empty.');
  });

  it('when a name stands there twice, because JSON keeps one in silence', () => {
    expect(faultOf('{ "review": { "bug": true, "bug": false } }')).toContain('review.bug stands there twice.');
    expect(faultOf('{ "types": {}, "types": {} }')).toContain('types stands there twice.');
    expect(faultOf('{ "review": { "__proto__": true } }')).toContain('__proto__ is not a name that can be used.');
  });

  it('naming the file that it was given', () => {
    expect(() => parseConfig('[', 'sub/.tracker/config.json')).toThrow(/^sub\/\.tracker\/config\.json is not JSON/);
  });
});

it('takes $schema, which is for editors', () => {
  expect(parseConfig('{"$schema": "./schema.json", "leaseHours": 1}').leaseMs).toBe(3_600_000);
});
