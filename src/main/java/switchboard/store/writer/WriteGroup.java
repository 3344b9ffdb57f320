package switchboard.store.writer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.store.Write;
import switchboard.store.Written;

/** What one commit holds, from its first try until all of it is answered. Empty between two groups. */
final class WriteGroup {
    private List<Pending> members = List.of();
    private boolean secondTry;

    /** Some members and what became of each. */
    record Done(List<Pending> members, List<Written> results) {}

    void begin(List<Pending> pending) {
        members = pending;
        secondTry = false;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int size() {
        return members.size();
    }

    /** The one that has waited longest; null for none. */
    @Nullable
    Pending first() {
        return members.isEmpty() ? null : members.get(0);
    }

    boolean isSecondTry() {
        return secondTry;
    }

    void beginSecondTry() {
        secondTry = true;
    }

    List<Write> writes() {
        List<Write> writes = new ArrayList<>(members.size());
        for (Pending member : members) {
            writes.add(member.write());
        }
        return writes;
    }

    /** Whether its commit shows that the disk takes some. */
    boolean changes() {
        for (Pending member : members) {
            if (member.write().changes()) {
                return true;
            }
        }
        return false;
    }

    /** The look-ups of all members that can be looked up. */
    List<Write> lookUps() {
        return members.stream().flatMap(member -> member.lookUp().stream()).toList();
    }

    /** The commit failed when it was under way. */
    void mayBeStored() {
        members.forEach(member -> member.setMaybeStored(true));
    }

    /** Whether a member may be on disk that cannot be looked for. */
    boolean hasIndeterminate() {
        return members.stream()
                .anyMatch(member -> member.maybeStored() && member.lookUp().isEmpty());
    }

    Done takeAll(List<Written> results) {
        return new Done(takeAll(), results);
    }

    List<Pending> takeAll() {
        List<Pending> all = members;
        members = List.of();
        return all;
    }

    /**
     * Takes out those that were found. If any was, a commit behind it has carried it to the disk and overwritten
     * whatever there was of the others.
     *
     * @param lookedUp the answers to {@link #lookUps}
     */
    Done takeFound(List<Written> lookedUp) {
        boolean certain = lookedUp.stream().anyMatch(WriteGroup::isFound);
        Done found = new Done(new ArrayList<>(), new ArrayList<>());
        List<Pending> rest = new ArrayList<>();
        Iterator<Written> answers = lookedUp.iterator();
        for (Pending member : members) {
            Optional<Written> answer = member.lookUp().map(lookUp -> answers.next());
            if (answer.filter(WriteGroup::isFound).isPresent()) {
                found.members().add(member);
                found.results().add(answer.get());
            } else {
                if (certain && answer.filter(Written.LookedUp.class::isInstance).isPresent()) {
                    member.setMaybeStored(false);
                }
                rest.add(member);
            }
        }
        members = rest;
        return found;
    }

    static boolean isFound(Written written) {
        return written instanceof Written.LookedUp lookedUp && lookedUp.found().isPresent();
    }
}
