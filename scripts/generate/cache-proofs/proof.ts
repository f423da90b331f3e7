import type { Category } from '@quotewright/acceleration';

/** A test by its file and by its title as it stands in the source; both are looked up. */
export interface NamedTest {
  /** Relative to the repository. */
  readonly file: string;
  readonly title: string;
  /** For the page, where the title is all placeholder. */
  readonly shown?: string;
}

/** A test of the mechanism that every copy goes through, whatever its category. */
export interface MechanismProof extends NamedTest {
  readonly of: 'the mechanism';
}

/** A test that is made once for every category that the program declares, or for those of a kind. */
export interface SweepingProof extends NamedTest {
  readonly of: 'every category';
  only?(category: Category): boolean;
}

/** A test with copies of these categories: each with a text of the file by which it is recognised (a key, a name, a constant). */
export interface OwnProof extends NamedTest {
  readonly of: Readonly<Record<string, string>>;
}

export type Proof = MechanismProof | SweepingProof | OwnProof;

/** One family of proofs that a category owes. */
export interface ProofFamily {
  readonly id: string;
  readonly title: string;
  /** What the tests see, in a sentence. */
  readonly means: string;
  /** Whether the mechanism alone is enough: nothing of it depends on the category. */
  readonly byMechanism: boolean;
  /** Why a category does not owe it; undefined where it does. */
  exempt?(category: Category): string | undefined;
  readonly proofs: readonly Proof[];
}

/** The proofs of a family that are about the category; those of the mechanism are about all. */
export function proofsOf({ proofs }: ProofFamily, category: Category): readonly Proof[] {
  return proofs.filter((proof) => {
    if (proof.of === 'the mechanism') return true;
    if (proof.of === 'every category') return proof.only?.(category) ?? true;
    return Object.hasOwn(proof.of, category.name);
  });
}
