// The recipes, most specific first: where two have an answer for a command, the first one's counts.
import { native } from './recipes/native.ts';
import { python } from './recipes/python.ts';
import type { Recipe } from './recipes/recipe.ts';

export const recipes: readonly Recipe[] = [python, native];
