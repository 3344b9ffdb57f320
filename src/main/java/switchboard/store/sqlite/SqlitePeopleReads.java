package switchboard.store.sqlite;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.store.PeopleReads;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;

/** Reads the tables of people, each time on whatever connection is free. Thread-safe. */
final class SqlitePeopleReads implements PeopleReads {
    private final LogReaders readers;

    SqlitePeopleReads(LogReaders readers) {
        this.readers = readers;
    }

    @Override
    public Optional<Device> device(SecretHash secret) throws StoreException {
        return readers.read(List.of("device", secret), reader -> reader.people().device(secret));
    }

    @Override
    public List<Device> studentsOf(StoredSession session) throws StoreException {
        return readers.read(
                List.of("students' devices", session.key()),
                reader ->
                        reader.people().studentsOf(session.key(), session.info().createdBy()));
    }

    @Override
    public List<Teacher> teachers() throws StoreException {
        return readers.read("teachers", reader -> reader.people().teachers());
    }

    @Override
    public List<Invite> invites() throws StoreException {
        return readers.read("invites", reader -> reader.people().invites());
    }

    @Override
    public List<Device> voidSince(Instant since) throws StoreException {
        return readers.read("void devices", reader -> reader.people().voidSince(since));
    }
}
