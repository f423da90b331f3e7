import type { KeyShape } from '../keys/key-shape.ts';
import type { Category, CategoryAnswers } from './category.ts';
import { deepFreeze } from './deep-freeze.ts';

/** Declares a category. Nothing is judged here: `createRegistry` refuses bad answers, all of them at once. */
export function defineCategory<const Shape extends KeyShape, Value>(
  answers: CategoryAnswers<Shape, Value>,
): Category<Shape, Value> {
  const { codec, ...plain } = answers;
  // The codec is behaviour and may keep a state of its own.
  return Object.freeze({ ...deepFreeze(plain), codec }) as Category<Shape, Value>;
}
