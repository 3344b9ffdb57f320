package switchboard.identity.access;

/** What somebody may ask for, each with who may (protocol.md, section 8). */
public enum Action {
    /** Health, the page and its files, QR codes, the session of a join code. */
    ASK_AS_ANYBODY(Who.ANYBODY),
    /** The list of sessions: a student is shown their own. */
    LIST_SESSIONS(Who.WHOEVER_IS_KNOWN),
    CREATE_SESSION(Who.INSTRUCTORS),
    /** A session, who is in it, its join code. */
    SEE_SESSION(Who.MEMBERS),
    /** Its end, its list of students, its join code. */
    CHANGE_SESSION(Who.INSTRUCTORS),
    /** To hand out links by which others become teachers. */
    MANAGE_TEACHERS(Who.INSTRUCTORS),
    /** To have this device forgotten. */
    SIGN_OUT(Who.WHOEVER_IS_KNOWN),
    /** Its messages: to read, to write, to follow by WebSocket. */
    TAKE_PART(Who.MEMBERS);

    enum Who {
        ANYBODY,
        WHOEVER_IS_KNOWN,
        /** Instructors, and the students of its list. */
        MEMBERS,
        INSTRUCTORS
    }

    private final Who who;

    Action(Who who) {
        this.who = who;
    }

    /** Whether it is of no session, and so nothing for a token that is good in one only. */
    boolean isOfNoSession() {
        return this == CREATE_SESSION || this == MANAGE_TEACHERS;
    }

    Who who() {
        return who;
    }

    /** Whether nobody need say who they are. */
    public boolean isForAnybody() {
        return who == Who.ANYBODY;
    }
}
