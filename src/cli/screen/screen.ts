/** Where text for people goes. */
export interface Screen {
  /** Characters in a line, or undefined when nobody looks: then nothing is folded. */
  columns: number | undefined;
}
