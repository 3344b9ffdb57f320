-- Who may say that they are somebody, where the server itself hands out tokens: teachers, and the secrets that devices,
-- printed cards and links hold. Of a secret its SHA-256 is stored, nothing else.

CREATE TABLE teachers (
    user_id  TEXT    NOT NULL PRIMARY KEY CHECK (length(user_id) BETWEEN 1 AND 50),
    name     TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Links that make a teacher of whoever opens one first. Deleted by that.
CREATE TABLE invites (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    secret_hash BLOB    NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    -- The first teacher's; there is at most one.
    is_setup    INTEGER NOT NULL CHECK (is_setup IN (0, 1)),
    -- Who has made it; none where it was made at the server.
    made_by     TEXT    CHECK (length(made_by) BETWEEN 1 AND 50),
    -- The teacher whose device it lets in; none where it makes one more teacher.
    for_teacher TEXT    CHECK (length(for_teacher) BETWEEN 1 AND 50),
    made_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT;

-- What holds a secret for which tokens are given out. A number is never used twice: tokens name it, and one that is void
-- stays so.
CREATE TABLE devices (
    number         INTEGER PRIMARY KEY AUTOINCREMENT,
    secret_hash    BLOB    NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    kind           TEXT    NOT NULL CHECK (kind IN ('teacher', 'claim', 'card')),
    user_id        TEXT    NOT NULL CHECK (length(user_id) BETWEEN 1 AND 50),
    -- Of a claim: the class in which the name is claimed.
    session_number INTEGER,
    -- Of a card: in whose classes it is good.
    teacher        TEXT    CHECK (length(teacher) BETWEEN 1 AND 50),
    made_at        INTEGER NOT NULL,
    used_at        INTEGER NOT NULL,
    void_at        INTEGER,
    CHECK ((session_number IS NOT NULL) = (kind = 'claim')),
    CHECK ((teacher IS NOT NULL) = (kind = 'card'))
) STRICT;

CREATE UNIQUE INDEX devices_claims ON devices (session_number, user_id) WHERE kind = 'claim' AND void_at IS NULL;
CREATE UNIQUE INDEX devices_cards ON devices (teacher, user_id) WHERE kind = 'card' AND void_at IS NULL;
CREATE INDEX devices_teachers ON devices (user_id) WHERE kind = 'teacher';
CREATE INDEX devices_void ON devices (void_at) WHERE void_at IS NOT NULL;
CREATE INDEX devices_unused ON devices (used_at);
