package switchboard.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/** A change of the people of a session while it is open (protocol.md, section 3, Roster). */
public sealed interface RosterChange {
    /** What a change makes of a session. */
    sealed interface Result {}

    /** The session as it is from now on; equal to what it was where there was nothing to change. */
    record Changed(SessionInfo session) implements Result {}

    /** The list would have more students than a session may. */
    enum TooManyStudents implements Result {
        INSTANCE
    }

    /** The list would have no student. */
    enum NobodyLeft implements Result {
        INSTANCE
    }

    /** The list does not have the student. */
    enum NotInList implements Result {
        INSTANCE
    }

    /** What becomes of this session by the change. Pure. */
    Result applyTo(SessionInfo session);

    /**
     * Adds those who are not in the list, at its end, and sets the names that are given.
     *
     * @param names of some of the students
     * @param maxStudents that a session may have
     */
    record Add(List<UserId> students, Map<UserId, DisplayName> names, int maxStudents) implements RosterChange {
        public Add {
            students = List.copyOf(students);
            names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        }

        @Override
        public Result applyTo(SessionInfo session) {
            Set<UserId> list = new LinkedHashSet<>(session.studentIds());
            int before = list.size();
            list.addAll(students);
            if (list.size() > Math.max(before, maxStudents)) {
                return TooManyStudents.INSTANCE;
            }
            Map<UserId, DisplayName> all = new LinkedHashMap<>(session.names());
            all.putAll(names);
            return new Changed(session.withPeople(List.copyOf(list), all));
        }
    }

    /** Takes a student, and the student's name, out of the list. */
    record Remove(UserId student) implements RosterChange {
        @Override
        public Result applyTo(SessionInfo session) {
            List<UserId> list = new ArrayList<>(session.studentIds());
            if (!list.remove(student)) {
                return NotInList.INSTANCE;
            }
            if (list.isEmpty()) {
                return NobodyLeft.INSTANCE;
            }
            Map<UserId, DisplayName> names = new LinkedHashMap<>(session.names());
            names.remove(student);
            return new Changed(session.withPeople(list, names));
        }
    }
}
