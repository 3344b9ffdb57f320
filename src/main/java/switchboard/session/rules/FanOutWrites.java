package switchboard.session.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Who writes the sockets to which one fan-out goes: the first of them the thread that fans out, since a hop to another
 * thread costs as much as the write; the rest others, so that a large session does not hold its actor's thread. For one
 * thread.
 */
public final class FanOutWrites implements Executor {
    private final int own;
    private final Executor others;
    private final List<Runnable> rest = new ArrayList<>(0);
    private int done;

    /**
     * @param own how many sockets of one fan-out its own thread writes; also of how many another one does it at once
     * @param others threads that have time
     */
    public FanOutWrites(int own, Executor others) {
        this.own = own;
        this.others = others;
    }

    @Override
    public void execute(Runnable write) {
        if (done < own) {
            done++;
            write.run();
        } else {
            rest.add(write);
        }
    }

    /** The fan-out is over: hands over what others are to write. */
    void handOver() {
        for (int from = 0; from < rest.size(); from += own) {
            List<Runnable> some = List.copyOf(rest.subList(from, Math.min(from + own, rest.size())));
            others.execute(() -> some.forEach(Runnable::run));
        }
        rest.clear();
        done = 0;
    }
}
