export interface Price {
  symbol: string;
  /** In cents. */
  amount: number;
}
