export type ExpressionErrorCode = 'EXPR_SYNTAX' | 'EXPR_NONLINEAR';

/** Thrown and caught within the parser only: it leaves many functions at once. */
export class ExpressionRefusal extends Error {
  readonly code: ExpressionErrorCode;
  readonly position: number;

  constructor(code: ExpressionErrorCode, position: number, message: string) {
    super(message);
    this.code = code;
    this.position = position;
  }
}
