package switchboard.identity.tokens;

/** What is made of a token: who its bearer is, or why nobody is believed to be that. */
public sealed interface Verdict {
    /** A good token. */
    record Good(Identity identity) implements Verdict {}

    /**
     * A token that is not believed.
     *
     * @param message for people: what is wrong and what is needed. It says nothing of what the token holds, and of one
     *     that no known key signed it says no more than that
     */
    record Bad(String message) implements Verdict {}

    /** The keys of its issuer cannot be had at the moment, so nobody knows. */
    enum Unknown implements Verdict {
        INSTANCE
    }
}
