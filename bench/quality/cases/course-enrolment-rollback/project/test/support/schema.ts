export const schema = `
  CREATE TABLE courses (id INTEGER PRIMARY KEY, seats INTEGER, taken INTEGER, open INTEGER);
  CREATE TABLE enrolments (course_id INTEGER, student_id INTEGER, seat INTEGER);
  CREATE TABLE waiting_list (course_id INTEGER, student_id INTEGER, position INTEGER);
  INSERT INTO courses VALUES (1, 2, 0, 1), (2, 1, 1, 1), (3, 5, 0, 0);
  INSERT INTO enrolments VALUES (2, 70, 1);
`;
