const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as they are written on keyboards. */
export const printKeys = (keys: string): string =>
  keys
    .replaceAll('$mod', isApple ? '⌘' : 'Ctrl')
    .replaceAll('Shift+', '⇧')
    .replaceAll('ArrowDown', '↓')
    .replaceAll('ArrowUp', '↑')
    .replaceAll('ArrowLeft', '←')
    .replaceAll('ArrowRight', '→');
