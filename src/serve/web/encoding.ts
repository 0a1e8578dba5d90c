export type Encoding = 'br' | 'gzip';

/** The shortest of what a browser takes, by its Accept-Encoding; undefined: as it is. */
export function encodingFor(accepted: string | undefined): Encoding | undefined {
  const qualities = new Map((accepted ?? '').split(',').map(readOne));
  const takes = (name: string) => (qualities.get(name) ?? qualities.get('*') ?? 0) > 0;
  return (['br', 'gzip'] as const).find(takes);
}

function readOne(part: string): [name: string, quality: number] {
  const [name = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
  const quality = parameters.find((one) => one.startsWith('q='));
  return [name, quality === undefined ? 1 : Number(quality.slice(2)) || 0];
}
