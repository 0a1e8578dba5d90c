import { useEffect, useState } from 'preact/hooks';
import type { TemplateResult } from '../../actions/catalog/template.ts';
import type { TemplatesResult } from '../../actions/ticket/templates.ts';
import { request } from '../api/request.ts';
import { fault } from '../parts/toasts.tsx';
import { pages } from '../texts/pages.ts';
import { type Draft, draft, setDraft } from './draft.ts';

const { create } = pages;

type Template = TemplatesResult['templates'][number];
const waitMs = 250;

/** Which template a ticket begins with, and what the template asks for. */
export function TemplateFields() {
  const [templates, setTemplates] = useState<readonly Template[]>([]);
  const { template, vars, description, filled } = draft.value;
  useEffect(() => {
    request<TemplatesResult>('GET', '/templates').then(({ body }) => setTemplates(body.templates), fault);
  }, []);
  useEffect(() => {
    if (template === '') return;
    const timer = setTimeout(() => void fill(template).catch(fault), waitMs);
    return () => clearTimeout(timer);
  }, [template, JSON.stringify(vars)]);
  const chosen = templates.find(({ name }) => name === template);
  const isKept = template !== '' && filled.description !== '' && description !== filled.description;
  return (
    <>
      <label class="field">
        {create.template}
        <select value={template} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          <option value="">{create.noTemplate}</option>
          {templates.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {chosen && (
        <fieldset class="vars">
          <legend>{chosen.about ?? chosen.name}</legend>
          {chosen.variables.map((one) => (
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
      )}
    </>
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
    ...{ template, vars: {}, filled: { title: '', description: '' } },
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
  const filled = { title: fields.title ?? '', description: body.description };
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
