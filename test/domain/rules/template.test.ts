import { describe, expect, it } from 'vitest';
import { builtInTemplates } from '../../../src/domain/rules/built-in-templates.ts';
import { fillTemplate, templateVariables } from '../../../src/domain/rules/fill-template.ts';
import { getTemplate, parseTemplate, templateNames } from '../../../src/domain/rules/template.ts';
import { refusal } from '../../support/refusal.ts';

const faultOf = (text: string) => refusal(() => parseTemplate('mine', text)).message;
const fill = (text: string, vars: Record<string, string> = {}) => fillTemplate(parseTemplate('mine', text), vars);

it('a template file with more front matter than anybody writes, or nested without end, is refused', () => {
  expect(faultOf(`---\ntitle: ${'a'.repeat(20_000)}\n---\n`)).toContain(
    'the front matter has 20007 characters; at most 16384 are read',
  );
  expect(faultOf(`---\ntitle: ${'['.repeat(16_000)}\n---\n`)).toMatch(/^\.tracker\/templates\/mine\.md: /);
});

it('a template is not filled in beyond what a description may have', () => {
  const text = `${'{{a}}'.repeat(20_000)}`;
  expect(refusal(() => fill(text, { a: 'x'.repeat(100_000) }))).toMatchObject({
    code: 'invalid_input',
    message: 'Template mine, filled in, has more than 262144 bytes (256 KiB).',
  });
});

describe('a template file', () => {
  it('has fields in front and the description behind', () => {
    const text = `---
title: Release
type: task
priority: High
points: 3
labels: [ops, "a, b"]
assignees: alice, bob
parent: pay-482913
due: 2026-12-01
project: pay
---

## Steps
- [ ] Tag
`;
    expect(fill(text)).toEqual({
      fields: {
        title: 'Release',
        type: 'task',
        priority: 'high',
        points: 3,
        labels: ['ops', 'a, b'],
        assignees: ['alice', 'bob'],
        parent: 'PAY-482913',
        due: '2026-12-01',
        project: 'PAY',
      },
      description: '## Steps\n- [ ] Tag',
    });
  });

  it.each([
    ['nothing but a description', '# Steps\n', { fields: {}, description: '# Steps' }],
    ['nothing', '', { fields: {}, description: '' }],
    ['empty front matter', '---\n---\nText', { fields: {}, description: 'Text' }],
    ['only front matter', '---\ntitle: a\n---', { fields: { title: 'a' }, description: '' }],
    ['empty fields', '---\ntitle: a\nlabels:\nparent: \n---\n', { fields: { title: 'a' }, description: '' }],
    ['a byte order mark', '\uFEFF---\ntitle: a\n---\nb', { fields: { title: 'a' }, description: 'b' }],
    ['a title of digits', '---\ntitle: 404\n---\n', { fields: { title: '404' }, description: '' }],
    ['a rule in the description', 'a\n\n---\n\nb', { fields: {}, description: 'a\n\n---\n\nb' }],
    [
      'Windows line ends',
      '---\r\ntitle: a\r\n---\r\n\r\nb\r\nc\r\n',
      { fields: { title: 'a' }, description: 'b\r\nc' },
    ],
  ])('may have %s', (_, text, filled) => {
    expect(fill(text)).toEqual(filled);
  });

  it.each([
    ['an unknown field', '---\nlabel: a\n---\n', 'the front matter has no field "label"; did you mean "labels"?'],
    ['a bad value', '---\npoints: 40\n---\n', 'points must be an integer from 1 to 13, or "none", not "40".'],
    ['a nested value', '---\ntitle: {a: b}\n---\n', 'title must be a text, not {"a":"b"}.'],
    ['a field twice', '---\ntype: bug\ntype: task\n---\n', 'line 3 is not YAML: Map keys must be unique.'],
    ['broken YAML', '---\ntitle: a\nlabels: [a\n---\n', 'line 3 is not YAML: Flow sequence'],
    ['a list in front', '---\n- title\n---\n', 'the front matter has no fields.'],
    ['no end of the front matter', '---\ntitle: a\n', 'the front matter has no end, a line of ---.'],
  ])('with %s is refused', (_, text, fault) => {
    expect(refusal(() => parseTemplate('mine', text)).code).toBe('invalid_input');
    expect(faultOf(text)).toContain(`.tracker/templates/mine.md: ${fault}`);
  });

  it('says in a line what it is for, which no ticket gets', () => {
    const text = '---\nabout: For {{them}}\ntitle: a\n---\n{{what}}';
    expect(parseTemplate('mine', text).about).toBe('For {{them}}');
    expect(fill(text, { what: 'b' })).toEqual({ fields: { title: 'a' }, description: 'b' });
    expect(faultOf('---\nabout: [a, b]\n---\n')).toContain('about must be a text');
    expect(parseTemplate('mine', 'Text')).not.toHaveProperty('about');
  });

  it('cannot blow up through aliases', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [to, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'])
      lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`)}]`);
    expect(faultOf(`---\n${lines.join('\n')}\n---\n`)).toContain('the front matter cannot be read');
  });
});

describe('the templates that there are', () => {
  it('are the built-in ones and the files', () => {
    expect(templateNames({ release: '' })).toEqual([
      'api-endpoint',
      'bug-fix',
      'database-migration',
      'react-component',
      'refactor',
      'release',
    ]);
  });

  it('a file goes before the built-in one of the same name', () => {
    expect(getTemplate({ refactor: 'Ours' }, 'refactor').description).toBe('Ours');
    expect(getTemplate({}, 'refactor').description).toContain('## Goal');
  });

  it('are known with .md, in any case and with underscores', () => {
    expect(getTemplate({}, 'Bug_Fix.md').name).toBe('bug-fix');
  });

  it('a broken file does not disturb the others', () => {
    const files = { broken: '---\ntitle: [\n---\n' };
    expect(getTemplate(files, 'bug-fix').name).toBe('bug-fix');
    expect(refusal(() => getTemplate(files, 'broken')).code).toBe('invalid_input');
  });

  it.each(['api-endpont', 'constructor', '../config'])('there is none called %s', (name) => {
    const error = refusal(() => getTemplate({}, name));
    expect(error.code).toBe('not_found');
    expect(error.hint).toContain('Templates: api-endpoint, bug-fix');
    if (name === 'api-endpont') expect(error.message).toContain('did you mean "api-endpoint"?');
  });

  it.each([
    ['api-endpoint', { method: 'GET', path: '/users' }, 'GET /users', 'feature'],
    ['bug-fix', { what: 'Login fails' }, 'Login fails', 'bug'],
    ['database-migration', { change: 'users.email' }, 'Migration: users.email', 'task'],
    ['react-component', { name: 'Avatar' }, 'Component Avatar', 'feature'],
    ['refactor', { target: 'the parser' }, 'Refactor the parser', 'task'],
  ])('%s needs little and gives acceptance criteria to check', (name, vars, title, type) => {
    const template = getTemplate({}, name);
    const required = templateVariables(template).filter((variable) => variable.default === undefined);
    expect(required.map((variable) => variable.name)).toEqual(Object.keys(vars));
    const { fields, description } = fillTemplate(template, vars as Record<string, string>);
    expect(fields).toMatchObject({ title, type });
    expect(description).toMatch(/^## Acceptance$/m);
    expect(description.match(/^- \[ \] /gm)!.length).toBeGreaterThanOrEqual(3);
    expect(description).not.toMatch(/[{}]/);
  });

  it('has exactly the five built in', () => {
    expect(Object.keys(builtInTemplates)).toHaveLength(5);
  });
});
