import { askReason } from '../board/moves.tsx';
import { chosen } from '../board/selection.ts';
import type { Card } from '../data/card.ts';
import { askPeople, listPeople } from '../data/people.ts';
import { ticketPath } from '../data/route.ts';
import { listLabels } from '../data/suggest.ts';
import { movesOf, tables } from '../data/tables.ts';
import { choose, matching } from '../parts/choose.tsx';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';
import { changeSeveral, chosenCards, progress, refusals } from './bulk.ts';

const { list } = pages;

/** What can be done to all that are chosen, and what came of it. */
export function BulkBar() {
  const count = chosen.value.size;
  const now = progress.value;
  const buttons = [
    [list.move, moveSeveral],
    [list.priority, prioritizeSeveral],
    [list.assign, () => void assignSeveral()],
    [list.label, labelSeveral],
    [list.archive, archiveSeveral],
  ] as const;
  return (
    <>
      {count > 0 && (
        <div class="bulk" role="toolbar" aria-label={list.chosen(count)}>
          <strong>{list.chosen(count)}</strong>
          {buttons.map(([name, work]) => (
            <button key={name} type="button" disabled={now !== undefined} onClick={work}>
              {name}
            </button>
          ))}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              chosen.value = new Set();
            }}
          >
            {list.unselect}
          </button>
          {now && <span role="status">{list.doing(now.done, now.all)}</span>}
        </div>
      )}
      <Refusals />
    </>
  );
}

/** By the ids of the board's commands: the keys that change one ticket change all that are chosen. */
export const severalByKey = {
  status: () => moveSeveral(),
  priority: () => prioritizeSeveral(),
  assign: () => void assignSeveral(),
  label: () => labelSeveral(),
};

function Refusals() {
  const now = refusals.value;
  if (!now) return null;
  return (
    <section class="refusals" role="alert">
      <h2>{list.refusedTitle(now.refused.length, now.all)}</h2>
      <ul>
        {now.refused.map(({ key, why }) => (
          <li key={key}>
            <a href={ticketPath(key)}>{key}</a> {why}
          </li>
        ))}
      </ul>
      <button
        type="button"
        onClick={() => {
          refusals.value = undefined;
        }}
      >
        {texts.common.close}
      </button>
    </section>
  );
}

/** To any status that some of them may go to; of the others the server says why not. */
function moveSeveral(): void {
  const cards = chosenCards();
  const targets = new Map<string, { count: number; needsReason: boolean }>();
  for (const card of cards)
    for (const { status, needs_message: needsReason } of movesOf(card)) {
      const known = targets.get(status);
      targets.set(status, {
        count: (known?.count ?? 0) + 1,
        needsReason: needsReason || (known?.needsReason ?? false),
      });
    }
  const choices = [...targets].map(([id, { count }]) => ({
    ...{ id, title: id.replaceAll('_', ' '), aside: list.can(count, cards.length) },
  }));
  choose({
    title: list.several(list.move, cards.length),
    list: (text) => matching(choices, text),
    choose: (status) => void moveAll(cards, status, targets.get(status)?.needsReason ?? false),
  });
}

async function moveAll(cards: readonly Card[], status: string, needsReason: boolean): Promise<void> {
  const message = needsReason ? await askReason(list.reason(cards.length, status.replaceAll('_', ' '))) : '';
  if (message === undefined) return;
  await changeSeveral(cards, status.replaceAll('_', ' '), (card) =>
    card.status === status
      ? undefined
      : { method: 'POST', path: '/move', body: { status, ...(message !== '' && { message }) } },
  );
}

function prioritizeSeveral(): void {
  const cards = chosenCards();
  const choices = tables.peek().priorities.map((id) => ({ id, title: id }));
  choose({
    title: list.several(list.priority, cards.length),
    list: (text) => matching(choices, text),
    choose: (priority) =>
      void changeSeveral(cards, priority, (card) =>
        card.priority === priority ? undefined : { method: 'PATCH', path: '', body: { priority } },
      ),
  });
}

async function assignSeveral(): Promise<void> {
  await askPeople();
  const names = listPeople().map(({ name }) => name);
  chooseName(list.assign, names, 'assignees', (card, name, isOff) => {
    const has = card.assignees ?? [];
    return { assignees: isOff ? has.filter((one) => one !== name) : [...has, name] };
  });
}

function labelSeveral(): void {
  const names = listLabels().map(({ value }) => value);
  chooseName(list.label, names, 'labels', (_, name, isOff) => ({ [isOff ? 'remove_labels' : 'add_labels']: [name] }));
}

/** A name that all of them have is taken away from all, any other is given to those that have it not. */
function chooseName(
  what: string,
  names: readonly string[],
  field: 'assignees' | 'labels',
  bodyOf: (card: Card, name: string, isOff: boolean) => object,
): void {
  const cards = chosenCards();
  const has = (card: Card, name: string) => card[field]?.includes(name) ?? false;
  const known = [...new Set([...cards.flatMap((card) => card[field] ?? []), ...names])];
  const choices = known.map((id) => {
    const count = cards.filter((card) => has(card, id)).length;
    const aside = count > 0 ? list.can(count, cards.length) : undefined;
    return { id, title: id, aside, isChosen: count === cards.length };
  });
  choose({
    title: list.several(what, cards.length),
    list(text) {
      const given = text.trim();
      const added =
        given === '' || known.includes(given) ? [] : [{ id: given, title: given, aside: texts.board.newName }];
      return [...matching(choices, text), ...added];
    },
    choose(name) {
      const isOff = cards.every((card) => has(card, name));
      void changeSeveral(cards, `${isOff ? '−' : '+'}${name}`, (card) =>
        isOff || !has(card, name) ? { method: 'PATCH', path: '', body: bodyOf(card, name, isOff) } : undefined,
      );
    },
  });
}

function archiveSeveral(): void {
  const cards = chosenCards();
  void changeSeveral(cards, list.archive.toLowerCase(), () => ({ method: 'POST', path: '/archive', body: {} }));
}
