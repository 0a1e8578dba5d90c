let loading: Promise<void> | undefined;

/** How pages look that most visits don't open. Comes once; without it they are plain. */
export function loadLaterStyle(): Promise<void> {
  loading ??= new Promise((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = document.querySelector<HTMLMetaElement>('meta[name=tracker-later]')?.content ?? '';
    link.onload = () => resolve();
    link.onerror = () => resolve();
    document.head.append(link);
  });
  return loading;
}
