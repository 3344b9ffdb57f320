-- Who is called how in a class, and a list of students that changes while the class goes on.

-- An object, user id to name; absent where nobody has one.
ALTER TABLE sessions ADD COLUMN names TEXT CHECK (json_valid(names) AND json_type(names) = 'object');

-- How often the people of the class were changed: whoever has read it at two times knows which is newer.
ALTER TABLE sessions ADD COLUMN roster_version INTEGER NOT NULL DEFAULT 0 CHECK (roster_version >= 0);

-- By what a class is found: its join code while it has one, and lists by what has become of it and by who created it.

-- At most one for each class, and none for one that has ended.
CREATE TABLE join_codes (
    code           TEXT    NOT NULL PRIMARY KEY
                           CHECK (length(code) = 6 AND code NOT GLOB '*[^2-9A-HJKMNP-TV-Z]*'),
    session_number INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- A page of a list reads as many rows as it shows. The number of a class stands behind the columns of each index, so that
-- each is in the order of the list, too.
CREATE INDEX sessions_ended ON sessions (number) WHERE end_time IS NOT NULL;
CREATE INDEX sessions_active_by_creator ON sessions (created_by) WHERE end_time IS NULL;
CREATE INDEX sessions_ended_by_creator ON sessions (created_by) WHERE end_time IS NOT NULL;
