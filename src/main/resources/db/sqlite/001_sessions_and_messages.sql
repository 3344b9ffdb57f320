-- Classes and what was said in them. Times are milliseconds since 1970 in UTC; ids are UUIDs as 16 bytes.

-- A number is never used twice: a message's key begins with it.
CREATE TABLE sessions (
    number      INTEGER PRIMARY KEY AUTOINCREMENT CHECK (number BETWEEN 1 AND 2147483647),
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_by  TEXT    NOT NULL CHECK (length(created_by) BETWEEN 1 AND 50),
    student_ids TEXT    NOT NULL CHECK (json_valid(student_ids) AND json_type(student_ids) = 'array'
                                        AND json_array_length(student_ids) >= 1),
    start_time  INTEGER NOT NULL,
    end_time    INTEGER,
    -- Raised before messages are ever deleted: the head of the log is the greater of this and the last message.
    last_seq    INTEGER NOT NULL DEFAULT 0 CHECK (last_seq BETWEEN 0 AND 4294967295)
) STRICT;

CREATE INDEX sessions_active ON sessions (number) WHERE end_time IS NULL;

-- The key is the session's number and, in the lower 32 bits, the place in its log: a session's messages lie together in
-- the order in which they are read.
CREATE TABLE messages (
    key         INTEGER PRIMARY KEY CHECK (key > 4294967296 AND (key & 4294967295) > 0),
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    type        TEXT    NOT NULL CHECK (type IN ('instructor_inbox', 'request_response', 'analytics',
                                                 'inbox_response', 'request', 'instructor_broadcast')),
    context     TEXT    NOT NULL CHECK (length(context) BETWEEN 1 AND 50),
    from_user   TEXT    NOT NULL CHECK (length(from_user) BETWEEN 1 AND 50),
    to_user     TEXT    CHECK (length(to_user) BETWEEN 1 AND 50),
    timestamp   INTEGER NOT NULL,
    -- Last, so that a scan that leaves a message out does not read its pages.
    -- Not octet_length: backups are made by the sqlite3 of the machine, and that of Debian 12 does not know it.
    content     TEXT    NOT NULL CHECK (length(CAST(content AS BLOB)) BETWEEN 2 AND 65536),
    CHECK ((to_user IS NOT NULL) = (type IN ('inbox_response', 'request')))
) STRICT;

-- What the messages of a session up to a place in its log take of its limit. Written now and then: what follows that
-- place is added up when the log is first used.
CREATE TABLE session_sizes (
    session_number INTEGER PRIMARY KEY,
    up_to_seq      INTEGER NOT NULL CHECK (up_to_seq BETWEEN 1 AND 4294967295),
    stored_bytes   INTEGER NOT NULL CHECK (stored_bytes >= 0)
) STRICT;

-- Written to see that commits reach the disk.
CREATE TABLE probe (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    probed_at INTEGER NOT NULL
) STRICT;

INSERT INTO probe (id, probed_at) VALUES (1, 0);
