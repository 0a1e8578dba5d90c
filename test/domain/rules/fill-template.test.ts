import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, templateVariables } from '../../../src/domain/rules/fill-template.ts';
import { parseTemplate } from '../../../src/domain/rules/template.ts';
import { oneLine } from '../../../src/domain/shown.ts';
import { refusal } from '../../support/refusal.ts';

const fill = (text: string, vars: Record<string, string> = {}) => fillTemplate(parseTemplate('mine', text), vars);

describe('variables', () => {
  it('are filled into the fields and the description', () => {
    const text =
      '---\ntitle: {{method}} {{ path }}\nlabels: [{{area}}, api]\npoints: {{size}}\n---\n{{method}}, then {{method}}';
    expect(fill(text, { method: 'GET', path: '/users', area: 'backend', size: '5' })).toEqual({
      fields: { title: 'GET /users', labels: ['backend', 'api'], points: 5 },
      description: 'GET, then GET',
    });
  });

  it('have defaults; one given anywhere serves everywhere', () => {
    const text = '---\ntitle: Deploy to {{where}}\n---\n{{where|staging}}, {{where| the other }}, {{note|}}.';
    expect(templateVariables(parseTemplate('mine', text))).toEqual([
      { name: 'where', default: 'staging' },
      { name: 'note', default: '' },
    ]);
    expect(fill(text)).toEqual({ fields: { title: 'Deploy to staging' }, description: 'staging, the other, .' });
    expect(fill(text, { where: 'production' }).description).toBe('production, production, .');
  });

  it('leave a field out when they are empty', () => {
    expect(fill('---\ntitle: a\nparent: {{parent|}}\ndue: "{{due|}}"\n---\n').fields).toEqual({ title: 'a' });
  });

  it.each(['$&', '$1', '{{other}}', '\\{{name}}', '"quoted": [x', '---\ntype: bug', '# x', '\uE0000\uE000'])(
    'take %j as it is',
    (value) => {
      const filled = fill('---\ntitle: "{{name}}!"\n---\n{{name}} {{other|o}}', { name: value });
      expect(filled.fields.title).toBe(oneLine(`${value}!`));
      expect(filled.description).toBe(`${value} o`);
    },
  );

  it('take any text as it is, in quotes, without and in lists', () => {
    const text = '---\ntitle: Do {{a}}\nlabels: ["x{{a}}"]\ntype: \'t{{a}}\'\n---\n{{a}}';
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !value.includes('\0')),
        (value) => {
          const { fields, description } = fill(text, { a: value });
          expect(fields).toEqual({ title: `Do ${value}`, labels: [`x${value}`.trim()], type: `t${value}`.trim() });
          expect(description).toBe(value);
        },
      ),
    );
  });

  it('that are missing are all named, with those that there are', () => {
    const error = refusal(() => fill('---\nlabels: [{{area}}]\n---\n{{what}} {{why}} {{how|so}}', { what: 'x "y"' }));
    expect(error).toMatchObject({
      code: 'invalid_input',
      message: 'Template mine: vars needs area, why.',
      hint: 'Its variables: area, what, why. Optional: how. It needs a title too.',
    });
  });

  it('that the template does not have are named with the nearest one', () => {
    const error = refusal(() => fill('---\ntitle: {{path}} {{method}}\n---\n', { pth: '/a', method: 'GET', zzz: '1' }));
    expect(error.message).toBe(
      'Template mine: vars needs path; "pth" is not one of its variables (did you mean "path"?); "zzz" is not one of its variables.',
    );
    expect(error.hint).toBe('Its variables: path, method.');
    expect(refusal(() => fill('{{paths|}} {{paths2}}', { path: '/a' })).message).toContain('did you mean "paths2"?');
    expect(refusal(() => fill('{{path}} {{paths|}}', { path: '/a', pths: '/b' })).message).toBe(
      'Template mine: "pths" is not one of its variables (did you mean "paths"?).',
    );
  });

  it('that there are none of are not asked for', () => {
    expect(refusal(() => fill('---\ntitle: a\n---\n', { b: 'c' })).hint).toBe('It has no variables.');
    expect(refusal(() => fill('{{d|e}}', { b: 'c' })).hint).toBe('Optional: d. It needs a title too.');
  });

  it('are not found on every object', () => {
    expect(refusal(() => fill('{{constructor}} {{toString}}')).message).toContain('vars needs constructor, toString');
  });

  it('that make a field invalid are refused as that field', () => {
    const error = refusal(() => fill('---\ntitle: a\npoints: {{size}}\n---\n', { size: 'large' }));
    expect(error.message).toBe(
      'Template mine, filled in: points must be an integer from 1 to 13, or "none", not "large".',
    );
    expect(refusal(() => fill('{{a}}', { a: 'x\0' })).message).toContain('description must not contain NUL');
  });
});
