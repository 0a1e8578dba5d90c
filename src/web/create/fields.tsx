import type { ComponentChildren } from 'preact';
import { askPeople } from '../data/people.ts';
import { suggestLabels, suggestPeople, suggestTickets } from '../data/suggest.ts';
import { tables } from '../data/tables.ts';
import { NamesInput } from '../parts/names-input.tsx';
import { pages } from '../texts/pages.ts';
import { draft, setDraft } from './draft.ts';
import { TemplateChoice, TemplateVariables } from './template.tsx';

const { create } = pages;

/** `PAY-482913`, however it was typed; a number alone is no key. */
const readKey = (text: string): string | undefined =>
  /^#?[A-Za-z][A-Za-z0-9]*-\d+$/.test(text) ? text.replace('#', '').toUpperCase() : undefined;

/** What a ticket is besides its texts. */
export function Fields() {
  const now = draft.value;
  return (
    <div class="fields">
      <Choice label={create.type} value={now.type} onChange={(type) => setDraft({ type })}>
        {tables.value.types.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Choice>
      <TemplateChoice />
      <Choice label={create.priority} value={now.priority} onChange={(priority) => setDraft({ priority })}>
        <option value="" />
        {tables.value.priorities.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Choice>
      <label class="field">
        {create.points}
        <input
          type="number"
          min={0}
          step="any"
          value={now.points}
          onInput={({ currentTarget }) => setDraft({ points: currentTarget.value })}
        />
      </label>
      <TemplateVariables />
      <Names />
    </div>
  );
}

/** What names others: people, labels and tickets. */
function Names() {
  const now = draft.value;
  return (
    <>
      <NamesInput
        label={create.assignees}
        values={now.assignees}
        onChange={(assignees) => setDraft({ assignees })}
        suggest={suggestPeople}
        onFocus={() => void askPeople()}
      />
      <NamesInput
        label={create.labels}
        values={now.labels}
        onChange={(labels) => setDraft({ labels })}
        suggest={suggestLabels}
      />
      <NamesInput
        label={create.parent}
        values={now.parent === '' ? [] : [now.parent]}
        onChange={([parent = '']) => setDraft({ parent })}
        suggest={suggestTickets}
        read={readKey}
        isSingle
      />
      <NamesInput
        label={create.blockedBy}
        values={now.blockedBy}
        onChange={(blockedBy) => setDraft({ blockedBy })}
        suggest={suggestTickets}
        read={readKey}
      />
    </>
  );
}

interface ChoiceGiven {
  label: string;
  value: string;
  onChange(value: string): void;
  children: ComponentChildren;
}

const Choice = ({ label, value, onChange, children }: ChoiceGiven) => (
  <label class="field">
    {label}
    <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {children}
    </select>
  </label>
);
