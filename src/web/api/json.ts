/** Fields that REST answers as ISO 8601, in UTC: src/render/json.ts. */
type Moment = 'time' | 'at' | 'until' | 'since' | 'acknowledged' | 'createdAt' | 'updatedAt';

/** A result as it arrives: its moments are texts. */
export type AsJson<T> = T extends readonly (infer One)[]
  ? AsJson<One>[]
  : T extends object
    ? { [Name in keyof T]: Name extends Moment ? Told<T[Name]> : AsJson<T[Name]> }
    : T;

type Told<T> = number extends T ? Exclude<T, number> | string : AsJson<T>;
