export function showCreate(): void {}
