import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TemplateResult } from '../../actions/catalog/template.ts';
import type { TemplatesResult } from '../../actions/ticket/templates.ts';
import { request } from '../api/request.ts';
import { fault } from '../parts/toasts.tsx';
import { pages } from '../texts/pages.ts';
import { type Draft, draft, nothingFilled, setDraft } from './draft.ts';

const { create } = pages;

type Template = TemplatesResult['templates'][number];
const waitMs = 250;

const templates = signal<readonly Template[]>([]);

/** Which template a ticket begins with. */
export function TemplateChoice() {
  const { template, vars } = draft.value;
  useEffect(() => {
    request<TemplatesResult>('GET', '/templates').then(({ body }) => {
      templates.value = body.templates;
    }, fault);
  }, []);
  useEffect(() => {
    if (template === '') return;
    const timer = setTimeout(() => void fill(template).catch(fault), waitMs);
    return () => clearTimeout(timer);
  }, [template, JSON.stringify(vars)]);
  return (
    <label class="field">
      {create.template}
      <select value={template} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{create.noTemplate}</option>
        {templates.value.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the template asks for; what is its title whole is asked for by the title's own field. */
export function TemplateVariables() {
  const { template, description, filled } = draft.value;
  const chosen = templates.value.find(({ name }) => name === template);
  const asked = chosen?.variables.filter((one) => one !== filled.titleVariable) ?? [];
  const isKept = filled.description !== '' && description !== filled.description;
  if (!chosen || (asked.length === 0 && !isKept)) return null;
  return (
    <fieldset class="vars">
      <legend>{chosen.about ?? chosen.name}</legend>
      {asked.map((one) => (
        <Variable key={one} named={one} />
      ))}
      {isKept && (
        <p class="hint">
          {create.keptDescription}{' '}
          <button type="button" onClick={() => setDraft({ description: filled.description })}>
            {create.takeDescription}
          </button>
        </p>
      )}
    </fieldset>
  );
}

/** With a question mark at its end it may be left out. */
function Variable({ named }: { named: string }) {
  const name = named.replace(/\?$/, '');
  const { vars } = draft.value;
  return (
    <label class="field">
      {name.replaceAll('_', ' ')}
      <input
        value={vars[name] ?? ''}
        required={name === named}
        onInput={({ currentTarget }) => {
          const { [name]: _, ...others } = draft.peek().vars;
          setDraft({ vars: currentTarget.value === '' ? others : { ...others, [name]: currentTarget.value } });
        }}
      />
    </label>
  );
}

/** Another template takes away what the one before has put there, and nothing else. */
function choose(template: string): void {
  const { title, description, filled } = draft.peek();
  setDraft({
    ...{ template, vars: {}, filled: nothingFilled },
    ...(title === filled.title && { title: '' }),
    ...(description === filled.description && { description: '' }),
  });
}

/** Puts what the template says where nobody has written anything else. */
async function fill(template: string): Promise<void> {
  const query = { vars: JSON.stringify(draft.peek().vars) };
  const { body } = await request<TemplateResult>('GET', `/templates/${encodeURIComponent(template)}`, { query });
  const now = draft.peek();
  if (now.template !== template) return;
  const { fields } = body;
  const [, titleVariable = ''] = /^\{\{(\w+)\}\}$/.exec(fields.title ?? '') ?? [];
  const filled = { title: titleVariable ? '' : (fields.title ?? ''), description: body.description, titleVariable };
  const isFirst = now.filled.description === '' && now.filled.title === '';
  setDraft({
    filled,
    ...(isOurs(now, 'title') && { title: filled.title }),
    ...(isOurs(now, 'description') && { description: filled.description }),
    ...(isFirst && {
      ...(fields.type && { type: fields.type }),
      ...(fields.priority && { priority: fields.priority }),
      ...(fields.labels && { labels: [...new Set([...now.labels, ...fields.labels])] }),
      ...(fields.assignees && { assignees: [...new Set([...now.assignees, ...fields.assignees])] }),
      ...(fields.points != null && { points: String(fields.points) }),
      ...(fields.parent && { parent: fields.parent }),
    }),
  });
}

const isOurs = (now: Draft, field: 'title' | 'description'): boolean =>
  now[field].trim() === '' || now[field] === now.filled[field];
