-- What clients call their messages, and who joined a class when for the first time.

-- Behind the content, as a table grows at its end only; it is read where the content is read too.
ALTER TABLE messages ADD COLUMN ref TEXT CHECK (length(ref) BETWEEN 1 AND 64);

-- A user's ref means one message of a session, for as long as the session is kept. The upper half of the key is the
-- session's number. Refs first: where they begin with the time, all that come at one time go to one page
-- of the index, whoever sends them.
CREATE UNIQUE INDEX messages_by_ref ON messages (ref, key >> 32, from_user) WHERE ref IS NOT NULL;

CREATE TABLE first_joins (
    session_number INTEGER NOT NULL,
    user_id        TEXT    NOT NULL CHECK (length(user_id) BETWEEN 1 AND 50),
    role           TEXT    NOT NULL CHECK (role IN ('student', 'instructor')),
    joined_at      INTEGER NOT NULL,
    PRIMARY KEY (session_number, user_id, role)
) STRICT, WITHOUT ROWID;
