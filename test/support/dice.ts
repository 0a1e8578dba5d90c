/** Choices that a generated list of numbers makes: the same list always makes the same ones, and shrinks well. */
export interface Dice {
  /** 0 … sides − 1. */
  roll(sides: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in `times`. */
  once(times: number): boolean;
}

export function diceFrom(numbers: readonly number[]): Dice {
  let rolls = 0;
  const roll = (sides: number) => {
    const lap = Math.floor(rolls / numbers.length);
    return (numbers[rolls++ % numbers.length]! + lap) % sides;
  };
  return { roll, pick: (list) => list[roll(list.length)]!, once: (times) => roll(times) === 0 };
}
