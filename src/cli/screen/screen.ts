/** Where text for people goes. */
export interface Screen {
  /** Characters in a line, or undefined when nobody looks: then nothing is folded. */
  columns: number | undefined;
  /** Lines, or undefined when nobody looks. */
  rows: number | undefined;
}
