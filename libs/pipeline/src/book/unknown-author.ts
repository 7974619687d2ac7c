/** What an import writes where the file names no author, and `validate` tells until somebody does. */
export const unknownAuthor = 'Unknown author';
