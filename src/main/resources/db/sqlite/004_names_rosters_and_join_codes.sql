-- Who is called how in a class, and a list of students that changes while the class goes on.

-- An object, user id to name; absent where nobody has one.
ALTER TABLE sessions ADD COLUMN names TEXT CHECK (json_valid(names) AND json_type(names) = 'object');

-- How often the people of the class were changed: whoever has read it at two times knows which is newer.
ALTER TABLE sessions ADD COLUMN roster_version INTEGER NOT NULL DEFAULT 0 CHECK (roster_version >= 0);
