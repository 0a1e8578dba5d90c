/** Whether a key sends what is being typed: Enter alone begins a new line. */
export const isSending = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => key === 'Enter' && (ctrlKey || metaKey);
