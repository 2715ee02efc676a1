/** The data folder, or a file in it, cannot be used: told to the operator as it stands, and the program ends. */
export class DataFolderError extends Error {
  /** What the operator can do about it. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataFolderError';
    this.remedy = remedy;
  }
}
