package switchboard.identity.access;

import switchboard.identity.tokens.Identity;

/** Who asks for something. */
public sealed interface Asker {
    /** Whoever they say that they are: in mode {@code open} everybody is believed. */
    enum Anybody implements Asker {
        INSTANCE
    }

    /** Somebody who brought no token, where one is needed. */
    enum Nobody implements Asker {
        INSTANCE
    }

    /** Whoever a good token names. */
    record Known(Identity identity) implements Asker {}
}
