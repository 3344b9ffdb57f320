/** What the page uses of PapaParse, which has no declarations of its own. */
declare const Papa: {
  parse(text: string, config: { delimiter: string, newline: string, fastMode?: boolean }): {
    data: string[][],
    errors: { type: 'Quotes' | 'Delimiter' | 'FieldMismatch' }[],
  };
};
export default Papa;
