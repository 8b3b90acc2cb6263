// Where a person wants lines to run: the wish as data. Whether it can be followed is choice-refusals.ts's question.

/** The two stages of a rewrite; people call the shipped one the final stage. */
export type Side = 'builder' | 'shipped';

/** By `Instruction.index`: the stage that a person put the line into. */
export type ChosenPlaces = ReadonlyMap<number, Side>;

export const noChoice: ChosenPlaces = new Map();

/** Why a line stands where a person put it. */
export const wishReasons: Readonly<Record<Side, string>> = {
  builder: 'you placed it in the builder',
  shipped: 'you placed it in the final stage',
};
