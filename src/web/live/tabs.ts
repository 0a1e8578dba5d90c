declare const trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };

/** Calls `heard` when another tab of this browser has said that something changed; answers how to say so. */
export function tellTabs(heard: () => void): () => void {
  const url = document.querySelector<HTMLMetaElement>('meta[name=tracker-worker]')?.content;
  if (!url || !('SharedWorker' in globalThis)) return () => {};
  const { port } = new SharedWorker(trusted(url), { type: 'module' });
  port.onmessage = () => heard();
  return () => port.postMessage('changed');
}

/** Only a file of ours is run; browsers without trusted types take the address as it is. */
function trusted(url: string): string {
  if (!('trustedTypes' in globalThis)) return url;
  const createScriptURL = (given: string) => {
    if (!/^\/assets\/[\w-]+\.js$/.test(given)) throw new TypeError('That is no script of the board.');
    return given;
  };
  return trustedTypes.createPolicy('tracker', { createScriptURL }).createScriptURL(url);
}
