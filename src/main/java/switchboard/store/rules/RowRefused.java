package switchboard.store.rules;

/** A single row broke a rule of the schema. The statement has undone it, and its transaction goes on. */
public final class RowRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /** @param rule which one, for the log */
    public RowRefused(String rule) {
        // Without a stack trace: it is an answer, and never a bug of the program that throws it.
        super(rule, null, false, false);
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}
