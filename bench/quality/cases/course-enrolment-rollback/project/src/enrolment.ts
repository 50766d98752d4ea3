import type { Pool, PoolClient } from 'pg';

export type Outcome =
  | { kind: 'enrolled'; seat: number }
  | { kind: 'waiting'; position: number }
  | { kind: 'refused'; reason: 'no-such-course' | 'closed' | 'already-enrolled' };

interface Course {
  id: number;
  seats: number;
  taken: number;
  open: number;
}

async function lockCourse(client: PoolClient, courseId: number): Promise<Course | undefined> {
  const { rows } = await client.query<Course>(
    'SELECT id, seats, taken, open FROM courses WHERE id = $1 FOR UPDATE',
    [courseId],
  );
  return rows[0];
}

/** Enrols a student, or puts them on the waiting list of a course that is full. */
export async function enrol(pool: Pool, courseId: number, studentId: number): Promise<Outcome> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const course = await lockCourse(client, courseId);
    if (!course) return { kind: 'refused', reason: 'no-such-course' };
    if (!course.open) return { kind: 'refused', reason: 'closed' };

    const known = await client.query(
      'SELECT 1 AS one FROM enrolments WHERE course_id = $1 AND student_id = $2',
      [courseId, studentId],
    );
    if (known.rows.length > 0) return { kind: 'refused', reason: 'already-enrolled' };

    if (course.taken >= course.seats) {
      const { rows } = await client.query<{ position: number }>(
        'SELECT COUNT(*) + 1 AS position FROM waiting_list WHERE course_id = $1',
        [courseId],
      );
      const position = Number(rows[0].position);
      await client.query('INSERT INTO waiting_list (course_id, student_id, position) VALUES ($1, $2, $3)', [
        courseId,
        studentId,
        position,
      ]);
      await client.query('COMMIT');
      return { kind: 'waiting', position };
    }

    const seat = course.taken + 1;
    await client.query('UPDATE courses SET taken = $2 WHERE id = $1', [courseId, seat]);
    await client.query('INSERT INTO enrolments (course_id, student_id, seat) VALUES ($1, $2, $3)', [
      courseId,
      studentId,
      seat,
    ]);
    await client.query('COMMIT');
    return { kind: 'enrolled', seat };
  } finally {
    client.release();
  }
}
