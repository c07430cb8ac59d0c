/** A place in an author's file. Line and column count from 1, as editors show them. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
