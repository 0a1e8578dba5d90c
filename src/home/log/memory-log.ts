import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { isRedacted } from '../../domain/event/redact.ts';
import { eventsOf, type Step } from '../../store/apply/draft.ts';
import type { EventLog } from './event-log.ts';

/** A log that lasts as long as the process: what a log has to do, in the fewest words. */
export function openMemoryLog(): EventLog {
  // As text: what comes out is what has gone in, and nobody else holds a part of it.
  let kept: string[] = [];
  const listeners = new Set<{ changed: () => void }>();
  return {
    async since(after, limit) {
      const steps = kept.slice(after, after + limit).map((text) => JSON.parse(text) as Step);
      return { steps, head: after + steps.length };
    },
    async append(after, steps) {
      if (after !== kept.length) return 'behind';
      kept = [...masked(kept, steps), ...steps.map((step) => JSON.stringify(step))];
      for (const { changed } of [...listeners]) changed();
      return kept.length;
    },
    watch(changed) {
      const listener = { changed };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function masked(kept: readonly string[], steps: readonly Step[]): readonly string[] {
  const masks = new Map(
    steps.flatMap(eventsOf).flatMap((event) => (isRedacted(event.payload) ? [[event.id, event] as const] : [])),
  );
  return masks.size === 0 ? kept : kept.map((text) => JSON.stringify(withMasks(JSON.parse(text) as Step, masks)));
}

function withMasks(step: Step, masks: ReadonlyMap<Id, TrackerEvent>): Step {
  const mask = (event: TrackerEvent) => masks.get(event.id) ?? event;
  if ('add' in step) return { add: mask(step.add) };
  if ('replace' in step) return { replace: mask(step.replace) };
  return 'unite' in step ? { ...step, unite: { ...step.unite, added: step.unite.added.map(mask) } } : step;
}
