/** A command that does not follow the grammar; answered by a tagged BAD with this message. */
export class CommandSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandSyntaxError';
  }
}
