export interface Queryable {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** Timestamps leave the database as ISO 8601 text, see the type parser in server.ts. */
export interface OrderRow {
  id: number;
  customer_id: string;
  status: string;
  total_cents: number;
  created_at: string;
}
