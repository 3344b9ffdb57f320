package switchboard.http.body;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.frames.MemberProblem;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/** All that is wrong with the lists of a body: the first of it is kept, the rest counted. */
public final class ListProblems {
    private static final int KEPT = 100;

    /** What is shown of a value that is wrong. */
    private static final int VALUE_CODE_POINTS = 200;

    private final List<MemberProblem> kept = new ArrayList<>();
    private int count;

    /** Adds what stands at a place of a member's list. */
    void add(String member, int index, JsonMember found, String allowed) {
        add(member, index, found instanceof JsonMember.Text text ? text.value() : found.shown(), allowed);
    }

    /** The same of a value that was read. */
    public void add(String member, int index, String value, String message) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(new MemberProblem(member, index, shortened(value), message));
        }
    }

    /** Adds those of another list behind these. */
    public void addAll(ListProblems others) {
        count += others.count;
        others.kept.stream().limit(KEPT - kept.size()).forEach(kept::add);
    }

    /** Whether there is nothing wrong. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Those that are kept. */
    List<MemberProblem> kept() {
        return List.copyOf(kept);
    }

    /** @param message what is wrong first, and what is allowed there */
    public Refused refused(Refusal refusal, String message) {
        return refusal.because(count == 1 ? message : message + "; " + count + " problems in all")
                .with("problems", kept());
    }

    private static String shortened(String value) {
        return value.codePointCount(0, value.length()) <= VALUE_CODE_POINTS
                ? value
                : value.substring(0, value.offsetByCodePoints(0, VALUE_CODE_POINTS)) + "…";
    }
}
