-- The rule for names left it to json_valid(NULL) that a class need not have any. SQLite before 3.45 answers 0 there: tools of
-- that age, Debian 12's among them, held each such class for damaged, and could not put it back from a dump. What is stored is
-- the same under both rules, so their text is all that changes (https://www.sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;

UPDATE sqlite_schema
   SET sql = replace(sql, 'CHECK (json_valid(names) AND', 'CHECK (names IS NULL OR json_valid(names) AND')
 WHERE type = 'table' AND name = 'sessions';

PRAGMA writable_schema = RESET;
