package switchboard.store.writer;

import java.util.List;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import switchboard.store.StoreException;
import switchboard.store.Write;
import switchboard.store.Written;

/**
 * What one incarnation of the writer has done by the thread that writes, one thing at a time, and the {@link Reply}
 * that comes back to the actor for each.
 */
final class DatabaseWork {
    /** An answer of the thread, to the incarnation that asked. */
    sealed interface Reply extends Writer.Command {
        DatabaseWork by();
    }

    record GroupWritten(DatabaseWork by, List<Written> results) implements Reply {}

    record GroupFailed(DatabaseWork by, StoreException failure) implements Reply {}

    /** @param found what was found of a group whose commit failed, made certain by a later commit; null if it is not */
    record LookedUp(DatabaseWork by, @Nullable List<Written> found) implements Reply {}

    record HeadsRead(DatabaseWork by, List<Writer.ReadHead> asked, List<Written> results) implements Reply {}

    record HeadsNotRead(DatabaseWork by, StoreException failure) implements Reply {}

    /** @param committed whether a commit has shown that the disk takes some */
    record Checked(DatabaseWork by, boolean committed) implements Reply {}

    record CheckFailed(DatabaseWork by, StoreException failure) implements Reply {}

    /** The database threw what it never should: a matter for supervision. */
    record Crashed(DatabaseWork by, Throwable failure) implements Reply {
        Behavior<Writer.Command> fail() {
            throw new IllegalStateException("the database failed in a way that it should not know", failure);
        }
    }

    private final ActorContext<Writer.Command> context;
    private final WriterThread thread;
    private boolean underWay;

    DatabaseWork(ActorContext<Writer.Command> context, WriterThread thread) {
        this.context = context;
        this.thread = thread;
    }

    /** Whether the thread has something to do: then it must not be given more. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Its answer has come. */
    void ended() {
        underWay = false;
    }

    /** Asked by an incarnation that has failed since. */
    boolean isStale(Reply reply) {
        return reply.by() != this;
    }

    void write(List<Write> group) {
        ask(database -> database.write(group), GroupWritten::new, GroupFailed::new);
    }

    /**
     * Looks for a group in what new connections see. What is found was committed, but perhaps never reached the disk:
     * one more commit carries it there.
     */
    void lookUp(List<Write> lookUps) {
        ask(
                database -> {
                    List<Written> lookedUp = database.write(lookUps);
                    if (lookedUp.stream().anyMatch(WriteGroup::isFound)) {
                        database.write(List.of(Write.Probe.INSTANCE));
                    }
                    return lookedUp;
                },
                LookedUp::new,
                (by, failure) -> new LookedUp(by, null));
    }

    void readHeads(List<Writer.ReadHead> asked) {
        List<Write> reads = asked.stream()
                .<Write>map(read -> new Write.Head(read.session(), read.withPeople()))
                .toList();
        ask(database -> database.write(reads), (by, results) -> new HeadsRead(by, asked, results), HeadsNotRead::new);
    }

    /** Commits a row that means nothing. */
    void probe(boolean reopen) {
        ask(
                database -> {
                    if (reopen) {
                        database.lifecycle().reopen();
                    }
                    database.write(List.of(Write.Probe.INSTANCE));
                    return true;
                },
                Checked::new,
                CheckFailed::new);
    }

    /** Checks that what is open is still the database that was opened. */
    void verify() {
        ask(
                database -> {
                    database.lifecycle().verify();
                    return false;
                },
                Checked::new,
                CheckFailed::new);
    }

    private <T> void ask(
            WriterThread.Work<T> work,
            BiFunction<DatabaseWork, T, Reply> onDone,
            BiFunction<DatabaseWork, StoreException, Reply> onFailed) {
        underWay = true;
        context.pipeToSelf(thread.run(work), (value, failure) -> {
            if (failure == null) {
                return onDone.apply(this, value);
            }
            return failure instanceof StoreException known ? onFailed.apply(this, known) : new Crashed(this, failure);
        });
    }
}
