/** Of what may lie in this process or on a server. */
export type Awaitable<T> = T | Promise<T>;
