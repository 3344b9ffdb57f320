package switchboard.session.rules;

import java.util.Set;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** Which students are in the list of a session now. The list changes while the session is open. For one actor. */
public final class Enrolment {
    private Set<UserId> students;

    /** @param students not changed by anybody */
    public Enrolment(Set<UserId> students) {
        this.students = students;
    }

    /** From now on these are. */
    public void replace(Set<UserId> students) {
        this.students = students;
    }

    /** Whether this user is in the list, in whatever role. */
    public boolean contains(UserId user) {
        return students.contains(user);
    }

    /** Whether this user may take part in this role: anybody may as an instructor. */
    public boolean allows(UserId user, Role role) {
        return role == Role.INSTRUCTOR || contains(user);
    }
}
