import type { ComponentChildren } from 'preact';
import { ticketPath } from '../data/route.ts';

interface PanelGiven {
  ticket: { key: string; title: string };
  kind?: string;
  children: ComponentChildren;
}

/** What there is to a ticket in the inbox, below the way to it. */
export const Panel = ({ ticket: { key, title }, kind = '', children }: PanelGiven) => (
  <article class={`panel ${kind}`.trim()} aria-label={`${key} ${title}`}>
    <h3>
      <a href={ticketPath(key)}>
        <span class="key">{key}</span> {title}
      </a>
    </h3>
    {children}
  </article>
);
