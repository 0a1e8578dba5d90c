import { useCallback, useMemo, useState } from 'preact/hooks';
import { may } from '../../api/session.ts';
import type { Meanings } from '../../markdown/finish.ts';
import { Markdown } from '../../markdown/markdown.tsx';
import { type Outline, readSections, type Section } from '../../markdown/sections.ts';
import { texts } from '../../texts/texts.ts';
import type { Ticket } from '../shapes.ts';
import type { TicketStore } from '../state.ts';
import { beginSection, beginWhole, editing, locate, tick } from './editing.ts';
import { Editor } from './editor.tsx';
import { meaningsOf } from './meanings.ts';

const { ticket: said } = texts;

/** The first heading of a description is below the one that says so. */
const firstLevel = 3;

export function Description({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const { description } = ticket;
  const outline = useMemo(() => readSections(description), [description]);
  const meanings = useMemo(() => meaningsOf(ticket.mentions), [JSON.stringify(ticket.mentions)]);
  const [drawn, setDrawn] = useState(0);
  const onTick = useCallback(
    (line: number, checked: boolean) => {
      // A box that could not be ticked is drawn as it is.
      void tick(store, line, checked).then((isDone) => isDone || setDrawn((count) => count + 1));
    },
    [store],
  );
  const edit = editing.value;
  const place = edit && locate(description, edit);
  const { sections } = outline;
  const isWhole = place !== undefined && place.kind !== 'gone' && !place.section;
  // The box that is typed in stays where it is in the document, whatever comes and goes around it.
  const at = isWhole ? 0 : place && place.kind !== 'gone' ? (place.at ?? sections.length) : sections.length;
  const taken = place && place.kind !== 'gone' && place.section ? 1 : 0;
  const draw = (some: readonly Section[]) =>
    some.map((section) => (
      <SectionView key={section.first} {...{ ticket, section, outline, meanings, onTick, drawn }} />
    ));
  return (
    <section class="description" aria-labelledby="description">
      <div class="titled">
        <h2 id="description">{said.description}</h2>
        {may('write') && !edit && (
          <button type="button" class="quiet" onClick={() => beginWhole(ticket.id, description)}>
            {sections.length === 0 ? said.edit : said.editAll} <kbd>e</kbd>
          </button>
        )}
      </div>
      <div>{draw(sections.slice(0, at))}</div>
      {edit && <Editor key={edit.field} {...{ store, ticket, edit }} />}
      <div>{isWhole ? null : draw(sections.slice(at + taken))}</div>
      {sections.length === 0 && !edit && <p class="faint">{said.noDescription}</p>}
    </section>
  );
}

interface SectionGiven {
  ticket: Ticket;
  section: Section;
  outline: Outline;
  meanings: Meanings;
  onTick: (line: number, checked: boolean) => void;
  drawn: number;
}

function SectionView({ ticket, section, outline, meanings, onTick, drawn }: SectionGiven) {
  const { heading, depth, first, text } = section;
  const isOnly = outline.sections.length === 1 && heading === '';
  return (
    <div class={heading === '' && !isOnly ? 'part beginning' : 'part'}>
      <Markdown
        key={drawn}
        {...{ text, first, meanings, definitions: outline.definitions }}
        level={Math.min(firstLevel + depth, 6)}
        nth={outline.sections.filter((one) => one.heading === heading && one.first < first).length}
        onTick={may('write') ? onTick : undefined}
      />
      {may('write') && !isOnly && !editing.value && (
        <button
          type="button"
          class="quiet edit"
          aria-label={said.editSection(heading)}
          onClick={() => beginSection(ticket.id, section)}
        >
          {said.edit}
        </button>
      )}
    </div>
  );
}
