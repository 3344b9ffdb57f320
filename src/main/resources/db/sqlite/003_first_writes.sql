-- Which instructors have written in a class, and where in its log for the first time. Written with an instructor's first
-- message only: the messages themselves can tell it, but not without a look at all of them or an index that each pays for.
CREATE TABLE first_writes (
    session_number INTEGER NOT NULL,
    user_id        TEXT    NOT NULL CHECK (length(user_id) BETWEEN 1 AND 50),
    seq            INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 4294967295),
    PRIMARY KEY (session_number, user_id)
) STRICT, WITHOUT ROWID;

-- Of classes that go on: nobody comes to the others. What breaks a rule here is damaged, and must not end the upgrade.
INSERT OR IGNORE INTO first_writes (session_number, user_id, seq)
SELECT number, from_user, min(key & 4294967295)
  FROM sessions JOIN messages ON key > number << 32 AND key < (number + 1) << 32
 WHERE end_time IS NULL AND type IN ('inbox_response', 'request', 'instructor_broadcast')
 GROUP BY number, from_user;
